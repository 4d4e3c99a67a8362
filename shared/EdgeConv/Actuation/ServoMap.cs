using System;

namespace EdgeConv.Actuation
{
    /// <summary>Maps a readout linearly to the pulse width of a servo.</summary>
    public sealed class ServoMap : LinearMap
    {
        /// <summary>Creates a map for a servo.</summary>
        /// <param name="low">Value at which the pulse has its minimum width, in units of the readout.</param>
        /// <param name="high">Value at which the pulse has its maximum width; must differ from <paramref name="low"/>.</param>
        /// <param name="minMicroseconds">Minimum pulse width, at least 1; often 1000.</param>
        /// <param name="maxMicroseconds">Maximum pulse width, above the minimum and at most one period; often 2000.</param>
        /// <param name="frequencyHz">PWM frequency of the output in Hz; 50 for most servos.</param>
        /// <exception cref="ArgumentException">low equals high, or the pulses do not fit the PWM period.</exception>
        public ServoMap(int low, int high, int minMicroseconds, int maxMicroseconds, int frequencyHz)
            : base(low, high, minMicroseconds * frequencyHz, maxMicroseconds * frequencyHz, 100)
        {
            if (frequencyHz < 1 || minMicroseconds < 1 || maxMicroseconds <= minMicroseconds
                || (long)maxMicroseconds * frequencyHz > 1000000)
                throw new ArgumentException("pulses of " + minMicroseconds.ToString() + ".." + maxMicroseconds.ToString()
                    + " us do not fit " + frequencyHz.ToString() + " Hz");
        }
    }
}
