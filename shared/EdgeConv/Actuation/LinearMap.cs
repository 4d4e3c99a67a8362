namespace EdgeConv.Actuation
{
    /// <summary>A straight line between two duties.</summary>
    public class LinearMap : DutyMap
    {
        private readonly int _from, _to, _divisor;

        /// <summary>Draws the line.</summary>
        /// <param name="low">Readout value of the first duty.</param>
        /// <param name="high">Readout value of the second; not <paramref name="low"/>.</param>
        /// <param name="dutyAtLow">0..10000.</param>
        /// <param name="dutyAtHigh">0..10000, above or below the first.</param>
        /// <exception cref="System.ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public LinearMap(int low, int high, int dutyAtLow, int dutyAtHigh) : this(low, high,
            Argument.InRange("dutyAtLow", dutyAtLow, 0, 10000), Argument.InRange("dutyAtHigh", dutyAtHigh, 0, 10000), 1)
        {
        }

        /// <summary>A line between two duties that are multiplied by <paramref name="divisor"/>, so that they are rounded once.</summary>
        internal LinearMap(int low, int high, int from, int to, int divisor) : base(low, high)
        {
            _from = from;
            _to = to;
            _divisor = divisor;
        }

        /// <inheritdoc/>
        protected override int Duty(long along, long span) => Between(_from, _to, along, span, _divisor);
    }
}
