using System;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>An Arducam Mega: its registers, a frame, and what can be wrong with it.</summary>
    public sealed class FakeArducamMega : FakeSpiDevice
    {
        private const int Write = 0x80, Burst = 0x3C, Identity = 0x40, State = 0x44, Length = 0x45;
        private readonly byte[] _registers = new byte[128];
        private byte[] _fifo = new byte[0];
        private int _read = -1;

        /// <summary>Makes a camera as after power-up.</summary>
        /// <param name="identity">Value of its register of identity.</param>
        public FakeArducamMega(byte identity)
        {
            Id = identity;
            LosePower();
        }

        /// <summary>Value of the register of identity.</summary>
        public byte Id { get; set; }

        /// <summary>Gray value of a pixel, by row and column.</summary>
        public Func<int, int, int> Pixel { get; set; } = (row, column) => 0;

        /// <summary>Rows and columns of the frame that is set.</summary>
        public int Size
        {
            get
            {
                int code = _registers[0x21];
                return _registers[0x20] != 3 ? 16 : code == 0 || code == 0x0A ? 96 : code == 1 || code == 0x0B ? 128 : 16;
            }
        }

        /// <summary>Which of the two bytes of a pixel is its luma.</summary>
        public int Luma { get; set; }

        /// <summary>Whether the camera says that it is busy, for ever.</summary>
        public bool IsStuck { get; set; }

        /// <summary>Whether the frame is never complete.</summary>
        public bool IsEndless { get; set; }

        /// <summary>Whether the frame is empty.</summary>
        public bool IsEmpty { get; set; }

        /// <summary>Number of bytes of the longest transfer so far.</summary>
        public int LongestTransfer { get; private set; }

        /// <summary>Registers and values written, as "20=03 ...".</summary>
        public string Log { get; set; } = "";

        /// <summary>Sets all registers as after power-up.</summary>
        public void LosePower()
        {
            Array.Clear(_registers, 0, _registers.Length);
            _registers[0x20] = 1;
            _fifo = new byte[0];
        }

        /// <inheritdoc/>
        public override void Transfer(SpanByte sent, SpanByte received)
        {
            LongestTransfer = Math.Max(LongestTransfer, sent.Length);
            int command = sent.Array[sent.Start];
            Array.Fill(received.Array, (byte)0xA5, received.Start, received.Length);
            if ((command & Write) != 0) Set(command & 0x7F, sent.Array[sent.Start + 1]);
            else if (command == Burst) Read(received);
            else received.Array[received.Start + 2] = Get(command);
        }

        private void Set(int register, byte value)
        {
            Log += register.ToString("X2") + "=" + value.ToString("X2") + " ";
            if (register == 0x07 && value == 0x40) LosePower();
            else if (register == 0x04 && value == 2) Capture();
            else if (register == 0x04 && value == 1) _fifo = new byte[0];
            else _registers[register] = value;
        }

        private byte Get(int register)
        {
            if (register == Identity) return Id;
            if (register == State) return (byte)((IsStuck ? 1 : 2) | (_fifo.Length > 0 || IsEmpty ? 4 : 0));
            if (register >= Length && register < Length + 3) return (byte)(_fifo.Length >> 8 * (register - Length));
            return _registers[register];
        }

        // A frame in YUV, of the size that is set; in another format it is short.
        private void Capture()
        {
            _read = -1;
            if (IsEndless || IsEmpty) return;
            int size = Size;
            _fifo = new byte[2 * size * size];
            for (int i = 0; i < size * size; i++)
            {
                _fifo[2 * i + Luma] = (byte)Pixel(i / size, i % size);
                _fifo[2 * i + 1 - Luma] = 0x80;
            }
        }

        private void Read(SpanByte received)
        {
            // The first reading begins with a dummy byte.
            for (int i = 1; i < received.Length; i++, _read++)
            {
                if (_read >= 0 && _read < _fifo.Length) received.Array[received.Start + i] = _fifo[_read];
            }
        }
    }
}
