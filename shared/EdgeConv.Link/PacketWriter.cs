using System;

namespace EdgeConv.Link
{
    /// <summary>
    /// Builds packets for a line: kind, version, sequence number, payload and CRC-32. The encoding removes all zero bytes from a packet and
    /// puts a zero before and after it, so that a reader finds the next packet even after damage. It allocates nothing after construction.
    /// Source of
    /// the encoding: Cheshire and Baker, Consistent Overhead Byte Stuffing, IEEE/ACM Transactions on Networking 7 (1999).
    /// </summary>
    public sealed class PacketWriter
    {
        /// <summary>Version of the protocol.</summary>
        public const int Version = 2;

        /// <summary>Bytes before the payload: kind, version, sequence number.</summary>
        public const int HeadBytes = 4;

        /// <summary>Bytes of the CRC after the payload.</summary>
        public const int CrcBytes = 4;

        // A code n means that n - 1 bytes and then a 0 follow; the code 255 means 254 bytes without a 0.
        private const int MaxRun = 254;

        private readonly byte[] _plain;
        private int _length;

        /// <summary>Allocates the buffers.</summary>
        /// <param name="maxPayload">Maximum size of a payload in bytes, 0 to 1,048,576.</param>
        /// <exception cref="ArgumentException">The size is out of range.</exception>
        public PacketWriter(int maxPayload)
        {
            if (maxPayload < 0 || maxPayload > 1048576) throw new ArgumentException("maxPayload: " + maxPayload.ToString()
                + " is not in 0..1048576");
            _plain = new byte[HeadBytes + maxPayload + LinkSession.SealBytes + CrcBytes];
            Buffer = new byte[_plain.Length + _plain.Length / MaxRun + 3];
        }

        /// <summary>Holds the finished packet in its first <see cref="Length"/> bytes.</summary>
        public byte[] Buffer { get; }

        /// <summary>Size of the finished packet in bytes.</summary>
        public int Length { get; private set; }

        /// <summary>The <see cref="PacketKind"/> of the packet.</summary>
        public int Kind => _plain[0];

        /// <summary>Session that seals each packet; null for packets without seal.</summary>
        public LinkSession Session { get; set; }

        /// <summary>Begins a packet.</summary>
        /// <param name="kind">A <see cref="PacketKind"/>.</param>
        /// <param name="sequence">Number of the packet before plus 1, or for an answer the number of the question; only 16 bits are
        /// sent.</param>
        public void Begin(int kind, int sequence)
        {
            _length = 0;
            Byte(kind);
            Byte(Version);
            Word(sequence);
        }

        /// <summary>Adds 8 bits.</summary>
        public void Byte(int value) => _plain[_length++] = (byte)value;

        /// <summary>Adds 16 bits, the low byte first.</summary>
        public void Word(int value)
        {
            Byte(value);
            Byte(value >> 8);
        }

        /// <summary>Adds 32 bits, the low byte first.</summary>
        public void Long(uint value)
        {
            Word((int)(value & 0xFFFF));
            Word((int)(value >> 16));
        }

        /// <summary>Adds int8 values.</summary>
        public void Values(sbyte[] values, int count)
        {
            byte[] plain = _plain;
            int at = _length;
            for (int i = 0; i < count; i++) plain[at++] = (byte)values[i];
            _length = at;
        }

        /// <summary>Ends the packet; it is then in <see cref="Buffer"/>.</summary>
        public void End()
        {
            if (Session != null) Session.Seal(this);
            Long(Crc32.Append(0, _plain, 0, _length));
            byte[] plain = _plain, buffer = Buffer;
            int length = _length, at = 0, code, run = 1;
            buffer[at++] = 0;
            code = at++;
            for (int i = 0; i < length; i++)
            {
                byte value = plain[i];
                if (value != 0)
                {
                    buffer[at++] = value;
                    run++;
                }
                // A run that ends with the packet needs no further code.
                if (value == 0 || run > MaxRun && i + 1 < length)
                {
                    buffer[code] = (byte)run;
                    code = at++;
                    run = 1;
                }
            }
            buffer[code] = (byte)run;
            buffer[at++] = 0;
            Length = at;
        }

        /// <summary>Returns a copy of the packet so far, over which a seal is computed.</summary>
        internal byte[] Plain()
        {
            byte[] plain = new byte[_length];
            Array.Copy(_plain, 0, plain, 0, _length);
            return plain;
        }
    }
}
