namespace EdgeConv.Actuation
{
    /// <summary>
    /// Maps a readout to the duty of a motor: 0 at low, the minimum duty that turns the motor just above low, 10000 at high.
    /// </summary>
    public sealed class MotorMap : LinearMap
    {
        /// <summary>Creates a map for a motor.</summary>
        /// <param name="low">Value at which the motor stands still, in units of the readout.</param>
        /// <param name="high">Value at which the duty is 10000; must differ from <paramref name="low"/>.</param>
        /// <param name="minDrive">Duty at which the motor starts to turn, 0..10000.</param>
        /// <exception cref="System.ArgumentException">low equals high, or the duty is outside 0..10000.</exception>
        public MotorMap(int low, int high, int minDrive) : base(low, high, minDrive, 10000)
        {
        }

        /// <inheritdoc/>
        protected override int Duty(long along, long span) => along == 0 ? 0 : base.Duty(along, span);
    }
}
