namespace EdgeConv.Actuation
{
    /// <summary>Maps a readout linearly to a duty between two duties.</summary>
    public class LinearMap : DutyMap
    {
        private readonly int _from, _to, _divisor;

        /// <summary>Creates a linear map.</summary>
        /// <param name="low">Value at which the duty is <paramref name="dutyAtLow"/>, in units of the readout.</param>
        /// <param name="high">Value at which the duty is <paramref name="dutyAtHigh"/>; must differ from <paramref name="low"/>.</param>
        /// <param name="dutyAtLow">Duty at low, 0..10000.</param>
        /// <param name="dutyAtHigh">Duty at high, 0..10000; may be below <paramref name="dutyAtLow"/>.</param>
        /// <exception cref="System.ArgumentException">low equals high, or a duty is outside 0..10000.</exception>
        public LinearMap(int low, int high, int dutyAtLow, int dutyAtHigh) : this(low, high,
            Argument.InRange("dutyAtLow", dutyAtLow, 0, 10000), Argument.InRange("dutyAtHigh", dutyAtHigh, 0, 10000), 1)
        {
        }

        /// <summary>
        /// A linear map between two duties that are given times <paramref name="divisor"/>, so that the duty is rounded only once.
        /// </summary>
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
