using System;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware
{
    /// <summary>The board's clock: the chip's timer, which counts microseconds since the reset and is never set back.</summary>
    public static class BoardClock
    {
        // The CLR's tick counter overflows after 2^32 ticks of 10 ms, which is 497 days.
        private const long TickCounterMicroseconds = (1L << 32) * 10000;

        /// <summary>
        /// Creates the clock. On firmware without HighResTimer it has steps of 10 ms and counts from the start of the CLR.
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
                // The image has no native code for HighResTimer.
            }
            return new SystemClock(new WrappingTicks(new TickCount(), TickCounterMicroseconds));
        }

        private sealed class HighResTicks : ITickSource
        {
            // This is a single native call that reads a 64-bit counter, so another thread cannot disturb it.
            public long Microseconds => (long)HighResTimer.GetCurrent();
        }

        private sealed class TickCount : ITickSource
        {
            public long Microseconds => Environment.TickCount64 * 1000;
        }
    }
}
