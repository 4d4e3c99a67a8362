using System;
using System.Threading;
using EdgeConv.Actuation;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Restarts a program that ended or threw: output to the safe duty, a pause, the restart. Short pauses end in a restart of the CLR
    /// alone, through which the PWM unit goes on giving the safe duty; the longest pause ends in a reset of the chip. Pauses grow while one
    /// failure follows another. No variable survives a restart, but the chip's timer runs on when only the CLR restarts: so a pause is as
    /// long as the chip has been running.
    /// </summary>
    public static class Restart
    {
        /// <summary>
        /// A board restarts after 490 days: after 497 the CLR's tick counter starts again from 0, and a sleep or timer that is due after
        /// that moment never ends.
        /// </summary>
        public const long MaxRunMicroseconds = 490L * 24 * 3600 * 1000000;

        private const long MinPause = 1000000;
        private const long MaxPause = 60000000;

        // A program that ran for so long is taken to be healthy: its failure was a single one.
        private const long HealthyRun = 600000000;

        /// <summary>The pause before a restart: 1 s after a run of ten minutes, else as long as the chip has run, 1 s to 60 s.</summary>
        /// <param name="sinceReset">Microseconds since the chip's reset.</param>
        /// <param name="ran">Microseconds the program ran.</param>
        public static long PauseMicroseconds(long sinceReset, long ran)
        {
            if (ran >= HealthyRun || sinceReset < MinPause) return MinPause;
            return sinceReset < MaxPause ? sinceReset : MaxPause;
        }

        /// <summary>Puts the output to its safe duty, waits and restarts.</summary>
        /// <param name="guard">Null where the program failed before there was one.</param>
        /// <param name="clock">The board's clock.</param>
        /// <param name="started">When the program started, by the clock.</param>
        /// <param name="isPlanned">Whether it is no failure: then the pause is the shortest, and the chip itself restarts.</param>
        public static void Now(OutputGuard guard, IClock clock, long started, bool isPlanned)
        {
            if (guard != null) guard.Stop();
            long now = clock.Microseconds, pause = isPlanned ? MinPause : PauseMicroseconds(now, now - started);
            bool ofChip = isPlanned || pause == MaxPause || now >= MaxRunMicroseconds;
            try
            {
                string what = ofChip ? "restart of the board in " : "restart of the program in ";
                Console.WriteLine(what + (pause / 1000000).ToString() + " s");
            }
            catch (Exception)
            {
                // No memory left for the line.
            }
            clock.SleepUntil(now + pause);
            Power.RebootDevice(ofChip ? RebootOption.NormalReboot : RebootOption.ClrOnly);
            // The CLR restarts once this thread waits.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
