using EdgeConv.Frames;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Gives the frames that a computer or a camera module sends over the link (docs/link.md). A truncated or damaged frame is dropped; the
    /// next frame is read correctly. The loop counts the dropped frame as failed.
    /// </summary>
    public sealed class LinkFrameSource : IFrameSource
    {
        private readonly object _lock = new object();
        private readonly short[] _newest;
        private FrameStatus _status = FrameStatus.NotReady;
        private int _sequence = -1;

        /// <summary>Creates a source for frames of a format.</summary>
        public LinkFrameSource(FrameFormat format)
        {
            Format = format;
            _newest = new short[format.Length];
        }

        /// <inheritdoc/>
        public FrameFormat Format { get; }

        /// <summary>Accepts a frame packet; called on the link's thread. A repeated packet does not count as a new frame.</summary>
        public void Take(PacketReader reader)
        {
            lock (_lock)
            {
                if (reader.Sequence == _sequence) return;
                if (FramePacket.Read(reader, Format, _newest))
                {
                    _sequence = reader.Sequence;
                    _status = FrameStatus.Ready;
                }
                else Damage();
            }
        }

        /// <summary>Records that a damaged packet was received, which may have been a frame.</summary>
        public void Damage()
        {
            lock (_lock)
                if (_status == FrameStatus.NotReady) _status = FrameStatus.Failed;
        }

        /// <summary>
        /// Reads the newest frame received since the last call. The result is Failed if only damaged packets were received.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            lock (_lock)
            {
                FrameStatus status = _status;
                if (status == FrameStatus.Ready) System.Array.Copy(_newest, 0, frame, 0, frame.Length);
                _status = FrameStatus.NotReady;
                return status;
            }
        }
    }
}
