using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// What the settings make of frames. Where a setting is "auto", it is what fits the kind of frames: thermal frames light an LED by
    /// their edges, windows of acceleration light it by how hard they are shaken, and the digits turn a servo.
    /// </summary>
    public static class Loops
    {
        /// <summary>Pulses a second of a servo.</summary>
        public const int ServoHz = 50;

        /// <summary>Duty of a pulse of 1.5 ms at 50 Hz: a servo's middle.</summary>
        public const int ServoMiddle = 750;

        /// <summary>Pulses a second of an LED or a motor.</summary>
        public const int LedHz = 1000;

        /// <summary>Samples of acceleration in a window, as the input of <see cref="ShakeModel"/> has them.</summary>
        public const int ShakeWindow = 64;

        /// <summary>The models that are built in, by name.</summary>
        /// <param name="settings">Say which, or leave it to the frames.</param>
        /// <param name="frames">The frames the board acts on.</param>
        public static IModel CreateModel(Settings settings, IFrameSource frames)
        {
            // A model of your own goes here, beside these: docs/your-model.md has the command that makes its class.
            switch (NameOfModel(settings, frames))
            {
                case "digits": return new DigitsModel();
                case "shake": return new ShakeModel();
                default: return new StrokesModel();
            }
        }

        /// <summary>The name of the built-in model that these settings choose.</summary>
        public static string NameOfModel(Settings settings, IFrameSource frames)
        {
            string name = settings.Get("model");
            return name == "digits" || name == "strokes" || name == "shake" ? name : NameFor(frames);
        }

        /// <summary>The parts of the loop.</summary>
        /// <param name="settings">What was chosen.</param>
        /// <param name="frames">The frames the board acts on.</param>
        /// <param name="model">Takes them.</param>
        /// <param name="guard">Guards the output.</param>
        /// <param name="before">The parts in use, of which what remembers frames is kept; null at the start.</param>
        /// <exception cref="ArgumentException">A setting that cannot be; the message names it.</exception>
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

        /// <summary>Checks what can be set while the loop runs, on copies: throws, or nothing.</summary>
        /// <exception cref="ArgumentException">A setting that cannot be; the message names it.</exception>
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
            // A motor's lowest drive stands above 0, where it stands still.
            if (KindOf(settings) == "motor") min = 0;
            if (safe < min || safe > max)
                throw new ArgumentException("output1.safe: " + safe.ToString() + " is outside the map, which gives " + min.ToString() + ".."
                    + max.ToString());
            Esp32PwmOutput.Check(hz, safe);
            Esp32PwmOutput.Check(hz, max);
        }

        /// <summary>The output's frequency.</summary>
        public static int FrequencyHz(Settings settings) => settings.Number("output1.hz", KindOf(settings) == "servo" ? ServoHz : LedHz);

        /// <summary>Its safe duty: an LED is dark, a motor stands still, a servo is in its middle.</summary>
        public static int SafeDuty(Settings settings) => settings.Number("output1.safe",
            KindOf(settings) == "servo" ? ServoMiddle * FrequencyHz(settings) / ServoHz : settings.Number("output1.off"));

        private static string KindOf(Settings settings) => !settings.IsAuto("output1.kind") ? settings.Get("output1.kind")
            : settings.Get("frames") == "digits" ? "servo" : "led";

        // "full", "minmax:SPAN" or "fixed:LOW:HIGH".
        private static Preprocessor Range(string text, string model, Preprocessor preprocessor)
        {
            // The digits as the network learned them: no ink to full ink. Thermal frames by their own range, 8 degC at least, so that the
            // noise of an even scene stays dark.
            if (text == Settings.Auto) text = model == "digits" ? "fixed:0:16" : model == "strokes" ? "minmax:32" : "full";
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

        // The built-in model whose range, readout and map are the defaults.
        private static string Kind(Settings settings, IFrameSource frames, IModel model) =>
            IsFromSlot(model) ? NameFor(frames) : NameOfModel(settings, frames);

        private static string ReadoutText(Settings settings, IFrameSource frames, IModel model)
        {
            if (!settings.IsAuto("readout")) return settings.Get("readout");
            if (IsFromSlot(model))
            {
                // Of its output only the shape is known: a map, one score, two classes or more.
                TensorInfo output = model.Output;
                return output.Height * output.Width > 1 ? "mean:0" : output.Length == 1 ? "score:0" : output.Length == 2 ? "score:1"
                    : "class:64";
            }
            string name = NameOfModel(settings, frames);
            // A digit has to be a quarter of probability ahead of every other one, else the servo stays.
            return name == "digits" ? "class:64" : name == "shake" ? "mean:0" : "score:2";
        }

        private static string MapText(Settings settings, IFrameSource frames, IModel model)
        {
            if (!settings.IsAuto("output1.map")) return settings.Get("output1.map");
            if (IsFromSlot(model))
            {
                // From the first class to the last, or from the zero point to the maximum.
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

        // "LOW:HIGH", for a servo also ":MIN:MAX" in microseconds, for a motor also ":MIN", the smallest drive.
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
