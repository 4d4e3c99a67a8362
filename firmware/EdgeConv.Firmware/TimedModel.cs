using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>The model that the board runs. It measures the time of its last inference.</summary>
    public sealed class TimedModel : IModel
    {
        private readonly IModel _model;
        private readonly IClock _clock;

        /// <summary>Wraps a model to measure it with the board's clock.</summary>
        /// <param name="model">The model.</param>
        /// <param name="name">The name of the model.</param>
        /// <param name="isBuiltIn">True if the model is built in, false if it comes from a slot.</param>
        /// <param name="clock">The board's clock.</param>
        public TimedModel(IModel model, string name, bool isBuiltIn, IClock clock)
        {
            _model = model;
            Name = name;
            IsBuiltIn = isBuiltIn;
            _clock = clock;
        }

        /// <summary>The name of the model.</summary>
        public string Name { get; }

        /// <summary>True if the model is built in, false if it comes from a slot.</summary>
        public bool IsBuiltIn { get; }

        /// <inheritdoc/>
        public TensorInfo Input => _model.Input;

        /// <inheritdoc/>
        public TensorInfo Output => _model.Output;

        /// <summary>Duration of the last inference in microseconds; 0 before the first.</summary>
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
