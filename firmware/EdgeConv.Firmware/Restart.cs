using System;
using System.Threading;
using EdgeConv.Actuation;
using nanoFramework.Runtime.Native;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Restarts a program that ended or threw: it sets the output to the safe duty, pauses and restarts. A short pause ends in a restart of
    /// the CLR alone, during which the PWM unit keeps giving the safe duty; the maximum pause ends in a reset of the chip. The pauses grow
    /// while failures follow each other. No variable survives a restart, but the chip's timer keeps running if only the CLR restarts, so a
    /// pause is as long as the time since the reset of the chip.
    /// </summary>
    public static class Restart
    {
        /// <summary>
        /// A board restarts after 490 days, because after 497 days the CLR's tick counter starts again from 0, and a sleep or timer that is
        /// due later would never end.
        /// </summary>
        public const long MaxRunMicroseconds = 490L * 24 * 3600 * 1000000;

        private const long MinPause = 1000000;
        private const long MaxPause = 60000000;

        // The failure of a program that ran for this many microseconds counts as a single one.
        private const long HealthyRun = 600000000;

        /// <summary>
        /// Returns the pause before a restart: 1 s after a run of ten minutes or more, else the time since the reset, 1 s to 60 s.
        /// </summary>
        /// <param name="sinceReset">Microseconds since the chip's reset.</param>
        /// <param name="ran">Microseconds the program ran.</param>
        public static long PauseMicroseconds(long sinceReset, long ran)
        {
            if (ran >= HealthyRun || sinceReset < MinPause) return MinPause;
            return sinceReset < MaxPause ? sinceReset : MaxPause;
        }

        /// <summary>Sets the output to its safe duty, waits and restarts.</summary>
        /// <param name="guard">The guard of the output; null if the program failed before it was created.</param>
        /// <param name="clock">The board's clock.</param>
        /// <param name="started">Time at which the program started, in microseconds of the clock.</param>
        /// <param name="isPlanned">True if there was no failure: then the pause has its minimum and the chip itself restarts.</param>
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
                // There is no memory for the line.
            }
            clock.SleepUntil(now + pause);
            Power.RebootDevice(ofChip ? RebootOption.NormalReboot : RebootOption.ClrOnly);
            // The CLR restarts as soon as this thread waits.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
