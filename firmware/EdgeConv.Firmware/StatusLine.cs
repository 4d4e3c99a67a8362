using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Writes one line per second to the debug output: frames, duty, faults, free memory. A line costs a few strings and a garbage
    /// collection, without which the framework does not tell the free memory.
    /// </summary>
    public class StatusLine : ILoopObserver
    {
        private readonly OutputGuard _guard, _second;
        private readonly IClock _clock;
        private long _since;
        private int _frames;

        /// <summary>Creates the observer. The first second begins now.</summary>
        /// <param name="guard">The guard of the output.</param>
        /// <param name="clock">The board's clock.</param>
        /// <param name="second">The guard of the second output; null if there is none.</param>
        public StatusLine(OutputGuard guard, IClock clock, OutputGuard second = null)
        {
            _guard = guard;
            _second = second;
            _clock = clock;
            _since = clock.Microseconds;
        }

        /// <inheritdoc/>
        public virtual void OnFrame(EdgeLoop loop)
        {
            long now = _clock.Microseconds, elapsed = now - _since;
            if (elapsed < 1000000) return;
            int tenths = (int)((loop.Frames - _frames) * 10000000L / elapsed);
            _since = now;
            _frames = loop.Frames;
            int outputFaults = _guard.OutputFaults + (_second == null ? 0 : _second.OutputFaults);
            string text = Decimal(tenths, 10) + " frames/s, activation " + (loop.Activation256 / 256).ToString() + ", duty "
                + Percent(_guard.Duty) + " %" + (_second == null ? "" : " and " + Percent(_second.Duty) + " %") + ", faults "
                + (loop.LateFrames + loop.FailedFrames + loop.FrozenFrames + loop.ImplausibleFrames + loop.ModelFaults
                    + outputFaults).ToString();
            if (loop.LateFrames > 0) text += ", late " + loop.LateFrames.ToString();
            if (loop.FailedFrames > 0) text += ", failed " + loop.FailedFrames.ToString();
            if (loop.FrozenFrames > 0) text += ", frozen " + loop.FrozenFrames.ToString();
            if (loop.ImplausibleFrames > 0) text += ", implausible " + loop.ImplausibleFrames.ToString();
            if (loop.ModelFaults > 0) text += ", model " + loop.ModelFaults.ToString();
            if (outputFaults > 0) text += ", output " + outputFaults.ToString();
            if (loop.LastStatus == FrameStatus.Filling) text += ", filling its window";
            if (Is(GuardReason.OutputReleased)) text += ", output released: it refuses its safe duty";
            else if (Is(GuardReason.OutputOff)) text += ", output off: it refuses its safe duty";
            else if (_guard.IsSafe) text += ", output safe";
            text += ", free " + Heap.Compact().ToString() + " bytes";
            Write(text);
        }

        private bool Is(GuardReason reason) => _guard.Reason == reason || _second != null && _second.Reason == reason;

        /// <summary>Writes a line.</summary>
        protected virtual void Write(string line) => Console.WriteLine(line);

        /// <summary>Returns a duty, 0..10000, as a percentage.</summary>
        internal static string Percent(int duty) => Decimal(duty, 100);

        /// <summary>Returns an integer number of tenths or hundredths as a decimal.</summary>
        private static string Decimal(int value, int unit)
        {
            int rest = value % unit;
            return (value / unit).ToString() + "." + (unit == 100 && rest < 10 ? "0" : "") + rest.ToString();
        }
    }
}
