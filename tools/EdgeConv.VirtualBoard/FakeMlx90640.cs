using System;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>An MLX90640: its memory of 16-bit words, and the faults that a bus and a supply can have.</summary>
    public sealed class FakeMlx90640 : FakeI2cDevice
    {
        private const int Eeprom = 0x2400, Ram = 0x0400, StatusAddress = 0x8000, ControlAddress = 0x800D, PowerUpControl = 0x1901;
        private readonly ushort[] _eeprom;

        /// <summary>Makes a sensor as after power-up.</summary>
        /// <param name="eeprom">Its 832 words of calibration.</param>
        public FakeMlx90640(ushort[] eeprom)
        {
            _eeprom = eeprom;
            LosePower();
        }

        /// <summary>The 768 words of the pixels and the 64 words beside them.</summary>
        public ushort[] Words { get; } = new ushort[832];

        /// <summary>The control register.</summary>
        public int Control { get; private set; }

        /// <summary>The status register.</summary>
        public int Status { get; private set; }

        /// <summary>Number of transfers after which the device does not acknowledge any more, or a negative number.</summary>
        public int TransfersLeft { get; set; } = -1;

        /// <summary>Number of transfers so far.</summary>
        public int Transfers { get; private set; }

        /// <summary>Number of bytes of the longest transfer so far.</summary>
        public int LongestTransfer { get; private set; }

        /// <summary>Sets all registers as after power-up.</summary>
        public void LosePower()
        {
            Control = PowerUpControl;
            Status = 0;
        }

        /// <summary>Says that a page was measured: <see cref="Words"/> holds it.</summary>
        public void Measure(int page) => Status = 8 | page;

        /// <inheritdoc/>
        public override bool Write(SpanByte data)
        {
            if (!Begins(data.Length)) return false;
            int address = Word(data, 0), word = Word(data, 2);
            if (address == ControlAddress) Control = word;
            if (address == StatusAddress && (word & 8) == 0) Status &= ~8;
            return true;
        }

        /// <inheritdoc/>
        public override bool Read(SpanByte address, SpanByte answer)
        {
            if (!Begins(address.Length + answer.Length)) return false;
            int first = Word(address, 0);
            for (int i = 0; i < answer.Length; i += 2)
            {
                int word = At(first + i / 2);
                answer.Array[answer.Start + i] = (byte)(word >> 8);
                answer.Array[answer.Start + i + 1] = (byte)word;
            }
            return true;
        }

        private bool Begins(int bytes)
        {
            if (TransfersLeft == 0) return false;
            if (TransfersLeft > 0) TransfersLeft--;
            Transfers++;
            LongestTransfer = Math.Max(LongestTransfer, bytes);
            return true;
        }

        private int At(int address) => address == StatusAddress ? Status : address == ControlAddress ? Control
            : address >= Eeprom && address < Eeprom + _eeprom.Length ? _eeprom[address - Eeprom]
            : address >= Ram && address < Ram + Words.Length ? Words[address - Ram] : 0;

        private static int Word(SpanByte data, int at) => data.Array[data.Start + at] << 8 | data.Array[data.Start + at + 1];
    }
}
