using System.IO.Ports;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>Packets over a serial port. Reading never waits; writing does until the driver has taken the packet.</summary>
    public sealed class SerialLink
    {
        /// <summary>Maximum number of packets that are handled in one step of a loop: a flood of them must not hold it.</summary>
        public const int MaxPackets = 8;

        private const int ChunkBytes = 256;

        private readonly SerialPort _port;
        private readonly byte[] _chunk = new byte[ChunkBytes];
        private readonly int _maxBytes;
        private int _at;
        private int _filled;

        /// <summary>Opens the port.</summary>
        /// <param name="port">Its name, COM2.</param>
        /// <param name="baud">Bits per second.</param>
        /// <param name="maxPayload">Maximum number of bytes of a packet's payload, either way.</param>
        public SerialLink(string port, int baud, int maxPayload)
        {
            Reader = new PacketReader(maxPayload);
            Writer = new PacketWriter(maxPayload);
            // Room for two packets, so that none is lost while the loop does something else.
            _maxBytes = 2 * Writer.Buffer.Length;
            _port = new SerialPort(port, baud);
            if (_maxBytes > _port.ReadBufferSize) _port.ReadBufferSize = _maxBytes;
            _port.Open();
        }

        /// <summary>Has the packet that <see cref="Receive"/> found.</summary>
        public PacketReader Reader { get; }

        /// <summary>Builds the packet that <see cref="Send"/> sends.</summary>
        public PacketWriter Writer { get; }

        /// <summary>Reads what has come up to the end of the next packet. False where no whole packet is there yet.</summary>
        public bool Receive()
        {
            // No longer than what the buffers hold: a line full of garbage must not hold the loop.
            for (int left = _maxBytes; left > 0; left--)
            {
                if (_at == _filled && !Fill()) return false;
                if (Reader.Take(_chunk[_at++])) return true;
            }
            return false;
        }

        /// <summary>Sends the packet in <see cref="Writer"/>.</summary>
        public void Send() => _port.Write(Writer.Buffer, 0, Writer.Length);

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
