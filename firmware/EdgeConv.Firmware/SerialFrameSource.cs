using EdgeConv.Frames;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Frames that a PC or a camera module sends over a serial line, as docs/serial-frames.md says. A frame that is cut or damaged is
    /// dropped and the next one is read whole; the guard sees the one that is missing. Says what frames it takes when it is asked.
    /// </summary>
    public sealed class SerialFrameSource : IFrameSource
    {
        private readonly SerialLink _link;
        private readonly BoardDescription _description;
        private int _damaged;
        private int _sequence = -1;

        /// <summary>Takes frames from a line.</summary>
        /// <param name="link">The line, with room for <see cref="FramePacket.MaxBytes"/> and
        /// <see cref="BoardDescription.MaxBytes"/>.</param>
        /// <param name="board">The board's name.</param>
        /// <param name="format">Shape and range of the frames.</param>
        public SerialFrameSource(SerialLink link, string board, FrameFormat format)
        {
            _link = link;
            _description = new BoardDescription(BoardDescription.TakesFrames, board, format);
            Format = format;
        }

        /// <inheritdoc/>
        public FrameFormat Format { get; }

        /// <summary>
        /// Reads the newest frame that has come since, of at most <see cref="SerialLink.MaxPackets"/> packets; older ones are of no use.
        /// Failed where something came, but no sound frame. Answers one query at most: an answer takes some 20 ms to send.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            FrameStatus status = FrameStatus.NotReady;
            int query = -1;
            for (int packets = 0; packets < SerialLink.MaxPackets && _link.Receive(); packets++)
            {
                if (_link.Reader.Kind == PacketKind.Query) query = _link.Reader.Sequence;
                else if (_link.Reader.Kind == PacketKind.Frame && _link.Reader.Sequence == _sequence)
                {
                    // The same packet again is no new frame.
                }
                else if (FramePacket.Read(_link.Reader, Format, frame))
                {
                    _sequence = _link.Reader.Sequence;
                    status = FrameStatus.Ready;
                }
                else if (status != FrameStatus.Ready) status = FrameStatus.Failed;
            }
            if (_link.Reader.Damaged != _damaged && status == FrameStatus.NotReady) status = FrameStatus.Failed;
            _damaged = _link.Reader.Damaged;
            if (query >= 0)
            {
                _description.Write(_link.Writer, query);
                _link.Send();
            }
            return status;
        }
    }
}
