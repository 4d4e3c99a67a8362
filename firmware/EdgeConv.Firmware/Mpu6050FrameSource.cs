using System;
using System.Device.I2c;
using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// InvenSense MPU-6050 (and MPU-6500, MPU-9250) over I2C: the latest samples of acceleration as a frame of 1 x window x 3, at 100
    /// samples a second that the sensor itself spaces and keeps in its FIFO, so that neither a late nor a slow loop bends the time axis.
    /// Source of the registers: InvenSense, MPU-6000 and MPU-6050 register map. A frame costs three transfers or a few more; what each
    /// lets the framework allocate is a constant amount. A transfer blocks all managed threads until it ends: up to a second when the bus
    /// hangs.
    /// </summary>
    public sealed class Mpu6050FrameSource : IFrameSource
    {
        /// <summary>Address with AD0 low.</summary>
        public const int LowAddress = 0x68;

        /// <summary>Samples in a second.</summary>
        public const int SamplesPerSecond = 100;

        private const byte SampleRateDivider = 0x19, Config = 0x1A, AccelConfig = 0x1C, FifoEnable = 0x23, InterruptEnable = 0x38,
            InterruptStatus = 0x3A;
        private const byte UserControl = 0x6A, PowerManagement = 0x6B, FifoCount = 0x72, FifoData = 0x74, WhoAmI = 0x75;
        private const byte FifoOverflow = 0x10;
        private const int SampleBytes = 6;

        // Samples read in one transfer; more wait for the next.
        private const int Burst = 16;
        private const int FifoBytes = 1024;

        // Reads without a sample, in a row, after which the sensor is set up anew: after a loss of power it answers, and sleeps.
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

        /// <summary>Names the sensor; whether it is there, <see cref="SetUp"/> tells.</summary>
        /// <param name="bus">Number of the I2C bus, from 1.</param>
        /// <param name="address"><see cref="LowAddress"/>, or 0x69 with AD0 high.</param>
        /// <param name="window">Samples per frame, 16 to 1000.</param>
        /// <exception cref="ArgumentException">A window outside its range.</exception>
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

        /// <summary>1 x window x 3 (x, y, z); 16384 is 1 g, and the range is 2 g either way.</summary>
        public static FrameFormat FormatOf(int window) => new FrameFormat(1, window, 3, short.MinValue, short.MaxValue);

        /// <summary>Wakes the sensor and starts its FIFO. False when none answers, or another sensor at its address.</summary>
        public bool SetUp()
        {
            _isSetUp = false;
            _filled = 0;
            _emptyReads = 0;
            try
            {
                if (!Read(WhoAmI, _byte)) return false;
                int identity = _byte[0];
                if (identity != 0x68 && identity != 0x70 && identity != 0x71) return false;
                // Clock from a gyroscope, low pass at 44 Hz, 1 kHz / (9 + 1), 2 g, only the accelerometer into the FIFO.
                if (!Write(PowerManagement, 0x01)) return false;
                Wait.AtLeast(50);
                _isSetUp = Write(Config, 0x03) && Write(SampleRateDivider, 1000 / SamplesPerSecond - 1) && Write(AccelConfig, 0x00)
                    && Write(InterruptEnable, FifoOverflow) && Write(FifoEnable, 0x08) && RestartFifo();
            }
            catch (Exception)
            {
                // The driver throws, for instance when the bus hangs.
            }
            return _isSetUp;
        }

        /// <summary>
        /// Moves the window on by all samples that came since the last frame. Filling until the window is full, not ready while there is no
        /// new sample. After a failure, or when no sample comes any more, the sensor is set up anew.
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

        /// <summary>Takes what the FIFO holds. Gives the number of samples, -1 on a failure.</summary>
        private int Drain()
        {
            _isSetUp = Read(InterruptStatus, _byte) && Read(FifoCount, _count);
            if (!_isSetUp) return -1;
            if ((_byte[0] & FifoOverflow) != 0)
            {
                // Samples are lost: what is left and what comes are no window.
                _filled = 0;
                _isSetUp = RestartFifo();
                return -1;
            }
            int waiting = (_count[0] << 8 | _count[1]) / SampleBytes;
            // More than it holds: the bus hangs at one level.
            if (waiting > FifoBytes / SampleBytes)
            {
                _isSetUp = false;
                return -1;
            }
            for (int left = waiting; left > 0; left -= Burst)
            {
                int samples = left < Burst ? left : Burst;
                _address[0] = FifoData;
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

        private bool RestartFifo() => Write(UserControl, 0x04) && Write(UserControl, 0x40);

        private bool Read(byte register, byte[] data)
        {
            _address[0] = register;
            return Succeeded(_device.WriteRead(_address, data));
        }

        private bool Write(byte register, byte value)
        {
            _command[0] = register;
            _command[1] = value;
            return Succeeded(_device.Write(_command));
        }

        private static bool Succeeded(I2cTransferResult result) => result.Status == I2cTransferStatus.FullTransfer;
    }
}
