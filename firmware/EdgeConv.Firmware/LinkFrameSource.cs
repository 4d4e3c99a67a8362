using EdgeConv.Frames;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Frames that a computer or a camera module sends over the link, as docs/link.md says. A frame that is cut or damaged is dropped and
    /// the next one is read whole; the guard sees the one that is missing.
    /// </summary>
    public sealed class LinkFrameSource : IFrameSource
    {
        private readonly object _lock = new object();
        private readonly short[] _newest;
        private FrameStatus _status = FrameStatus.NotReady;
        private int _sequence = -1;

        /// <summary>Takes frames of a format.</summary>
        public LinkFrameSource(FrameFormat format)
        {
            Format = format;
            _newest = new short[format.Length];
        }

        /// <inheritdoc/>
        public FrameFormat Format { get; }

        /// <summary>Takes a frame packet that has come, on the link's thread. The same packet again is no new frame.</summary>
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

        /// <summary>Something came that is no sound packet: perhaps it was a frame.</summary>
        public void Damage()
        {
            lock (_lock)
                if (_status == FrameStatus.NotReady) _status = FrameStatus.Failed;
        }

        /// <summary>The newest frame that has come since. Failed where something came, but no sound frame.</summary>
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
