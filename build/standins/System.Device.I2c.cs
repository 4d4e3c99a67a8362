// What EdgeConv uses of the assembly System.Device.I2c: declarations only, never run.
using System;

namespace System.Device.I2c
{
    public enum I2cBusSpeed
    {
        StandardMode,
        FastMode,
    }

    public enum I2cTransferStatus
    {
        FullTransfer,
    }

    public class I2cTransferResult
    {
        public I2cTransferStatus Status { get { throw null; } }
    }

    public class I2cConnectionSettings
    {
        public I2cConnectionSettings(int bus, int address, I2cBusSpeed speed) { }
    }

    public class I2cDevice
    {
        public static I2cDevice Create(I2cConnectionSettings settings) { throw null; }

        public I2cTransferResult Write(SpanByte data) { throw null; }

        public I2cTransferResult WriteRead(SpanByte data, SpanByte answer) { throw null; }
    }
}
