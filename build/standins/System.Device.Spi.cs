// What EdgeConv uses of the assembly System.Device.Spi: declarations only, never run.
using System;

namespace System.Device.Spi
{
    public enum SpiMode
    {
        Mode0,
    }

    public sealed class SpiConnectionSettings
    {
        public SpiConnectionSettings(int bus, int chipSelect) { }

        public int ClockFrequency { get { throw null; } set { } }

        public SpiMode Mode { get { throw null; } set { } }
    }

    public class SpiDevice
    {
        public static SpiDevice Create(SpiConnectionSettings settings) { throw null; }

        public void TransferFullDuplex(SpanByte sent, SpanByte received) { throw null; }
    }
}
