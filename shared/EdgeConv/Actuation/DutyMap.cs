using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Turns what a readout says into a duty, from a low to a high value of the readout; beyond them the duty stays at that end. With low
    /// above high it runs the other way. A map of your own derives from this class and gives the duty between the two.
    /// </summary>
    public abstract class DutyMap
    {
        private readonly long _low, _span;      // in 1/256 of the readout's unit

        /// <summary>Keeps the range.</summary>
        /// <param name="low">Value at one end, in whole units of the readout.</param>
        /// <param name="high">Value at the other end; not <paramref name="low"/>.</param>
        /// <exception cref="ArgumentException">Both are the same.</exception>
        protected DutyMap(int low, int high)
        {
            if (low == high) throw new ArgumentException("high: " + high.ToString() + " is the same as low");
            _low = low * 256L;
            _span = high * 256L - _low;
        }

        /// <summary>The duty, 0..10000, rounded to nearest.</summary>
        /// <param name="value256">What a readout says, in 1/256 of its unit.</param>
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

        /// <summary>The duty, 0..10000, of a value between low and high.</summary>
        /// <param name="along">How far the value is from low, 0 to <paramref name="span"/>.</param>
        /// <param name="span">How far high is from low, 256 to 2^40.</param>
        protected abstract int Duty(long along, long span);

        /// <summary>A point on the line from one number to another, divided by <paramref name="divisor"/>, rounded to nearest.</summary>
        protected static int Between(int from, int to, long along, long span, int divisor = 1) =>
            (int)((from * span + (to - from) * along + span * divisor / 2) / (span * divisor));
    }
}
