using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Combines two carriers into one: an answer is sent to the carrier from which the request came, everything else to both.
    /// </summary>
    public sealed class Carriers : ICarrier
    {
        private readonly ICarrier _first, _second;
        private ICarrier _last;

        /// <summary>Joins two carriers.</summary>
        public Carriers(ICarrier first, ICarrier second)
        {
            _first = first;
            _second = second;
            _last = first;
        }

        /// <inheritdoc/>
        public PacketReader Reader => _last.Reader;

        /// <inheritdoc/>
        public int Damaged => _first.Damaged + _second.Damaged;

        /// <inheritdoc/>
        public void Fit(int maxPayload)
        {
            _first.Fit(maxPayload);
            _second.Fit(maxPayload);
        }

        /// <inheritdoc/>
        public bool Receive()
        {
            // The other carrier is read first, so that a flood of packets on one does not block the other.
            ICarrier other = _last == _first ? _second : _first;
            if (!other.Receive()) return _last.Receive();
            _last = other;
            return true;
        }

        /// <inheritdoc/>
        public void Close()
        {
            _first.Close();
            _second.Close();
        }

        /// <inheritdoc/>
        public void Send(PacketWriter packet)
        {
            bool isAnswer = packet.Kind != PacketKind.Step && packet.Kind != PacketKind.Log;
            if (!isAnswer || _last == _first) _first.Send(packet);
            if (!isAnswer || _last == _second) _second.Send(packet);
        }
    }
}
