using System.IO.Ports;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>Packets over a serial port. Reading never waits; writing does until the driver has taken the packet.</summary>
    public sealed class SerialCarrier : ICarrier
    {
        private const int ChunkBytes = 256;

        // What the driver keeps while the board does something else: a fifth of a second at 115200 baud.
        private const int DriverBytes = 2048;

        private readonly SerialPort _port;
        private readonly byte[] _chunk = new byte[ChunkBytes];
        private int _at;
        private int _filled;
        private int _damagedBefore;

        /// <summary>Opens the port.</summary>
        /// <param name="port">Its name, COM2.</param>
        /// <param name="baud">Bits per second.</param>
        public SerialCarrier(string port, int baud)
        {
            Fit(PacketReader.MinPayload);
            _port = new SerialPort(port, baud);
            if (DriverBytes > _port.ReadBufferSize) _port.ReadBufferSize = DriverBytes;
            _port.Open();
        }

        /// <inheritdoc/>
        public PacketReader Reader { get; private set; }

        /// <inheritdoc/>
        public int Damaged => _damagedBefore + Reader.Damaged;

        /// <inheritdoc/>
        public void Fit(int maxPayload)
        {
            if (Reader != null) _damagedBefore += Reader.Damaged;
            Reader = new PacketReader(maxPayload);
        }

        /// <inheritdoc/>
        public bool Receive()
        {
            // No more than the driver keeps: a line full of garbage must not hold the link.
            for (int left = DriverBytes; left > 0; left--)
            {
                if (_at == _filled && !Fill()) return false;
                if (Reader.Take(_chunk[_at++])) return true;
            }
            return false;
        }

        /// <inheritdoc/>
        public void Send(PacketWriter packet) => _port.Write(packet.Buffer, 0, packet.Length);

        /// <inheritdoc/>
        public void Close()
        {
            // The restart closes the port.
        }

        private bool Fill()
        {
            int waiting = _port.BytesToRead;
            if (waiting <= 0) return false;
            _at = 0;
            _filled = _port.Read(_chunk, 0, waiting < ChunkBytes ? waiting : ChunkBytes);
            return _filled > 0;
        }
    }
}
