using System;

namespace EdgeConv.Link
{
    /// <summary>
    /// Finds sound packets in the bytes of a line: cut, damaged and oversized ones and everything that is none are dropped, and
    /// the next packet is read whole. Allocates nothing after construction. See <see cref="PacketWriter"/> for the form.
    /// </summary>
    public sealed class PacketReader
    {
        /// <summary>Payload of a packet that every board takes; frames and tensors may need more.</summary>
        public const int MinPayload = 416;

        private readonly byte[] _plain;
        private int _length;

        // Bytes until the next code; whether a code was read that stands for a 0; what is wrong with the packet under way.
        private int _run;
        private bool _zeroFollows;
        private bool _isBad;
        private int _lastFrame = -1;

        /// <summary>Makes room.</summary>
        /// <param name="maxPayload">Maximum number of bytes of a payload; longer packets are dropped.</param>
        public PacketReader(int maxPayload)
        {
            if (maxPayload < 0 || maxPayload > 1048576) throw new ArgumentException("maxPayload: " + maxPayload.ToString()
                + " is not in 0..1048576");
            _plain = new byte[PacketWriter.HeadBytes + maxPayload + LinkSession.SealBytes + PacketWriter.CrcBytes];
        }

        /// <summary>Forgets what was half read: another sender begins.</summary>
        public void Restart()
        {
            Begin();
            _lastFrame = -1;
        }

        /// <summary>The <see cref="PacketKind"/> of the last packet.</summary>
        public int Kind => _plain[0];

        /// <summary>Its sequence number, 0 to 65535.</summary>
        public int Sequence => _plain[2] | _plain[3] << 8;

        /// <summary>Bytes of its payload; until the next byte is taken.</summary>
        public int PayloadLength { get; private set; }

        /// <summary>What was dropped: damaged, cut or oversized packets, and other text between packets.</summary>
        public int Damaged { get; private set; }

        /// <summary>Sound packets of another version of the protocol, which are passed over.</summary>
        public int OfOtherVersion { get; private set; }

        /// <summary>Frames and steps that are missing by the sequence numbers of those around them.</summary>
        public int Lost { get; private set; }

        /// <summary>Takes the next byte of the line.</summary>
        /// <returns>Whether it ends a sound packet, which can be read until the next byte is taken.</returns>
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

        /// <summary>8 bits of the payload.</summary>
        public int Byte(int at) => _plain[PacketWriter.HeadBytes + at];

        /// <summary>16 bits of the payload, 0 to 65535.</summary>
        public int Word(int at) => Byte(at) | Byte(at + 1) << 8;

        /// <summary>32 bits of the payload.</summary>
        public uint Long(int at) => (uint)Word(at) | (uint)Word(at + 2) << 16;

        /// <summary>int8 values of the payload.</summary>
        public void Values(int at, sbyte[] values, int count)
        {
            byte[] plain = _plain;
            at += PacketWriter.HeadBytes;
            for (int i = 0; i < count; i++) values[i] = (sbyte)plain[at + i];
        }

        /// <summary>CRC-32 of bytes of the payload.</summary>
        public uint Crc(int at, int count) => Crc32.Append(0, _plain, PacketWriter.HeadBytes + at, count);

        /// <summary>A copy of the packet up to a byte of its payload: what a seal is made of.</summary>
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
            // Two zeros in a row: the end of one packet, the begin of the next.
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
            // An answer has the number of what it answers: only frames and steps are numbered one after the other.
            if (Kind != PacketKind.Frame && Kind != PacketKind.Step) return true;
            int gap = (Sequence - _lastFrame - 1) & 0xFFFF;
            // A large gap is a sender that began anew.
            if (_lastFrame >= 0 && gap < 0x8000) Lost += gap;
            _lastFrame = Sequence;
            return true;
        }
    }
}
