namespace EdgeConv.Actuation
{
    /// <summary>Drive of a motor: off at low and beyond, just above it the least drive that turns the motor, full at high.</summary>
    public sealed class MotorMap : DutyMap
    {
        private readonly int _minDrive;

        /// <summary>Takes the least drive.</summary>
        /// <param name="low">Readout value at which the motor stands still.</param>
        /// <param name="high">Readout value of full drive; not <paramref name="low"/>.</param>
        /// <param name="minDrive">Duty at which the motor starts to turn, 0..10000.</param>
        /// <exception cref="System.ArgumentException">An empty range or a duty outside 0..10000.</exception>
        public MotorMap(int low, int high, int minDrive) : base(low, high) =>
            _minDrive = Argument.InRange("minDrive", minDrive, 0, 10000);

        /// <inheritdoc/>
        protected override int Duty(long along, long span) => along == 0 ? 0 : Between(_minDrive, 10000, along, span);
    }
}
