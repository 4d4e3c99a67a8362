using EdgeConv.Link;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Runs the model on inputs that a PC sends and answers with its output and the time it took, so that the PC can compare both with
    /// its own.
    /// </summary>
    public sealed class ModelServer
    {
        private readonly IModel _model;
        private readonly SerialLink _link;
        private readonly IClock _clock;
        private readonly BoardDescription _description;
        private readonly sbyte[] _input;
        private readonly sbyte[] _output;

        /// <summary>Answers from now on.</summary>
        /// <param name="model">The model.</param>
        /// <param name="link">The line, with room for <see cref="MaxBytes"/>.</param>
        /// <param name="board">The board's name.</param>
        /// <param name="clock">Measures.</param>
        public ModelServer(IModel model, SerialLink link, string board, IClock clock)
        {
            _model = model;
            _link = link;
            _clock = clock;
            _description = new BoardDescription(board, model.Input, model.Output);
            _input = new sbyte[model.Input.Length];
            _output = new sbyte[model.Output.Length];
        }

        /// <summary>Maximum number of bytes of a payload.</summary>
        public static int MaxBytes(IModel model)
        {
            int output = InferencePacket.HeadBytes + model.Output.Length, max = model.Input.Length > output ? model.Input.Length : output;
            return max > BoardDescription.MaxBytes ? max : BoardDescription.MaxBytes;
        }

        /// <summary>Answers the next packet that has come. An input of another size gets the description of what is taken.</summary>
        public void Step()
        {
            if (!_link.Receive()) return;
            if (InferencePacket.ReadInput(_link.Reader, _input))
            {
                long start = _clock.Microseconds;
                _model.Invoke(_input, _output);
                InferencePacket.WriteOutput(_link.Writer, _link.Reader, _clock.Microseconds - start, _output);
                _link.Send();
            }
            else if (_link.Reader.Kind == PacketKind.Query || _link.Reader.Kind == PacketKind.Input)
            {
                _description.Write(_link.Writer, _link.Reader.Sequence);
                _link.Send();
            }
        }
    }
}
