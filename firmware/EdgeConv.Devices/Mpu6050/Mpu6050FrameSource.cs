using System;
using System.Device.I2c;
using EdgeConv.Frames;

namespace EdgeConv.Devices
{
    /// <summary>
    /// InvenSense MPU-6050 (and MPU-6500, MPU-9250) over I2C: the latest samples of acceleration as a frame of 1 x window x 3. The sensor
    /// itself takes 100 samples per second and keeps them in its FIFO, so that a late or slow loop does not change their spacing. Source of
    /// the registers: InvenSense, MPU-6000 and MPU-6050 register map. A frame needs three or a few more transfers, for each of which the
    /// framework allocates a constant amount. A transfer blocks all managed threads until it ends: up to a second if the bus hangs.
    /// </summary>
    public sealed class Mpu6050FrameSource : IFrameSource
    {
        /// <summary>I2C address if AD0 is low.</summary>
        public const int LowAddress = 0x68;

        /// <summary>Sampling rate in Hz.</summary>
        public const int SamplesPerSecond = 100;

        private const byte FifoOverflow = 0x10;
        private const int SampleBytes = 6;

        // Maximum number of samples that one transfer reads; the rest is read by the next.
        private const int Burst = 16;
        private const int FifoBytes = 1024;

        // Number of reads without a sample in a row after which the sensor is set up again: after a loss of power it answers, but sleeps.
        private const int MaxEmptyReads = 5;

        private readonly I2cDevice _device;
        private readonly byte[] _command = new byte[2];
        private readonly byte[] _address = new byte[1];
        private readonly byte[] _byte = new byte[1];
        private readonly byte[] _count = new byte[2];
        private readonly byte[] _samples = new byte[Burst * SampleBytes];
        private readonly short[] _window;
        private int _filled;
        private int _emptyReads;
        private bool _isSetUp;

        /// <summary>Creates the source without accessing the sensor; <see cref="SetUp"/> tells whether the sensor answers.</summary>
        /// <param name="bus">Number of the I2C bus, from 1.</param>
        /// <param name="address"><see cref="LowAddress"/>, or 0x69 with AD0 high.</param>
        /// <param name="window">Samples per frame, 16 to 1000.</param>
        /// <exception cref="ArgumentException">The window is outside its range.</exception>
        public Mpu6050FrameSource(int bus, int address, int window)
        {
            if (window < Burst || window > 1000) throw new ArgumentException("window: " + window.ToString() + " is not in "
                + Burst.ToString() + "..1000");
            Format = FormatOf(window);
            _window = new short[Format.Length];
            _device = I2cDevice.Create(new I2cConnectionSettings(bus, address, I2cBusSpeed.FastMode));
        }

        /// <inheritdoc/>
        public FrameFormat Format { get; }

        /// <summary>Returns the format 1 x window x 3 (x, y, z); 16384 is 1 g, and the range is -2 g to 2 g.</summary>
        public static FrameFormat FormatOf(int window) => new FrameFormat(1, window, 3, short.MinValue, short.MaxValue);

        /// <summary>Wakes the sensor and starts its FIFO. Returns false if no sensor answers, or another one at this address.</summary>
        public bool SetUp()
        {
            _isSetUp = false;
            _filled = 0;
            _emptyReads = 0;
            try
            {
                if (!Read(Mpu6050Register.WhoAmI, _byte)) return false;
                int identity = _byte[0];
                if (identity != 0x68 && identity != 0x70 && identity != 0x71) return false;
                // Settings: clock of a gyroscope, low pass at 44 Hz, rate 1 kHz / (9 + 1), range 2 g, only the accelerometer's data in the
                // FIFO.
                if (!Write(Mpu6050Register.PowerManagement, 0x01)) return false;
                Wait.AtLeast(50);
                _isSetUp = Write(Mpu6050Register.Config, 0x03)
                    && Write(Mpu6050Register.SampleRateDivider, 1000 / SamplesPerSecond - 1)
                    && Write(Mpu6050Register.AccelConfig, 0x00) && Write(Mpu6050Register.InterruptEnable, FifoOverflow)
                    && Write(Mpu6050Register.FifoEnable, 0x08) && RestartFifo();
            }
            catch (Exception)
            {
                // The driver throws, e.g. if the bus hangs.
            }
            return _isSetUp;
        }

        /// <summary>
        /// Moves the window on by all samples since the last frame. The result is Filling until the window is full, and NotReady while
        /// there is no new sample. After a failure, or if no more samples come, the sensor is set up again.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            try
            {
                if (!_isSetUp && !SetUp()) return FrameStatus.Failed;
                int fresh = Drain();
                if (fresh < 0) return FrameStatus.Failed;
                _emptyReads = fresh > 0 ? 0 : _emptyReads + 1;
                if (_emptyReads >= MaxEmptyReads)
                {
                    _isSetUp = false;
                    return FrameStatus.Failed;
                }
                if (_filled < _window.Length) return FrameStatus.Filling;
                if (fresh == 0) return FrameStatus.NotReady;
                Array.Copy(_window, 0, frame, 0, _window.Length);
                return FrameStatus.Ready;
            }
            catch (Exception)
            {
                _isSetUp = false;
                return FrameStatus.Failed;
            }
        }

        /// <summary>Reads all samples in the FIFO. Returns their number, or -1 on a failure.</summary>
        private int Drain()
        {
            _isSetUp = Read(Mpu6050Register.InterruptStatus, _byte) && Read(Mpu6050Register.FifoCount, _count);
            if (!_isSetUp) return -1;
            if ((_byte[0] & FifoOverflow) != 0)
            {
                // Samples were lost. Those before and after the gap do not make a window, so it starts again.
                _filled = 0;
                _isSetUp = RestartFifo();
                return -1;
            }
            int waiting = (_count[0] << 8 | _count[1]) / SampleBytes;
            // The count exceeds the size of the FIFO, which means that the bus hangs at one level.
            if (waiting > FifoBytes / SampleBytes)
            {
                _isSetUp = false;
                return -1;
            }
            for (int left = waiting; left > 0; left -= Burst)
            {
                int samples = left < Burst ? left : Burst;
                _address[0] = (byte)Mpu6050Register.FifoData;
                _isSetUp = Succeeded(_device.WriteRead(_address, new SpanByte(_samples, 0, samples * SampleBytes)));
                if (!_isSetUp) return -1;
                Append(samples);
            }
            return waiting;
        }

        private void Append(int samples)
        {
            int values = samples * 3, length = _window.Length, surplus = _filled + values - length;
            if (surplus > 0)
            {
                _filled -= surplus;
                Array.Copy(_window, surplus, _window, 0, _filled);
            }
            for (int i = 0; i < values; i++) _window[_filled++] = (short)(_samples[2 * i] << 8 | _samples[2 * i + 1]);
        }

        private bool RestartFifo() => Write(Mpu6050Register.UserControl, 0x04) && Write(Mpu6050Register.UserControl, 0x40);

        private bool Read(Mpu6050Register register, byte[] data)
        {
            _address[0] = (byte)register;
            return Succeeded(_device.WriteRead(_address, data));
        }

        private bool Write(Mpu6050Register register, byte value)
        {
            _command[0] = (byte)register;
            _command[1] = value;
            return Succeeded(_device.Write(_command));
        }

        private static bool Succeeded(I2cTransferResult result) => result.Status == I2cTransferStatus.FullTransfer;
    }
}
