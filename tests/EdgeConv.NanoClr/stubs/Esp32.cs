// What the firmware uses of System.Device.Gpio, System.Device.I2c, System.Device.Pwm, System.IO.Ports, nanoFramework.Hardware.Esp32 and
// nanoFramework.Runtime.Native: declarations only, never run. SpanByte, which .NET Standard lacks, is in mscorlib.
using System;

namespace System
{
    public readonly struct SpanByte
    {
        public SpanByte(byte[] array, int start, int length) { }

        public static implicit operator SpanByte(byte[] array) { throw null; }
    }
}

namespace System.Device.Gpio
{
    public enum PinMode
    {
        Output,
    }

    public readonly struct PinValue
    {
        public static PinValue Low { get { throw null; } }

        public static PinValue High { get { throw null; } }
    }

    public class GpioController
    {
        public GpioPin OpenPin(int pin) { throw null; }
    }

    public class GpioPin
    {
        public void SetPinMode(PinMode mode) { }

        public void Write(PinValue value) { }
    }
}

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

namespace System.Device.Pwm
{
    public class PwmChannel
    {
        public double DutyCycle { get; set; }

        public static PwmChannel CreateFromPin(int pin, int frequency, double duty) { throw null; }

        public void Start() { }
    }
}

namespace System.IO.Ports
{
    public enum Parity
    {
        None,
    }

    public enum StopBits
    {
        None,
        One,
    }

    public class SerialPort
    {
        public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8,
            StopBits stopBits = StopBits.One) { }

        public int BytesToRead { get { throw null; } }

        public int ReadBufferSize { get; set; }

        public void Open() { }

        public int Read(byte[] buffer, int offset, int count) { throw null; }

        public void Write(byte[] buffer, int offset, int count) { }
    }
}

namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        I2C1_DATA,
        I2C1_CLOCK,
        COM2_TX,
        COM2_RX,
        PWM1,
        PWM2,
        PWM3,
        PWM4,
        PWM5,
        PWM6,
    }

    public class HighResTimer
    {
        public static ulong GetCurrent() { throw null; }
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function) { }
    }
}

namespace nanoFramework.Runtime.Native
{
    public enum RebootOption
    {
        NormalReboot,
        ClrOnly,
    }

    public class Power
    {
        public static void RebootDevice(RebootOption option = RebootOption.NormalReboot) { }
    }

    public static class SystemInfo
    {
        public static string TargetName { get { throw null; } }
    }

    public static class GC
    {
        public static uint Run(bool compact) { throw null; }
    }
}
