using EdgeConv.Frames;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>Sends the frames of a sensor to a PC that records them, one a period. A frame that failed is left out.</summary>
    public sealed class FrameSender
    {
        private readonly IFrameSource _frames;
        private readonly SerialLink _link;
        private readonly IClock _clock;
        private readonly int _period;
        private readonly BoardDescription _description;
        private readonly short[] _frame;
        private long _due;
        private int _sequence;

        /// <summary>Sends from now on.</summary>
        /// <param name="frames">The sensor.</param>
        /// <param name="link">The line, with room for <see cref="FramePacket.MaxBytes"/> and
        /// <see cref="BoardDescription.MaxBytes"/>.</param>
        /// <param name="board">The board's name.</param>
        /// <param name="clock">Tells when a period is over.</param>
        /// <param name="periodMicroseconds">Time from frame to frame.</param>
        public FrameSender(IFrameSource frames, SerialLink link, string board, IClock clock, int periodMicroseconds)
        {
            _frames = frames;
            _link = link;
            _clock = clock;
            _period = periodMicroseconds;
            _description = new BoardDescription(BoardDescription.GivesFrames, board, frames.Format);
            _frame = new short[frames.Format.Length];
            _due = clock.Microseconds;
        }

        /// <summary>
        /// Waits for the period to begin, answers the last of at most <see cref="SerialLink.MaxPackets"/> packets that is a query, and
        /// sends a frame.
        /// </summary>
        public void Step()
        {
            _clock.SleepUntil(_due);
            _due += _period;
            if (_clock.Microseconds > _due) _due = _clock.Microseconds;
            int query = -1;
            for (int packets = 0; packets < SerialLink.MaxPackets && _link.Receive(); packets++)
                if (_link.Reader.Kind == PacketKind.Query) query = _link.Reader.Sequence;
            if (query >= 0)
            {
                _description.Write(_link.Writer, query);
                _link.Send();
            }
            if (_frames.Read(_frame) != FrameStatus.Ready) return;
            FramePacket.Write(_link.Writer, _sequence++, _frames.Format, _frame);
            _link.Send();
        }
    }
}
