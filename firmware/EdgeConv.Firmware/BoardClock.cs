using System;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>The board's clock: the chip's timer, which counts microseconds from the reset on and which nothing sets back.</summary>
    public static class BoardClock
    {
        // What the CLR's tick counter holds: 2^32 ticks of 10 ms, 497 days.
        private const long TickCounterMicroseconds = (1L << 32) * 10000;

        /// <summary>
        /// Makes the clock. Firmware without HighResTimer gets one of 10 ms steps instead, which counts from the start of the CLR on.
        /// </summary>
        public static IClock Create()
        {
            try
            {
                var timer = new HighResTicks();
                if (timer.Microseconds > 0) return new SystemClock(timer);
            }
            catch (Exception)
            {
                // No such native code.
            }
            return new SystemClock(new WrappingTicks(new TickCount(), TickCounterMicroseconds));
        }

        private sealed class HighResTicks : ITickSource
        {
            // A single native call that reads a counter of 64 bits: nothing another thread could disturb.
            public long Microseconds => (long)HighResTimer.GetCurrent();
        }

        private sealed class TickCount : ITickSource
        {
            public long Microseconds => Environment.TickCount64 * 1000;
        }
    }
}
