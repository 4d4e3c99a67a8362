namespace EdgeConv.Actuation
{
    /// <summary>A straight line between two duties.</summary>
    public sealed class LinearMap : DutyMap
    {
        private readonly int _from, _to;

        /// <summary>Draws the line.</summary>
        /// <param name="low">Readout value of the first duty.</param>
        /// <param name="high">Readout value of the second; not <paramref name="low"/>.</param>
        /// <param name="dutyAtLow">0..10000.</param>
        /// <param name="dutyAtHigh">0..10000, above or below the first.</param>
        /// <exception cref="System.ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public LinearMap(int low, int high, int dutyAtLow, int dutyAtHigh) : base(low, high)
        {
            _from = Argument.InRange("dutyAtLow", dutyAtLow, 0, 10000);
            _to = Argument.InRange("dutyAtHigh", dutyAtHigh, 0, 10000);
        }

        /// <inheritdoc/>
        protected override int Duty(long along, long span) => Between(_from, _to, along, span);
    }
}
