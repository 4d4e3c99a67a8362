using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// A second output that the same inferences drive, e.g. a motor beside a servo. It has its own readout, map and guard. Its guard
    /// follows the guard of the loop: both outputs go to their safe duties together (<see cref="OutputGuard.Lead"/>).
    /// </summary>
    public sealed class SecondOutput
    {
        private readonly Readout _readout;
        private readonly DutyMap _map;

        /// <summary>Creates the description of an output.</summary>
        /// <param name="readout">Reduces the model's output to one number; not the readout of the loop, because it may keep its
        /// value.</param>
        /// <param name="map">Maps that number to a duty.</param>
        /// <param name="guard">Guards the output; by the same clock as the loop's guard.</param>
        /// <exception cref="ArgumentNullException">A part is missing.</exception>
        public SecondOutput(Readout readout, DutyMap map, OutputGuard guard)
        {
            _readout = readout ?? throw new ArgumentNullException("readout");
            _map = map ?? throw new ArgumentNullException("map");
            Guard = guard ?? throw new ArgumentNullException("guard");
        }

        /// <summary>The guard of the output.</summary>
        public OutputGuard Guard { get; }

        /// <summary>The readout of the last output of the model, in 1/256 of its unit.</summary>
        public int Activation256 { get; private set; }

        /// <summary>The duty read last, 0..10000.</summary>
        public int Duty { get; private set; }

        internal void Check(TensorInfo output) => _readout.Check(output);

        internal void Read(sbyte[] output, TensorInfo info)
        {
            Activation256 = _readout.Read(output, info);
            Duty = _map.Map(Activation256);
        }
    }
}
