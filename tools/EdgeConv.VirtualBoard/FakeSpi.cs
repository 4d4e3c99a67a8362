using System;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>A device on the fake SPI bus.</summary>
    public abstract class FakeSpiDevice
    {
        /// <summary>One transfer, from chip select to chip select: each byte sent gives a byte.</summary>
        public abstract void Transfer(SpanByte sent, SpanByte received);
    }

    /// <summary>The SPI bus.</summary>
    public static class FakeSpiBus
    {
        /// <summary>Devices by the pin that selects them; a line that nobody drives reads as ones.</summary>
        public static FakeSpiDevice[] Devices { get; } = new FakeSpiDevice[64];
    }
}

namespace System.Device.Spi
{
    public enum SpiMode { Mode0 }

    public sealed class SpiConnectionSettings
    {
        public SpiConnectionSettings(int bus, int chipSelect) => ChipSelectLine = chipSelect;

        public int ChipSelectLine { get; }

        public int ClockFrequency { get; set; }

        public SpiMode Mode { get; set; }
    }

    public sealed class SpiDevice
    {
        private readonly int _chipSelect;

        private SpiDevice(int chipSelect) => _chipSelect = chipSelect;

        public static SpiDevice Create(SpiConnectionSettings settings) => new SpiDevice(settings.ChipSelectLine);

        public void TransferFullDuplex(SpanByte sent, SpanByte received)
        {
            EdgeConv.Firmware.Fakes.FakeSpiDevice device = EdgeConv.Firmware.Fakes.FakeSpiBus.Devices[_chipSelect];
            if (device == null) Array.Fill(received.Array, (byte)0xFF, received.Start, received.Length);
            else device.Transfer(sent, received);
        }
    }
}
