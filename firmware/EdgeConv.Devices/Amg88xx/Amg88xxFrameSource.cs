using System;
using System.Device.I2c;
using EdgeConv.Frames;

namespace EdgeConv.Devices
{
    /// <summary>
    /// Panasonic Grid-EYE AMG88xx over I2C: 8 x 8 temperatures, ten times a second. Source of the registers: Panasonic, Grid-EYE (AMG88)
    /// reference specifications. A frame costs two transfers (about 4 ms at 400 kHz); each lets the framework allocate its result and two
    /// spans, a constant amount. A transfer blocks all managed threads until it ends: up to a second when the bus hangs.
    /// </summary>
    public sealed class Amg88xxFrameSource : IFrameSource
    {
        /// <summary>I2C address if AD_SELECT is high, as on most breakout boards.</summary>
        public const int HighAddress = 0x69;

        /// <summary>I2C address if AD_SELECT is low. An MPU-6050 can have the same address.</summary>
        public const int LowAddress = 0x68;

        private const byte NormalMode = 0x00, FlagReset = 0x30, InitialReset = 0x3F, TenPerSecond = 0x00;

        // This bit of the registers Status and StatusClear means that a temperature was out of range.
        private const byte TemperatureOverflow = 0x04;

        private readonly I2cDevice _device;
        private readonly byte[] _command = new byte[2];
        private readonly byte[] _statusAddress = { (byte)Amg88xxRegister.Status };
        private readonly byte[] _status = new byte[1];
        private readonly byte[] _pixelAddress = { (byte)Amg88xxRegister.Pixels };
        private readonly byte[] _pixels = new byte[Amg88xx.PixelBytes];
        private bool _isSetUp;

        /// <summary>Creates the source without accessing the sensor; <see cref="SetUp"/> tells whether the sensor answers.</summary>
        /// <param name="bus">Number of the I2C bus, from 1.</param>
        /// <param name="address"><see cref="HighAddress"/> or <see cref="LowAddress"/>.</param>
        public Amg88xxFrameSource(int bus, int address) =>
            _device = I2cDevice.Create(new I2cConnectionSettings(bus, address, I2cBusSpeed.FastMode));

        /// <inheritdoc/>
        public FrameFormat Format => Amg88xx.Format;

        /// <summary>Wakes and resets the sensor, which takes about 0.3 s. Returns false if no sensor answers.</summary>
        public bool SetUp()
        {
            _isSetUp = false;
            try
            {
                if (!Write(Amg88xxRegister.PowerControl, NormalMode)) return false;
                // Order and delays are those of the data sheet. The first two frames after a reset are not valid measurements.
                Wait.AtLeast(50);
                if (!Write(Amg88xxRegister.Reset, InitialReset)) return false;
                Wait.AtLeast(2);
                if (!Write(Amg88xxRegister.Reset, FlagReset) || !Write(Amg88xxRegister.FrameRate, TenPerSecond)) return false;
                Wait.AtLeast(200);
                _isSetUp = true;
            }
            catch (Exception)
            {
                // The driver throws, e.g. if the bus hangs.
            }
            return _isSetUp;
        }

        /// <summary>
        /// Reads the latest frame. The sensor does not tell whether it was read before. After a failure the sensor is set up again.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            try
            {
                if (!_isSetUp && !SetUp()) return FrameStatus.Failed;
                _isSetUp = Transfer(_statusAddress, _status) && Transfer(_pixelAddress, _pixels);
                if (!_isSetUp) return FrameStatus.Failed;
                if ((_status[0] & TemperatureOverflow) != 0)
                {
                    Write(Amg88xxRegister.StatusClear, TemperatureOverflow);
                    return FrameStatus.Failed;
                }
                return Amg88xx.Decode(_pixels, frame) ? FrameStatus.Ready : FrameStatus.Failed;
            }
            catch (Exception)
            {
                _isSetUp = false;
                return FrameStatus.Failed;
            }
        }

        private bool Write(Amg88xxRegister register, byte value)
        {
            _command[0] = (byte)register;
            _command[1] = value;
            return _device.Write(_command).Status == I2cTransferStatus.FullTransfer;
        }

        private bool Transfer(byte[] address, byte[] data) => _device.WriteRead(address, data).Status == I2cTransferStatus.FullTransfer;
    }
}
