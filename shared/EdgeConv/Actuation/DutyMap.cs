using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Maps a readout's value to a duty. Values between low and high are mapped by the derived class; values beyond them give the duty at
    /// that end. low may be above high: then the duty at low belongs to the greater values. Derive from this class to make a new map.
    /// </summary>
    public abstract class DutyMap
    {
        private readonly long _low, _span;      // in units of 1/256 of the readout's unit

        /// <summary>Sets the range of the readout.</summary>
        /// <param name="low">Value at one end, in units of the readout.</param>
        /// <param name="high">Value at the other end, in units of the readout; must differ from <paramref name="low"/>.</param>
        /// <exception cref="ArgumentException"><paramref name="low"/> equals <paramref name="high"/>.</exception>
        protected DutyMap(int low, int high)
        {
            if (low == high) throw new ArgumentException("high: " + high.ToString() + " is the same as low");
            _low = low * 256L;
            _span = high * 256L - _low;
        }

        /// <summary>Returns the duty of a value, 0..10000 (10000 is always high), rounded to nearest.</summary>
        /// <param name="value256">The readout's value, in 1/256 of its unit.</param>
        public int Map(int value256)
        {
            long span = _span, along = value256 - _low;
            if (span < 0)
            {
                span = -span;
                along = -along;
            }
            return Duty(along < 0 ? 0 : along > span ? span : along, span);
        }

        /// <summary>Returns the duty, 0..10000, of a value between low and high.</summary>
        /// <param name="along">Distance of the value from low, 0 to <paramref name="span"/>.</param>
        /// <param name="span">Distance of high from low, in the same unit, 256 to 2^40.</param>
        protected abstract int Duty(long along, long span);

        /// <summary>
        /// Interpolates linearly between two numbers and divides the result by <paramref name="divisor"/>; rounds to nearest.
        /// </summary>
        protected static int Between(int from, int to, long along, long span, int divisor = 1) =>
            (int)((from * span + (to - from) * along + span * divisor / 2) / (span * divisor));
    }
}
