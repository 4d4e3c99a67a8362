using System;

namespace EdgeConv.Link
{
    /// <summary>
    /// Builds packets for a line: kind, version, sequence number, payload, CRC-32, in bytes without a 0 between two zeros, which
    /// end a packet wherever one is damaged. Allocates nothing after construction. Source of the encoding: Cheshire and Baker, Consistent
    /// Overhead Byte Stuffing, IEEE/ACM Transactions on Networking 7 (1999).
    /// </summary>
    public sealed class PacketWriter
    {
        /// <summary>Version of the protocol.</summary>
        public const int Version = 2;

        /// <summary>Bytes before the payload: kind, version, sequence number.</summary>
        public const int HeadBytes = 4;

        /// <summary>Bytes of the CRC behind it.</summary>
        public const int CrcBytes = 4;

        // A code says how many bytes follow until the next 0; 255 says 254 bytes and no 0.
        private const int MaxRun = 254;

        private readonly byte[] _plain;
        private int _length;

        /// <summary>Makes room.</summary>
        /// <param name="maxPayload">Maximum number of bytes of a payload, 0 to 1,048,576.</param>
        public PacketWriter(int maxPayload)
        {
            if (maxPayload < 0 || maxPayload > 1048576) throw new ArgumentException("maxPayload: " + maxPayload.ToString()
                + " is not in 0..1048576");
            _plain = new byte[HeadBytes + maxPayload + LinkSession.SealBytes + CrcBytes];
            Buffer = new byte[_plain.Length + _plain.Length / MaxRun + 3];
        }

        /// <summary>Holds the finished packet.</summary>
        public byte[] Buffer { get; }

        /// <summary>Bytes of the finished packet.</summary>
        public int Length { get; private set; }

        /// <summary>The <see cref="PacketKind"/> of the packet.</summary>
        public int Kind => _plain[0];

        /// <summary>Seals each packet; null for none.</summary>
        public LinkSession Session { get; set; }

        /// <summary>Begins a packet.</summary>
        /// <param name="kind">A <see cref="PacketKind"/>.</param>
        /// <param name="sequence">One more than that of the packet before, or that of the packet it answers; its low 16 bits count.</param>
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

        /// <summary>Ends the packet: it is in <see cref="Buffer"/>.</summary>
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

        /// <summary>A copy of the packet so far: what a seal is made of.</summary>
        internal byte[] Plain()
        {
            byte[] plain = new byte[_length];
            Array.Copy(_plain, 0, plain, 0, _length);
            return plain;
        }
    }
}
