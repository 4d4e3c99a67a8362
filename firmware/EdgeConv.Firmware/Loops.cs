using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>What the program makes of each kind of frames. Both light an LED; hardware/README.md says what to change for a servo.</summary>
    public static class Loops
    {
        /// <summary>Time from frame to frame: an AMG88xx measures ten a second.</summary>
        public const int PeriodMicroseconds = 100000;

        /// <summary>The LED goes dark when no good frame came for so long.</summary>
        public const int DeadlineMicroseconds = 300000;

        /// <summary>The model of thermal frames, and the one that is validated.</summary>
        public static IModel CreateModel()
        {
            // The line to change for a model of your own; README.md, "Your own model", has the command that makes its class.
            return new StrokesModel();
        }

        /// <summary>Thermal frames of 8 x 8: the more edges of something warm in view, the brighter.</summary>
        public static EdgeLoop Thermal(IFrameSource frames, OutputGuard guard, IClock clock)
        {
            IModel model = CreateModel();
            // Each frame's own range, 8 degC at least, so that the noise of an even scene stays dark.
            Preprocessor preprocessor = new Preprocessor(frames.Format, model.Input).MinMaxRange(32);
            var loop = new EdgeLoop(frames, preprocessor, model, Readout.ScoreOf(2), DutyMap.Led(15, 80), guard, clock, PeriodMicroseconds);
            loop.Check = new FrameCheck(frames.Format);
            return loop;
        }

        /// <summary>Windows of acceleration: the harder the sensor is shaken, the brighter.</summary>
        public static EdgeLoop Shake(IFrameSource frames, OutputGuard guard, IClock clock)
        {
            IModel model = new ShakeNetwork();
            Preprocessor preprocessor = new Preprocessor(frames.Format, model.Input).FixedRange(short.MinValue, short.MaxValue);
            var loop = new EdgeLoop(frames, preprocessor, model, Readout.MeanOf(0), DutyMap.Led(2, 32), guard, clock, PeriodMicroseconds);
            loop.Check = new FrameCheck(frames.Format);
            return loop;
        }
    }
}
