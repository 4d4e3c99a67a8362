using System;

namespace EdgeConv.Link
{
    /// <summary>
    /// Finds valid packets in the bytes of a line. Damaged and oversized packets and other bytes are dropped, and never prevent the next
    /// valid packet from being found. It allocates nothing after construction. <see cref="PacketWriter"/> describes the encoding.
    /// </summary>
    public sealed class PacketReader
    {
        /// <summary>Payload in bytes that every board can receive; frames and tensors may need more.</summary>
        public const int MinPayload = 416;

        private readonly byte[] _plain;
        private int _length;

        // State of the packet being read: bytes until the next code, whether a 0 follows these bytes, and whether the packet is too long.
        private int _run;
        private bool _zeroFollows;
        private bool _isBad;
        private int _lastFrame = -1;

        /// <summary>Allocates the buffer.</summary>
        /// <param name="maxPayload">Maximum size of a payload in bytes, 0 to 1,048,576; longer packets are dropped.</param>
        /// <exception cref="ArgumentException">The size is out of range.</exception>
        public PacketReader(int maxPayload)
        {
            if (maxPayload < 0 || maxPayload > 1048576) throw new ArgumentException("maxPayload: " + maxPayload.ToString()
                + " is not in 0..1048576");
            _plain = new byte[PacketWriter.HeadBytes + maxPayload + LinkSession.SealBytes + PacketWriter.CrcBytes];
        }

        /// <summary>Drops an incomplete packet, because another sender begins.</summary>
        public void Restart()
        {
            Begin();
            _lastFrame = -1;
        }

        /// <summary>The <see cref="PacketKind"/> of the last packet.</summary>
        public int Kind => _plain[0];

        /// <summary>Its sequence number, 0 to 65535.</summary>
        public int Sequence => _plain[2] | _plain[3] << 8;

        /// <summary>Size of its payload in bytes; valid until the next byte is taken.</summary>
        public int PayloadLength { get; private set; }

        /// <summary>Number of dropped pieces: damaged or oversized packets, and other bytes between packets.</summary>
        public int Damaged { get; private set; }

        /// <summary>Number of valid packets of another version of the protocol, which are ignored.</summary>
        public int OfOtherVersion { get; private set; }

        /// <summary>Number of frames and steps that are missing according to the sequence numbers.</summary>
        public int Lost { get; private set; }

        /// <summary>Takes the next byte of the line.</summary>
        /// <returns>Whether the byte ends a valid packet, which can be read until the next byte is taken.</returns>
        public bool Take(byte value)
        {
            if (value == 0) return End();
            if (_run == 0)
            {
                if (_zeroFollows) Append(0);
                _run = value - 1;
                _zeroFollows = value < 255;
                return false;
            }
            _run--;
            Append(value);
            return false;
        }

        /// <summary>Returns the byte at an index of the payload, 0 to 255.</summary>
        public int Byte(int at) => _plain[PacketWriter.HeadBytes + at];

        /// <summary>Returns the 16 bits at an index of the payload, low byte first, 0 to 65535.</summary>
        public int Word(int at) => Byte(at) | Byte(at + 1) << 8;

        /// <summary>Returns the 32 bits at an index of the payload, low byte first.</summary>
        public uint Long(int at) => (uint)Word(at) | (uint)Word(at + 2) << 16;

        /// <summary>Copies int8 values of the payload to an array.</summary>
        public void Values(int at, sbyte[] values, int count)
        {
            byte[] plain = _plain;
            at += PacketWriter.HeadBytes;
            for (int i = 0; i < count; i++) values[i] = (sbyte)plain[at + i];
        }

        /// <summary>Returns the CRC-32 of some bytes of the payload.</summary>
        public uint Crc(int at, int count) => Crc32.Append(0, _plain, PacketWriter.HeadBytes + at, count);

        /// <summary>Returns a copy of the head and the first bytes of the payload, over which a seal is computed.</summary>
        internal byte[] Plain(int count)
        {
            byte[] plain = new byte[PacketWriter.HeadBytes + count];
            Array.Copy(_plain, 0, plain, 0, plain.Length);
            return plain;
        }

        /// <summary>Cuts bytes off the end of the payload.</summary>
        internal void Cut(int bytes) => PayloadLength -= bytes;

        private void Append(byte value)
        {
            if (_length < _plain.Length) _plain[_length++] = value;
            else _isBad = true;
        }

        private void Begin()
        {
            _length = 0;
            _run = 0;
            _zeroFollows = false;
            _isBad = false;
        }

        private bool End()
        {
            int length = _length;
            bool isEmpty = length == 0 && _run == 0 && !_zeroFollows && !_isBad, isWhole = !_isBad && _run == 0;
            Begin();
            // Two zeros in a row are the end of one packet and the begin of the next.
            if (isEmpty) return false;
            int payload = length - PacketWriter.HeadBytes - PacketWriter.CrcBytes;
            if (!isWhole || payload < 0 || Crc32.Append(0, _plain, 0, length - PacketWriter.CrcBytes) != Long(payload))
            {
                Damaged++;
                return false;
            }
            if (_plain[1] != PacketWriter.Version)
            {
                OfOtherVersion++;
                return false;
            }
            PayloadLength = payload;
            // Only frames and steps have consecutive numbers; an answer has the number of its question.
            if (Kind != PacketKind.Frame && Kind != PacketKind.Step) return true;
            int gap = (Sequence - _lastFrame - 1) & 0xFFFF;
            // A large gap means that the sender was restarted.
            if (_lastFrame >= 0 && gap < 0x8000) Lost += gap;
            _lastFrame = Sequence;
            return true;
        }
    }
}
