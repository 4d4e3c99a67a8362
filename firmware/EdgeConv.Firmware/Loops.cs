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
        /// <summary>Begin of the keys of the first output's settings.</summary>
        public const string First = "output1.";

        /// <summary>Begin of the keys of the second output's settings.</summary>
        public const string Second = "output2.";

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
        /// <param name="second">The guard of the second output; null if there is none.</param>
        /// <param name="before">The present parts, of which those that depend on earlier frames are kept; null at the start.</param>
        /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
        public static LoopDescription Describe(Settings settings, IFrameSource frames, IModel model, OutputGuard guard, OutputGuard second,
            LoopDescription before) => new LoopDescription
            {
                Frames = frames,
                Preprocessor = before != null ? before.Preprocessor : Range(settings.Get("range"), Kind(settings, frames, model),
                    Crop(settings, new Preprocessor(frames.Format, model.Input))),
                Model = model,
                Readout = ReadoutOf(settings, frames, model, First),
                Map = MapOf(settings, frames, model, First),
                Guard = guard,
                Second = second == null ? null : new SecondOutput(ReadoutOf(settings, frames, model, Second),
                    MapOf(settings, frames, model, Second), second),
                PeriodMicroseconds = settings.Number("period") * 1000,
                FrameCheck = before != null ? before.FrameCheck : new FrameCheck(frames.Format),
                ModelCheck = FoundCheck(settings.Number("found"), model),
            };

        /// <summary>Checks that the part of the source's frames that the settings choose can be averaged to the model's input.</summary>
        /// <exception cref="ArgumentException">It cannot; the message says what to do.</exception>
        public static void CheckFit(Settings settings, IFrameSource frames, TimedModel model)
        {
            Preprocessor preprocessor = Crop(settings, new Preprocessor(frames.Format, model.Input));
            try
            {
                preprocessor.Prepare();
            }
            catch (ArgumentException)
            {
                FrameFormat format = frames.Format;
                TensorInfo input = model.Input;
                throw new ArgumentException("model: " + model.Name + " takes " + Shape(input.Height, input.Width, input.Channels)
                    + " and not frames of " + Shape(format.Height, format.Width, format.Channels)
                    + (settings.Get("crop") == "full" ? "" : " with crop=" + settings.Get("crop"))
                    + "; load a model whose rows and columns divide theirs (edgeconv board load)");
            }
        }

        private static string Shape(int height, int width, int channels) =>
            height.ToString() + "x" + width.ToString() + "x" + channels.ToString();

        /// <summary>Checks the settings that can change while the loop runs. It changes nothing.</summary>
        /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
        public static void Check(Settings settings, IFrameSource frames, IModel model)
        {
            if (frames != null && model != null)
                Range(settings.Get("range"), Kind(settings, frames, model), Crop(settings, new Preprocessor(frames.Format, model.Input)));
            FoundCheck(settings.Number("found"), model);
            int period = settings.Number("period"), deadline = settings.Number("deadline");
            if (period >= deadline)
                throw new ArgumentException("period: " + period.ToString() + " ms must be below the deadline of " + deadline.ToString()
                    + " ms");
            CheckOutput(settings, frames, model, First);
            if (!HasSecond(settings)) return;
            CheckOutput(settings, frames, model, Second);
            int hz = FrequencyHz(settings), secondHz = FrequencyHz(settings, Second);
            if (settings.Number("output2.pwm") == 2 && hz != secondHz)
                throw new ArgumentException("output2.pwm: PWM2 shares its timer with PWM1, so " + secondHz.ToString() + " Hz and "
                    + hz.ToString() + " Hz need output2.pwm=3");
        }

        private static void CheckOutput(Settings settings, IFrameSource frames, IModel model, string output)
        {
            Readout readout = ReadoutOf(settings, frames, model, output);
            if (model != null) readout.Check(model.Output);
            DutyMap map = MapOf(settings, frames, model, output);
            int deadline = settings.Number("deadline"), hz = FrequencyHz(settings, output), safe = SafeDuty(settings, output);
            if ((long)deadline * hz < 2000)
                throw new ArgumentException("deadline: " + deadline.ToString() + " ms is less than two periods of " + hz.ToString()
                    + " Hz");
            int low = map.Map(int.MinValue), high = map.Map(int.MaxValue), min = low < high ? low : high, max = low < high ? high : low;
            // The minimum duty of a motor applies above 0 only: at 0 the motor stands still.
            int off = settings.Number(output + "off");
            bool isOff = safe == off && KindOf(settings, output) != "servo";
            if (KindOf(settings, output) == "motor" && off == 0) min = 0;
            if ((safe < min || safe > max) && !isOff)
                throw new ArgumentException(output + "safe: " + safe.ToString() + " is outside the map, which gives " + min.ToString()
                    + ".." + max.ToString());
            Esp32PwmOutput.Check(hz, safe);
            Esp32PwmOutput.Check(hz, max);
        }

        /// <summary>Returns true if there is a second output.</summary>
        public static bool HasSecond(Settings settings) => settings.Get("output2.kind") != "none";

        /// <summary>Returns the PWM frequency of an output, <see cref="First"/> or <see cref="Second"/>, in Hz.</summary>
        public static int FrequencyHz(Settings settings, string output = First) =>
            settings.Number(output + "hz", KindOf(settings, output) == "servo" ? ServoHz : LedHz);

        /// <summary>
        /// Returns the safe duty of an output, 0..10000: an LED is off, a motor stands still, a servo is in its middle position.
        /// </summary>
        public static int SafeDuty(Settings settings, string output = First) =>
            settings.Number(output + "safe", KindOf(settings, output) == "servo" ? ServoMiddle * FrequencyHz(settings, output) / ServoHz
                : settings.Number(output + "off"));

        /// <summary>Returns what is at an output: led, servo or motor; at the second also none.</summary>
        public static string KindOf(Settings settings, string output = First) =>
            !settings.IsAuto(output + "kind") ? settings.Get(output + "kind") : settings.Get("frames") == "digits" ? "servo" : "led";

        // Applies "full" or "ROW:COLUMN:ROWS:COLUMNS".
        private static Preprocessor Crop(Settings settings, Preprocessor preprocessor)
        {
            string text = settings.Get("crop");
            if (text == "full") return preprocessor;
            int[] part = Parser.Numbers(text, 4);
            if (part == null) throw new ArgumentException("crop: " + text + " is not full or ROW:COLUMN:ROWS:COLUMNS");
            return preprocessor.Crop(part[0], part[1], part[2], part[3]);
        }

        // Returns the check that the greatest value of the output is so many steps above the zero point; null for 0 steps.
        private static ModelCheck FoundCheck(int steps, IModel model)
        {
            if (steps == 0 || model == null) return null;
            int zeroPoint = model.Output.ZeroPoint;
            if (zeroPoint + steps > 127)
                throw new ArgumentException("found: the model's output reaches " + (127 - zeroPoint).ToString() + " and not "
                    + steps.ToString());
            return new ModelCheck { FoundAt = zeroPoint + steps };
        }

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

        /// <summary>
        /// Returns the readout of an output: the setting, or for "auto" the one that fits the model, or the second output's is the
        /// first's.
        /// </summary>
        public static string ReadoutText(Settings settings, IFrameSource frames, IModel model, string output = First)
        {
            if (output == Second && !settings.IsAuto("output2.readout")) return settings.Get("output2.readout");
            if (!settings.IsAuto("readout")) return settings.Get("readout");
            if (IsFromSlot(model))
            {
                // Of another model's output only the shape is known: a map, one score, or two or more classes.
                TensorInfo scores = model.Output;
                return scores.Height * scores.Width > 1 ? "mean:0" : scores.Length == 1 ? "score:0" : scores.Length == 2 ? "score:1"
                    : "class:64";
            }
            string name = NameOfModel(settings, frames);
            // The probability of a digit must exceed that of every other by 1/4; otherwise the servo stays.
            return name == "digits" ? "class:64" : name == "shake" ? "mean:0" : "score:2";
        }

        /// <summary>Returns the map of an output from readout to duty: the setting, or for "auto" the one that fits the model.</summary>
        public static string MapText(Settings settings, IFrameSource frames, IModel model, string output = First)
        {
            if (!settings.IsAuto(output + "map")) return settings.Get(output + "map");
            if (IsFromSlot(model))
            {
                // The range is from the first class to the last, or from the zero point to the maximum.
                int steps = 127 - model.Output.ZeroPoint;
                if (ReadoutText(settings, frames, model, output).IndexOf("class") == 0) steps = model.Output.Length - 1;
                return "0:" + (steps > 0 ? steps : 1).ToString();
            }
            string name = NameOfModel(settings, frames);
            return name == "digits" ? "0:9" : name == "shake" ? "2:32" : "15:80";
        }

        private static Readout ReadoutOf(Settings settings, IFrameSource frames, IModel model, string output)
        {
            string text = ReadoutText(settings, frames, model, output);
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
            numbers = Parser.Call(text, "off", 1);
            if (numbers != null) return Readout.OffCenterX(numbers[0]);
            throw new ArgumentException((output == First ? "" : output) + "readout: " + text
                + " is not class:MARGIN, score:N, mean:N, max:N, x:N, y:N or off:N");
        }

        // Parses "LOW:HIGH"; a servo may add ":MIN:MAX", pulse widths in microseconds, and a motor ":MIN", its minimum duty. An LED and a
        // motor may add ":FROM:TO", the duties at both ends.
        private static DutyMap MapOf(Settings settings, IFrameSource frames, IModel model, string output)
        {
            string kind = KindOf(settings, output), text = MapText(settings, frames, model, output);
            int[] two = Parser.Numbers(text, 2), three = Parser.Numbers(text, 3), four = Parser.Numbers(text, 4);
            try
            {
                if (kind == "servo")
                {
                    if (two != null) four = new int[] { two[0], two[1], 1000, 2000 };
                    if (four != null) return new ServoMap(four[0], four[1], four[2], four[3], FrequencyHz(settings, output));
                }
                else if (four != null) return new LinearMap(four[0], four[1], four[2], four[3]);
                else if (kind == "led" && two != null) return new LedMap(two[0], two[1]);
                else if (kind == "motor" && two != null) return new MotorMap(two[0], two[1], 0);
                else if (kind == "motor" && three != null) return new MotorMap(three[0], three[1], three[2]);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException(output + "map: " + e.Message);
            }
            throw new ArgumentException(output + "map: " + text + " is not LOW:HIGH" + (kind == "servo" ? " or LOW:HIGH:MIN:MAX"
                : kind == "motor" ? ", LOW:HIGH:MIN or LOW:HIGH:FROM:TO" : " or LOW:HIGH:FROM:TO"));
        }
    }
}
