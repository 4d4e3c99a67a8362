using System;
using EdgeConv.Devices;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>A device on the fake bus.</summary>
    public abstract class FakeI2cDevice
    {
        /// <summary>Whether the device acknowledges its address.</summary>
        public virtual bool IsConnected { get; set; } = true;

        /// <summary>Whether the driver throws on every transfer.</summary>
        public bool Throws { get; set; }

        /// <summary>Takes what is written in one transfer: an address, and a value. Returns whether the device acknowledges it.</summary>
        public abstract bool Write(SpanByte data);

        /// <summary>Fills <paramref name="answer"/> from an address on. Returns whether the device acknowledges it.</summary>
        public abstract bool Read(SpanByte address, SpanByte answer);
    }

    /// <summary>A device whose registers have one byte, and addresses of one byte.</summary>
    public abstract class FakeByteDevice : FakeI2cDevice
    {
        /// <summary>Writes a register.</summary>
        public abstract void Write(int register, byte value);

        /// <summary>Reads consecutive registers, beginning with <paramref name="register"/>.</summary>
        public abstract void Read(int register, byte[] data, int start, int length);

        /// <inheritdoc/>
        public override bool Write(SpanByte data)
        {
            Write(data.Array[data.Start], data.Array[data.Start + 1]);
            return true;
        }

        /// <inheritdoc/>
        public override bool Read(SpanByte address, SpanByte answer)
        {
            Read(address.Array[address.Start], answer.Array, answer.Start, answer.Length);
            return true;
        }
    }

    /// <summary>The I2C bus.</summary>
    public static class FakeBus
    {
        /// <summary>Devices by address.</summary>
        public static FakeI2cDevice[] Devices { get; } = new FakeI2cDevice[128];
    }

    /// <summary>An AMG88xx: its registers, and a log of the writes to them.</summary>
    public sealed class FakeAmg88xx : FakeByteDevice
    {
        /// <summary>All registers.</summary>
        public byte[] Registers { get; } = new byte[256];

        /// <summary>Registers and values written, as "02=00 ...".</summary>
        public string Log { get; set; } = "";

        /// <inheritdoc/>
        public override void Write(int register, byte value)
        {
            Log += register.ToString("X2") + "=" + value.ToString("X2") + " ";
            if (register == 5) Registers[4] &= (byte)~value;
        }

        /// <inheritdoc/>
        public override void Read(int register, byte[] data, int start, int length) => Array.Copy(Registers, register, data, start, length);
    }

    /// <summary>An MPU-6050 with a FIFO of 1024 bytes; it sleeps until the firmware wakes it.</summary>
    public sealed class FakeMpu6050 : FakeByteDevice
    {
        private readonly byte[] _registers = new byte[128];
        private byte[] _fifo = new byte[0];
        private bool _overflow;

        /// <summary>Makes a sensor as after power-up.</summary>
        public FakeMpu6050() => Reset();

        /// <summary>Sets all registers as after power-up.</summary>
        public void Reset()
        {
            Array.Clear(_registers, 0, _registers.Length);
            _registers[0x75] = Identity;
            _registers[0x6B] = 0x40;
            _fifo = new byte[0];
        }

        /// <summary>Whether all bits read as ones, except the overflow flag, as on a hanging bus.</summary>
        public bool HangsHigh { get; set; }

        /// <summary>Number of reads since the bus hangs.</summary>
        public int Reads { get; private set; }

        /// <summary>Value of the register WHO_AM_I.</summary>
        public byte Identity { get; set; } = 0x68;

        /// <summary>
        /// Whether the registers are set to write only the accelerometer to the FIFO, at 100 samples per second and a range of 2 g.
        /// </summary>
        public bool IsMeasuring
        {
            get
            {
                return (_registers[0x6B] & 0x40) == 0 && _registers[0x1A] == 3 && _registers[0x19] == 9 && _registers[0x1C] == 0
                    && _registers[0x23] == 8 && (_registers[0x6A] & 0x40) != 0;
            }
        }

        /// <summary>Adds one sample to the FIFO if the sensor is measuring.</summary>
        public void Sample(short x, short y, short z)
        {
            if (!IsMeasuring) return;
            if (_fifo.Length + 6 > 1024)
            {
                _overflow = true;
                return;
            }
            byte[] more = { (byte)(x >> 8), (byte)x, (byte)(y >> 8), (byte)y, (byte)(z >> 8), (byte)z };
            Array.Resize(ref _fifo, _fifo.Length + 6);
            more.CopyTo(_fifo, _fifo.Length - 6);
        }

        /// <inheritdoc/>
        public override void Write(int register, byte value)
        {
            if (register == 0x6A && (value & 0x04) != 0)
            {
                _fifo = new byte[0];
                value &= 0xFB;
            }
            _registers[register] = value;
        }

        /// <inheritdoc/>
        public override void Read(int register, byte[] data, int start, int length)
        {
            if (HangsHigh)
            {
                Reads++;
                Array.Fill(data, register == 0x3A ? (byte)0 : (byte)0xFF, start, length);
                return;
            }
            _registers[0x75] = Identity;
            _registers[0x3A] = (byte)(_overflow ? 0x10 : 0);
            _registers[0x72] = (byte)(_fifo.Length >> 8);
            _registers[0x73] = (byte)_fifo.Length;
            if (register == 0x3A) _overflow = false;
            if (register == 0x74)
            {
                Array.Copy(_fifo, 0, data, start, length);
                byte[] rest = new byte[_fifo.Length - length];
                Array.Copy(_fifo, length, rest, 0, rest.Length);
                _fifo = rest;
                return;
            }
            Array.Copy(_registers, register, data, start, length);
        }
    }
}

namespace System
{
    public readonly ref struct SpanByte
    {
        public readonly byte[] Array;
        public readonly int Start;
        public readonly int Length;

        public SpanByte(byte[] array, int start, int length)
        {
            Array = array;
            Start = start;
            Length = length;
        }

        public static implicit operator SpanByte(byte[] array) => new SpanByte(array, 0, array.Length);
    }
}

namespace System.Device.I2c
{
    public enum I2cBusSpeed { StandardMode, FastMode }

    public enum I2cTransferStatus { UnknownError, FullTransfer, SlaveAddressNotAcknowledged }

    public sealed class I2cConnectionSettings
    {
        public I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed)
        {
            BusId = busId;
            DeviceAddress = deviceAddress;
            BusSpeed = busSpeed;
        }

        public int BusId { get; }

        public int DeviceAddress { get; }

        public I2cBusSpeed BusSpeed { get; }
    }

    public sealed class I2cTransferResult
    {
        public I2cTransferStatus Status { get; set; }
    }

    public sealed class I2cDevice
    {
        private readonly int _address;

        private I2cDevice(int address) => _address = address;

        public static I2cDevice Create(I2cConnectionSettings settings) => new I2cDevice(settings.DeviceAddress);

        public I2cTransferResult Write(SpanByte data)
        {
            FakeI2cDevice device = Find();
            return Result(device != null && device.Write(data));
        }

        public I2cTransferResult WriteRead(SpanByte write, SpanByte read)
        {
            FakeI2cDevice device = Find();
            return Result(device != null && device.Read(write, read));
        }

        private FakeI2cDevice Find()
        {
            FakeI2cDevice device = FakeBus.Devices[_address];
            if (device != null && device.Throws) throw new InvalidOperationException();
            return device == null || !device.IsConnected ? null : device;
        }

        private static I2cTransferResult Result(bool isAcknowledged) => new I2cTransferResult
        {
            Status = isAcknowledged ? I2cTransferStatus.FullTransfer : I2cTransferStatus.SlaveAddressNotAcknowledged,
        };
    }
}
