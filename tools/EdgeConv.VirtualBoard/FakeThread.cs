using System.Collections.Generic;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Replaces System.Threading.Thread in the firmware's sources. In real time it is a thread. Otherwise no thread starts, waits are only
    /// recorded and take no time, and tests run the steps themselves.
    /// </summary>
    internal sealed class Thread
    {
        private const int MaxSleep = 1000;

        private readonly System.Threading.ThreadStart _run;

        public Thread(System.Threading.ThreadStart run) => _run = run;

        /// <summary>Whether threads run in real time.</summary>
        public static bool IsReal { get; set; }

        /// <summary>Whether the board has lost its power: then a wait ends its thread.</summary>
        public static System.Func<bool> IsOff { get; set; } = () => false;

        /// <summary>Recorded waits in milliseconds.</summary>
        public static List<int> Sleeps { get; } = new List<int>();

        public static void Sleep(int milliseconds)
        {
            if (IsOff()) throw new Fakes.PowerLossException();
            if (IsReal) System.Threading.Thread.Sleep(milliseconds < 0 || milliseconds > MaxSleep ? MaxSleep : milliseconds);
            else Sleeps.Add(milliseconds);
            if (IsOff()) throw new Fakes.PowerLossException();
        }

        public void Start()
        {
            if (IsReal) new System.Threading.Thread(Run) { IsBackground = true }.Start();
        }

        private void Run()
        {
            try
            {
                _run();
            }
            catch (Fakes.PowerLossException)
            {
                // The board is off: the thread ends.
            }
        }
    }
}

namespace EdgeConv.Devices
{
    /// <summary>Replaces System.Threading.Thread in the sources of the drivers.</summary>
    internal static class Thread
    {
        public static void Sleep(int milliseconds) => EdgeConv.Firmware.Thread.Sleep(milliseconds);
    }
}
