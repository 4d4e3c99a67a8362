using System.Threading;

namespace EdgeConv.Devices
{
    /// <summary>Delays that a data sheet requires.</summary>
    internal static class Wait
    {
        // Thread.Sleep counts system ticks and may end up to one tick early.
        private const int TickMilliseconds = 10;

        /// <summary>Sleeps for at least this many milliseconds.</summary>
        public static void AtLeast(int milliseconds) => Thread.Sleep(milliseconds + TickMilliseconds);
    }
}
