using System;
using System.Device.I2c;
using EdgeConv.Frames;

namespace EdgeConv.Devices
{
    /// <summary>
    /// Melexis MLX90640 over I2C: 24 x 32 temperatures. The sensor measures half of the pixels at a time, a page; each page gives a frame,
    /// whose other half is that of the page before. Source of the registers: Melexis, MLX90640 datasheet. A row of a page is a transfer of
    /// 64 bytes, 1.5 ms at 400 kHz, so that other threads run in between: 24 rows in the chess pattern, 12 in rows. For each transfer the
    /// framework allocates a constant amount. A transfer blocks all managed threads until it ends: up to a second if the bus hangs.
    /// </summary>
    public sealed class Mlx90640FrameSource : IFrameSource
    {
        /// <summary>The address that sensors have unless it was changed in their EEPROM.</summary>
        public const int DefaultAddress = 0x33;

        private const int NewPage = 0x0008, ClearStatus = 0x0030;
        private const int TwoPages = 0x0001, Resolution18Bits = 0x0800, Chess = 0x1000;
        private const int LineBytes = 64, AuxiliaryBytes = 128;

        // Number of reads without a new page in a row after which the sensor is set up again.
        private const int MaxEmptyReads = 100;

        private readonly I2cDevice _device;
        private readonly Mlx90640Calibration _calibration;
        private readonly bool _areRadiances;
        private readonly byte[] _address = new byte[2], _command = new byte[4], _word = new byte[2];
        private readonly byte[] _line = new byte[LineBytes], _auxiliary = new byte[AuxiliaryBytes];
        private readonly short[] _frame = new short[Mlx90640Calibration.Height * Mlx90640Calibration.Width];
        private readonly int _rate;
        private int _control, _pages, _emptyReads;
        private bool _isSetUp;

        /// <summary>Creates the source without accessing the sensor; <see cref="SetUp"/> tells whether the sensor answers.</summary>
        /// <param name="bus">Number of the I2C bus, from 1.</param>
        /// <param name="address">Address of the sensor, see <see cref="DefaultAddress"/>.</param>
        /// <param name="pagesPerSecond">1, 2, 4, 8 or 16. A page takes about 45 ms to read in the chess pattern.</param>
        /// <param name="emissivity">Emissivity of what is seen, in percent, 10 to 100.</param>
        /// <param name="areRadiances">
        /// Whether frames hold radiances in place of temperatures, see <see cref="Mlx90640Calibration.Begin"/>. They are cheaper, and
        /// enough for a network that was trained with them.
        /// </param>
        /// <exception cref="ArgumentException">A parameter is outside its range.</exception>
        public Mlx90640FrameSource(int bus, int address, int pagesPerSecond, int emissivity, bool areRadiances)
        {
            _rate = 1;
            for (int rate = 1; rate < pagesPerSecond; rate *= 2) _rate++;
            if (pagesPerSecond < 1 || pagesPerSecond > 16 || 1 << _rate - 1 != pagesPerSecond)
                throw new ArgumentException("pagesPerSecond: " + pagesPerSecond.ToString() + " is none of 1, 2, 4, 8, 16");
            _calibration = new Mlx90640Calibration(emissivity);
            _areRadiances = areRadiances;
            Format = FormatOf(areRadiances);
            _device = I2cDevice.Create(new I2cConnectionSettings(bus, address, I2cBusSpeed.FastMode));
        }

        /// <summary>24 x 32 x 1, in hundredths of a degree Celsius, or radiances.</summary>
        public FrameFormat Format { get; }

        /// <summary>Returns the format of frames of temperatures or of radiances.</summary>
        public static FrameFormat FormatOf(bool areRadiances) => new FrameFormat(Mlx90640Calibration.Height, Mlx90640Calibration.Width, 1,
            areRadiances ? Mlx90640Calibration.MinimumRadiance : Mlx90640Calibration.Minimum,
            areRadiances ? Mlx90640Calibration.MaximumRadiance : Mlx90640Calibration.Maximum);

        /// <summary>Reads the calibration, which takes about 0.1 s, and starts the sensor. Returns false if no sensor answers.</summary>
        public bool SetUp()
        {
            _isSetUp = false;
            _pages = 0;
            _emptyReads = 0;
            try
            {
                for (int line = 0; line < Mlx90640Calibration.Words / 32; line++)
                {
                    if (!Read((int)Mlx90640Register.Eeprom + 32 * line, _line) || !_calibration.Take(line, _line)) return false;
                }
                _control = TwoPages | _rate << 7 | Resolution18Bits | (_calibration.IsChess ? Chess : 0);
                _isSetUp = Write((int)Mlx90640Register.Control, _control) && Write((int)Mlx90640Register.Status, ClearStatus)
                    && ReadWord((int)Mlx90640Register.Control) == _control;
            }
            catch (Exception)
            {
                // The driver throws, e.g. if the bus hangs.
            }
            return _isSetUp;
        }

        /// <summary>
        /// Reads the latest page. The result is NotReady while there is no new one, and Filling until both pages were read. After a
        /// failure, if the sensor was without power, or if no more pages come, the sensor is set up again.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            try
            {
                if (!_isSetUp && !SetUp()) return FrameStatus.Failed;
                int status = ReadWord((int)Mlx90640Register.Status);
                // A sensor that was without power has its own control word again.
                if (status < 0 || ReadWord((int)Mlx90640Register.Control) != _control) return Fail();
                if ((status & NewPage) == 0)
                {
                    if (++_emptyReads > MaxEmptyReads) return Fail();
                    return FrameStatus.NotReady;
                }
                _emptyReads = 0;
                int page = status & 1;
                if (!Write((int)Mlx90640Register.Status, ClearStatus) || !ReadPage(page)) return Fail();
                _pages |= 1 << page;
                if (_pages != 3) return FrameStatus.Filling;
                Array.Copy(_frame, 0, frame, 0, _frame.Length);
                return FrameStatus.Ready;
            }
            catch (Exception)
            {
                return Fail();
            }
        }

        private bool ReadPage(int page)
        {
            for (int half = 0; half < 2; half++)
            {
                if (!Read((int)Mlx90640Register.Auxiliary + 32 * half, _line)) return false;
                Array.Copy(_line, 0, _auxiliary, LineBytes * half, LineBytes);
            }
            if (!_calibration.Begin(_auxiliary, _control, page, _areRadiances)) return false;
            bool isChess = (_control & Chess) != 0;
            for (int row = 0; row < Mlx90640Calibration.Height; row++)
            {
                if (!isChess && (row & 1) != page) continue;
                if (!Read((int)Mlx90640Register.Pixels + 32 * row, _line)) return false;
                int first = isChess ? row + page & 1 : 0;
                // The sensor marks data that it lost.
                if (_line[2 * first] == 0x7F && _line[2 * first + 1] == 0xFF) return false;
                _calibration.Convert(_line, row, first, isChess ? 2 : 1, _areRadiances, _frame);
            }
            _calibration.FillBad(page, isChess, _frame);
            return true;
        }

        private FrameStatus Fail()
        {
            _isSetUp = false;
            return FrameStatus.Failed;
        }

        private int ReadWord(int address) => Read(address, _word) ? _word[0] << 8 | _word[1] : -1;

        private bool Read(int address, byte[] data)
        {
            _address[0] = (byte)(address >> 8);
            _address[1] = (byte)address;
            return _device.WriteRead(_address, data).Status == I2cTransferStatus.FullTransfer;
        }

        private bool Write(int address, int word)
        {
            _command[0] = (byte)(address >> 8);
            _command[1] = (byte)address;
            _command[2] = (byte)(word >> 8);
            _command[3] = (byte)word;
            return _device.Write(_command).Status == I2cTransferStatus.FullTransfer;
        }
    }
}
