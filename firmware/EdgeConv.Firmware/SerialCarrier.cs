using System.IO.Ports;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Transfers packets over a serial port. Reading never waits; writing waits until the driver has accepted the packet.
    /// </summary>
    public sealed class SerialCarrier : ICarrier
    {
        private const int ChunkBytes = 256;

        // Size of the driver's buffer in bytes. It holds the data of 0.2 s at 115200 baud.
        private const int DriverBytes = 2048;

        private readonly SerialPort _port;
        private readonly byte[] _chunk = new byte[ChunkBytes];
        private int _at;
        private int _filled;
        private int _damagedBefore;

        /// <summary>Opens the port.</summary>
        /// <param name="port">Name of the port, COM2.</param>
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
            // At most one buffer of the driver is read, so that a line full of noise cannot block the link.
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
