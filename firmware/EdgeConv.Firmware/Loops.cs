using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// What the program makes of each kind of frames. Sensors light an LED, the demonstration's digits turn a servo; hardware/README.md
    /// says what to change for another output.
    /// </summary>
    public static class Loops
    {
        /// <summary>Pulses a second of a servo.</summary>
        public const int ServoHz = 50;

        /// <summary>Duty of a pulse of 1.5 ms: a servo's middle.</summary>
        public const int ServoMiddle = 750;

        /// <summary>Pulses a second of an LED.</summary>
        public const int LedHz = 1000;

        /// <summary>Pulses a second of the output behind a sensor.</summary>
        public const int OutputHz = LedHz;

        /// <summary>Its safe duty: the LED is dark.</summary>
        public const int SafeDuty = 0;

        /// <summary>Its duty when it is off: 10000 where the stage inverts.</summary>
        public const int OffDuty = 0;

        /// <summary>Time from frame to frame: an AMG88xx measures ten a second.</summary>
        public const int PeriodMicroseconds = 100000;

        /// <summary>Samples of acceleration in a window, as the input of <see cref="ShakeModel"/> has them.</summary>
        public const int ShakeWindow = 64;

        /// <summary>The LED goes dark when no good frame came for so long.</summary>
        public const int DeadlineMicroseconds = 300000;

        /// <summary>
        /// Handwritten digits of 8 x 8, read by a trained network: the servo turns to the digit, 0 at one end and 9 at the other.
        /// </summary>
        public static EdgeLoop Digits(IFrameSource frames, OutputGuard guard)
        {
            IModel model = new DigitsModel();
            return new EdgeLoop(new LoopDescription
            {
                Frames = frames,
                // As the network learned them: no ink to full ink.
                Preprocessor = new Preprocessor(frames.Format, model.Input).FixedRange(0, 16),
                Model = model,
                // A quarter of probability ahead of every other digit, else the servo stays.
                Readout = Readout.ClassOf(64),
                Map = new ServoMap(0, 9, 1000, 2000, ServoHz),
                Guard = guard,
                PeriodMicroseconds = PeriodMicroseconds,
                FrameCheck = new FrameCheck(frames.Format),
            });
        }

        /// <summary>The model of thermal frames, and the one that is validated.</summary>
        public static IModel CreateModel()
        {
            // The line to change for a model of your own; docs/your-model.md has the command that makes its class.
            return new StrokesModel();
        }

        /// <summary>Thermal frames of 8 x 8: the more edges of something warm in view, the brighter.</summary>
        public static EdgeLoop Thermal(IFrameSource frames, OutputGuard guard)
        {
            IModel model = CreateModel();
            return new EdgeLoop(new LoopDescription
            {
                Frames = frames,
                // Each frame's own range, 8 degC at least, so that the noise of an even scene stays dark.
                Preprocessor = new Preprocessor(frames.Format, model.Input).MinMaxRange(32),
                Model = model,
                Readout = Readout.ScoreOf(2),
                Map = new LedMap(15, 80),
                Guard = guard,
                PeriodMicroseconds = PeriodMicroseconds,
                FrameCheck = new FrameCheck(frames.Format),
            });
        }

        /// <summary>Windows of acceleration: the harder the sensor is shaken, the brighter.</summary>
        public static EdgeLoop Shake(IFrameSource frames, OutputGuard guard) => new EdgeLoop(new LoopDescription
        {
            Frames = frames,
            Model = new ShakeModel(),
            Readout = Readout.MeanOf(0),
            Map = new LedMap(2, 32),
            Guard = guard,
            PeriodMicroseconds = PeriodMicroseconds,
            FrameCheck = new FrameCheck(frames.Format),
        });
    }
}
