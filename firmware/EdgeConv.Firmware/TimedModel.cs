using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>A model that tells how long its last inference took.</summary>
    public sealed class TimedModel : IModel
    {
        private readonly IModel _model;
        private readonly IClock _clock;

        /// <summary>Measures a model by the board's clock.</summary>
        public TimedModel(IModel model, IClock clock)
        {
            _model = model;
            _clock = clock;
        }

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
