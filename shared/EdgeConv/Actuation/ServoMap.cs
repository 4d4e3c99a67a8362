using System;

namespace EdgeConv.Actuation
{
    /// <summary>Pulse width of a servo.</summary>
    public sealed class ServoMap : LinearMap
    {
        /// <summary>Takes the pulses at both ends.</summary>
        /// <param name="low">Readout value of the short pulse.</param>
        /// <param name="high">Readout value of the long pulse; not <paramref name="low"/>.</param>
        /// <param name="minMicroseconds">Shortest pulse, at least 1; often 1000.</param>
        /// <param name="maxMicroseconds">Longest pulse, above the shortest, within the period; often 2000.</param>
        /// <param name="frequencyHz">Frequency of the output; 50 for most servos.</param>
        /// <exception cref="ArgumentException">An empty range, or pulses that do not fit the period.</exception>
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
