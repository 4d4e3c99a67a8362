using System.Collections.Generic;

namespace EdgeConv.Firmware
{
    /// <summary>Stands before System.Threading.Thread in the firmware's sources: waits are noted, and take no time.</summary>
    internal static class Thread
    {
        /// <summary>What was waited for, in milliseconds.</summary>
        public static List<int> Sleeps { get; } = new List<int>();

        public static void Sleep(int milliseconds) => Sleeps.Add(milliseconds);
    }
}
