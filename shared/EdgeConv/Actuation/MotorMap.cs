namespace EdgeConv.Actuation
{
    /// <summary>Drive of a motor: off at low and beyond, just above it the smallest drive that turns the motor, full at high.</summary>
    public sealed class MotorMap : LinearMap
    {
        /// <summary>Takes the smallest drive.</summary>
        /// <param name="low">Readout value at which the motor stands still.</param>
        /// <param name="high">Readout value of full drive; not <paramref name="low"/>.</param>
        /// <param name="minDrive">Duty at which the motor starts to turn, 0..10000.</param>
        /// <exception cref="System.ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public MotorMap(int low, int high, int minDrive) : base(low, high, minDrive, 10000)
        {
        }

        /// <inheritdoc/>
        protected override int Duty(long along, long span) => along == 0 ? 0 : base.Duty(along, span);
    }
}
