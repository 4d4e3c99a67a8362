using System;
using System.Threading;
using EdgeConv.Actuation;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// What comes after the end of the program: the output at its safe duty, a pause, and a restart. First of the program alone, through
    /// which the PWM unit goes on giving the safe duty; when that did not help for long, of the chip. The pauses grow as long as one
    /// failure follows another: nothing managed survives a restart but the chip's timer, so a pause is as long as the chip has run.
    /// </summary>
    public static class Restart
    {
        /// <summary>
        /// A board is restarted after so long, 490 days: after 497 the CLR's tick counter starts again from 0, and sleeps and timers that
        /// are due behind it never end.
        /// </summary>
        public const long LongestRunMicroseconds = 490L * 24 * 3600 * 1000000;

        private const long ShortestPause = 1000000;
        private const long LongestPause = 60000000;

        // What ran for so long did not fail again and again.
        private const long HealthyRun = 600000000;

        /// <summary>The pause before a restart: 1 s after a run of ten minutes, else as long as the chip has run, 1 s to 60 s.</summary>
        /// <param name="sinceReset">Microseconds since the chip's reset.</param>
        /// <param name="ran">Microseconds the program ran.</param>
        public static long PauseMicroseconds(long sinceReset, long ran)
        {
            if (ran >= HealthyRun || sinceReset < ShortestPause) return ShortestPause;
            return sinceReset < LongestPause ? sinceReset : LongestPause;
        }

        /// <summary>Puts the output to its safe duty, waits and restarts.</summary>
        /// <param name="guard">Null where the program failed before there was one.</param>
        /// <param name="clock">The board's clock.</param>
        /// <param name="started">When the program started, by the clock.</param>
        public static void Now(OutputGuard guard, IClock clock, long started)
        {
            if (guard != null) guard.Stop();
            long now = clock.Microseconds, pause = PauseMicroseconds(now, now - started);
            bool ofChip = pause == LongestPause || now >= LongestRunMicroseconds;
            Console.WriteLine((ofChip ? "restart of the board in " : "restart of the program in ") + (pause / 1000000).ToString() + " s");
            clock.SleepUntil(now + pause);
            Power.RebootDevice(ofChip ? RebootOption.NormalReboot : RebootOption.ClrOnly);
            // The CLR restarts once this thread waits.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
