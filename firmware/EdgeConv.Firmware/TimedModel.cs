using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>The model that the board runs; it tells how long its last inference took.</summary>
    public sealed class TimedModel : IModel
    {
        private readonly IModel _model;
        private readonly IClock _clock;

        /// <summary>Measures a model by the board's clock.</summary>
        /// <param name="model">The model.</param>
        /// <param name="name">Its name.</param>
        /// <param name="isBuiltIn">Whether it is built in, or comes from a slot.</param>
        /// <param name="clock">The board's clock.</param>
        public TimedModel(IModel model, string name, bool isBuiltIn, IClock clock)
        {
            _model = model;
            Name = name;
            IsBuiltIn = isBuiltIn;
            _clock = clock;
        }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>Whether it is built in, or comes from a slot.</summary>
        public bool IsBuiltIn { get; }

        /// <inheritdoc/>
        public TensorInfo Input => _model.Input;

        /// <inheritdoc/>
        public TensorInfo Output => _model.Output;

        /// <summary>What the last inference took; 0 before the first.</summary>
        public long Microseconds { get; private set; }

        /// <inheritdoc/>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            long start = _clock.Microseconds;
            _model.Invoke(input, output);
            Microseconds = _clock.Microseconds - start;
        }
    }
}
