using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Maps what a readout says to a duty. Every map goes from low to high in whole readout units and stays at its ends outside; with low
    /// above high it runs the other way.
    /// </summary>
    public sealed class DutyMap
    {
        // 10000 * (i / 32)^2.2: the usual gamma of a display, for equal steps of perceived brightness.
        private static readonly int[] s_gamma =
        {
            0, 5, 22, 55, 103, 168, 252, 353, 474, 614, 774, 954, 1156, 1378, 1622, 1888, 2176,
            2487, 2820, 3176, 3556, 3959, 4385, 4836, 5310, 5809, 6333, 6881, 7454, 8053, 8676, 9325, 10000,
        };

        private readonly long _low;
        private readonly long _high;
        private readonly int _from;
        private readonly int _to;
        private readonly int _divisor;
        private readonly bool _isLed;
        private readonly bool _isMotor;

        private DutyMap(int low, int high, int from, int to, int divisor, bool isLed, bool isMotor)
        {
            if (low == high) throw new ArgumentException("high: " + high.ToString() + " is the same as low");
            _low = low * 256L;
            _high = high * 256L;
            _from = from;
            _to = to;
            _divisor = divisor;
            _isLed = isLed;
            _isMotor = isMotor;
        }

        /// <summary>A straight line between two duties.</summary>
        /// <param name="low">Readout value of the first duty.</param>
        /// <param name="high">Readout value of the second; not <paramref name="low"/>.</param>
        /// <param name="dutyAtLow">0..10000.</param>
        /// <param name="dutyAtHigh">0..10000, above or below the first.</param>
        /// <exception cref="ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public static DutyMap Linear(int low, int high, int dutyAtLow, int dutyAtHigh) =>
            new DutyMap(low, high, Argument.InRange("dutyAtLow", dutyAtLow, 0, 10000), Argument.InRange("dutyAtHigh", dutyAtHigh, 0, 10000),
                1, false, false);

        /// <summary>Brightness of an LED, off to full, with a gamma of 2.2.</summary>
        /// <exception cref="ArgumentException">An empty range.</exception>
        public static DutyMap Led(int low, int high) => new DutyMap(low, high, 0, 10000, 1, true, false);

        /// <summary>Pulse width of a servo.</summary>
        /// <param name="low">Readout value of the short pulse.</param>
        /// <param name="high">Readout value of the long pulse; not <paramref name="low"/>.</param>
        /// <param name="minimumMicroseconds">Shortest pulse, at least 1; often 1000.</param>
        /// <param name="maximumMicroseconds">Longest pulse, above the shortest, within the period; often 2000.</param>
        /// <param name="frequencyHz">Frequency of the output; 50 for most servos.</param>
        /// <exception cref="ArgumentException">An empty range, or pulses that do not fit the period.</exception>
        public static DutyMap Servo(int low, int high, int minimumMicroseconds, int maximumMicroseconds, int frequencyHz)
        {
            if (frequencyHz < 1 || minimumMicroseconds < 1 || maximumMicroseconds <= minimumMicroseconds
                || (long)maximumMicroseconds * frequencyHz > 1000000)
                throw new ArgumentException("pulses of " + minimumMicroseconds.ToString() + ".." + maximumMicroseconds.ToString()
                    + " us do not fit " + frequencyHz.ToString() + " Hz");
            // Duty = us * Hz / 100; the division comes last so that it rounds once.
            return new DutyMap(low, high, minimumMicroseconds * frequencyHz, maximumMicroseconds * frequencyHz, 100, false, false);
        }

        /// <summary>Drive of a motor: off up to low, above it from the least drive that turns it to full.</summary>
        /// <param name="low">Readout value up to which the motor stands still.</param>
        /// <param name="high">Readout value of full drive; not <paramref name="low"/>.</param>
        /// <param name="minimumDrive">Duty at which the motor starts to turn, 0..10000.</param>
        /// <exception cref="ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public static DutyMap Motor(int low, int high, int minimumDrive) =>
            new DutyMap(low, high, Argument.InRange("minimumDrive", minimumDrive, 0, 10000), 10000, 1, false, true);

        /// <summary>The duty, 0..10000, rounded to nearest.</summary>
        /// <param name="value256">What a readout says, in 1/256 of its unit.</param>
        public int Map(int value256)
        {
            long span = _high - _low, value = value256 - _low;
            if (span < 0)
            {
                span = -span;
                value = -value;
            }
            if (value <= 0)
            {
                if (_isMotor) return 0;
                value = 0;
            }
            else if (value > span) value = span;
            int from = _from, to = _to;
            if (_isLed)
            {
                value *= s_gamma.Length - 1;
                int index = value == span * (s_gamma.Length - 1) ? s_gamma.Length - 2 : (int)(value / span);
                value -= index * span;
                from = s_gamma[index];
                to = s_gamma[index + 1];
            }
            long divisor = span * _divisor;
            return (int)((from * span + (to - from) * value + divisor / 2) / divisor);
        }
    }
}
