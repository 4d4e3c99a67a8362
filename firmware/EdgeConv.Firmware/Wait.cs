using System.Threading;

namespace EdgeConv.Firmware
{
    /// <summary>Waits that a data sheet demands.</summary>
    internal static class Wait
    {
        // Thread.Sleep goes by the system tick and may end up to one tick early.
        private const int TickMilliseconds = 10;

        /// <summary>Sleeps for at least so many milliseconds.</summary>
        public static void AtLeast(int milliseconds) => Thread.Sleep(milliseconds + TickMilliseconds);
    }
}
