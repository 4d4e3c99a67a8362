using System;
using EdgeConv.Actuation;
using EdgeConv.Devices;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Creates the parts of the loop from the settings. A setting "auto" is chosen to fit the frames: with thermal frames the edges set the
    /// brightness of an LED, with windows of acceleration the strength of shaking does, and the digits set the angle of a servo.
    /// </summary>
    public static class Loops
    {
        /// <summary>PWM frequency of a servo in Hz.</summary>
        public const int ServoHz = 50;

        /// <summary>Duty of a pulse of 1.5 ms at 50 Hz, the middle position of a servo.</summary>
        public const int ServoMiddle = 750;

        /// <summary>PWM frequency of an LED or a motor in Hz.</summary>
        public const int LedHz = 1000;

        /// <summary>Number of samples in a window of acceleration, as in the input of <see cref="ShakeModel"/>.</summary>
        public const int ShakeWindow = 64;

        /// <summary>Creates the built-in model that the settings choose.</summary>
        /// <param name="settings">The settings; with model=auto the frames decide.</param>
        /// <param name="frames">The source of the frames.</param>
        public static IModel CreateModel(Settings settings, IFrameSource frames)
        {
            // Add your own model here. docs/your-model.md has the command that generates its class.
            switch (NameOfModel(settings, frames))
            {
                case "digits": return new DigitsModel();
                case "shake": return new ShakeModel();
                default: return new StrokesModel();
            }
        }

        /// <summary>Returns the name of the built-in model that the settings choose.</summary>
        public static string NameOfModel(Settings settings, IFrameSource frames)
        {
            string name = settings.Get("model");
            return name == "digits" || name == "strokes" || name == "shake" ? name : NameFor(frames);
        }

        /// <summary>Creates the parts of the loop.</summary>
        /// <param name="settings">The settings.</param>
        /// <param name="frames">The source of the frames.</param>
        /// <param name="model">The model that takes the frames.</param>
        /// <param name="guard">The guard of the output.</param>
        /// <param name="before">The present parts, of which those that depend on earlier frames are kept; null at the start.</param>
        /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
        public static LoopDescription Describe(Settings settings, IFrameSource frames, IModel model, OutputGuard guard,
            LoopDescription before) => new LoopDescription
            {
                Frames = frames,
                Preprocessor = before != null ? before.Preprocessor : Range(settings.Get("range"), Kind(settings, frames, model),
                    new Preprocessor(frames.Format, model.Input)),
                Model = model,
                Readout = ReadoutOf(ReadoutText(settings, frames, model)),
                Map = MapOf(settings, MapText(settings, frames, model)),
                Guard = guard,
                PeriodMicroseconds = settings.Number("period") * 1000,
                FrameCheck = before != null ? before.FrameCheck : new FrameCheck(frames.Format),
            };

        /// <summary>Checks that frames of the source can be averaged to the model's input.</summary>
        /// <exception cref="ArgumentException">They cannot; the message says what to do.</exception>
        public static void CheckFit(IFrameSource frames, TimedModel model)
        {
            try
            {
                new Preprocessor(frames.Format, model.Input).Prepare();
            }
            catch (ArgumentException)
            {
                FrameFormat format = frames.Format;
                TensorInfo input = model.Input;
                throw new ArgumentException("model: " + model.Name + " takes " + Shape(input.Height, input.Width, input.Channels)
                    + " and not frames of " + Shape(format.Height, format.Width, format.Channels)
                    + "; load a model whose rows and columns divide theirs (edgeconv board load)");
            }
        }

        private static string Shape(int height, int width, int channels) =>
            height.ToString() + "x" + width.ToString() + "x" + channels.ToString();

        /// <summary>Checks the settings that can change while the loop runs. It changes nothing.</summary>
        /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
        public static void Check(Settings settings, IFrameSource frames, IModel model)
        {
            Readout readout = ReadoutOf(ReadoutText(settings, frames, model));
            if (model != null) readout.Check(model.Output);
            if (frames != null && model != null)
                Range(settings.Get("range"), Kind(settings, frames, model), new Preprocessor(frames.Format, model.Input));
            DutyMap map = MapOf(settings, MapText(settings, frames, model));
            int period = settings.Number("period"), deadline = settings.Number("deadline"), safe = SafeDuty(settings);
            if (period >= deadline)
                throw new ArgumentException("period: " + period.ToString() + " ms must be below the deadline of " + deadline.ToString()
                    + " ms");
            int hz = FrequencyHz(settings);
            if ((long)deadline * hz < 2000)
                throw new ArgumentException("deadline: " + deadline.ToString() + " ms is less than two periods of " + hz.ToString()
                    + " Hz");
            int low = map.Map(int.MinValue), high = map.Map(int.MaxValue), min = low < high ? low : high, max = low < high ? high : low;
            // The minimum duty of a motor applies above 0 only: at 0 the motor stands still.
            if (KindOf(settings) == "motor") min = 0;
            if (safe < min || safe > max)
                throw new ArgumentException("output1.safe: " + safe.ToString() + " is outside the map, which gives " + min.ToString() + ".."
                    + max.ToString());
            Esp32PwmOutput.Check(hz, safe);
            Esp32PwmOutput.Check(hz, max);
        }

        /// <summary>Returns the PWM frequency of the output in Hz.</summary>
        public static int FrequencyHz(Settings settings) => settings.Number("output1.hz", KindOf(settings) == "servo" ? ServoHz : LedHz);

        /// <summary>
        /// Returns the safe duty of the output, 0..10000: an LED is off, a motor stands still, a servo is in its middle position.
        /// </summary>
        public static int SafeDuty(Settings settings) => settings.Number("output1.safe",
            KindOf(settings) == "servo" ? ServoMiddle * FrequencyHz(settings) / ServoHz : settings.Number("output1.off"));

        /// <summary>Returns what is at the output: led, servo or motor.</summary>
        public static string KindOf(Settings settings) => !settings.IsAuto("output1.kind") ? settings.Get("output1.kind")
            : settings.Get("frames") == "digits" ? "servo" : "led";

        // Applies a range of the form "full", "minmax:SPAN" or "fixed:LOW:HIGH".
        private static Preprocessor Range(string text, string model, Preprocessor preprocessor)
        {
            // The digits have the range of the training, from no ink to full ink. A frame of heat or light has its own range, but at least
            // so much that the noise of a uniform scene does not light the LED.
            if (text == Settings.Auto && model == "strokes") return preprocessor.MinMaxRange(SensorSearch.MinSpan(preprocessor.Format));
            if (text == Settings.Auto) text = model == "digits" ? "fixed:0:16" : "full";
            if (text == "full") return preprocessor;
            int[] numbers = Parser.Call(text, "minmax", 1);
            if (numbers != null) return preprocessor.MinMaxRange(numbers[0]);
            numbers = Parser.Call(text, "fixed", 2);
            if (numbers != null) return preprocessor.FixedRange(numbers[0], numbers[1]);
            throw new ArgumentException("range: " + text + " is not full, minmax:SPAN or fixed:LOW:HIGH");
        }

        private static string NameFor(IFrameSource frames) =>
            frames is DigitFrames ? "digits" : frames is Mpu6050FrameSource ? "shake" : "strokes";

        private static bool IsFromSlot(IModel model) => model is TimedModel timed && !timed.IsBuiltIn;

        // Returns the built-in model whose range, readout and map are used as defaults.
        private static string Kind(Settings settings, IFrameSource frames, IModel model) =>
            IsFromSlot(model) ? NameFor(frames) : NameOfModel(settings, frames);

        /// <summary>Returns the readout: the setting, or for "auto" the one that fits the model.</summary>
        public static string ReadoutText(Settings settings, IFrameSource frames, IModel model)
        {
            if (!settings.IsAuto("readout")) return settings.Get("readout");
            if (IsFromSlot(model))
            {
                // Of another model's output only the shape is known: a map, one score, or two or more classes.
                TensorInfo output = model.Output;
                return output.Height * output.Width > 1 ? "mean:0" : output.Length == 1 ? "score:0" : output.Length == 2 ? "score:1"
                    : "class:64";
            }
            string name = NameOfModel(settings, frames);
            // The probability of a digit must exceed that of every other by 1/4; otherwise the servo stays.
            return name == "digits" ? "class:64" : name == "shake" ? "mean:0" : "score:2";
        }

        /// <summary>Returns the map from readout to duty: the setting, or for "auto" the one that fits the model.</summary>
        public static string MapText(Settings settings, IFrameSource frames, IModel model)
        {
            if (!settings.IsAuto("output1.map")) return settings.Get("output1.map");
            if (IsFromSlot(model))
            {
                // The range is from the first class to the last, or from the zero point to the maximum.
                int steps = 127 - model.Output.ZeroPoint;
                if (ReadoutText(settings, frames, model).IndexOf("class") == 0) steps = model.Output.Length - 1;
                return "0:" + (steps > 0 ? steps : 1).ToString();
            }
            string name = NameOfModel(settings, frames);
            return name == "digits" ? "0:9" : name == "shake" ? "2:32" : "15:80";
        }

        private static Readout ReadoutOf(string text)
        {
            int[] numbers = Parser.Call(text, "class", 1);
            if (numbers != null) return Readout.ClassOf(numbers[0]);
            numbers = Parser.Call(text, "score", 1);
            if (numbers != null) return Readout.ScoreOf(numbers[0]);
            numbers = Parser.Call(text, "mean", 1);
            if (numbers != null) return Readout.MeanOf(numbers[0]);
            numbers = Parser.Call(text, "max", 1);
            if (numbers != null) return Readout.MaximumOf(numbers[0]);
            numbers = Parser.Call(text, "x", 1);
            if (numbers != null) return Readout.CentroidX(numbers[0]);
            numbers = Parser.Call(text, "y", 1);
            if (numbers != null) return Readout.CentroidY(numbers[0]);
            throw new ArgumentException("readout: " + text + " is not class:MARGIN, score:N, mean:N, max:N, x:N or y:N");
        }

        // Parses "LOW:HIGH"; a servo may add ":MIN:MAX", pulse widths in microseconds, and a motor ":MIN", its minimum duty.
        private static DutyMap MapOf(Settings settings, string text)
        {
            string kind = KindOf(settings);
            int[] numbers = Parser.Numbers(text, 2);
            try
            {
                if (kind == "servo")
                {
                    numbers = numbers == null ? Parser.Numbers(text, 4) : new int[] { numbers[0], numbers[1], 1000, 2000 };
                    if (numbers != null) return new ServoMap(numbers[0], numbers[1], numbers[2], numbers[3], FrequencyHz(settings));
                }
                else if (kind == "motor")
                {
                    numbers = numbers == null ? Parser.Numbers(text, 3) : new int[] { numbers[0], numbers[1], 0 };
                    if (numbers != null) return new MotorMap(numbers[0], numbers[1], numbers[2]);
                }
                else if (numbers != null) return new LedMap(numbers[0], numbers[1]);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException("output1.map: " + e.Message);
            }
            throw new ArgumentException("output1.map: " + text + " is not LOW:HIGH" + (kind == "servo" ? " or LOW:HIGH:MIN:MAX"
                : kind == "motor" ? " or LOW:HIGH:MIN" : ""));
        }
    }
}
