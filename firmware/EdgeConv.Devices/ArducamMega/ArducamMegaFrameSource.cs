using System;
using System.Device.Spi;
using System.Threading;
using EdgeConv.Frames;

namespace EdgeConv.Devices
{
    /// <summary>
    /// Arducam Mega over SPI: grayscale images of 96 x 96 or 128 x 128 pixels, made smaller while they are read. Source of the registers:
    /// ArduCAM, Arducam_Mega, the maker's driver in C. A frame is read in transfers of at most 1 KB, 1 ms at 8 MHz, so that other threads
    /// run in between: 19 ms for 96 x 96 pixels, 33 ms for 128 x 128. It allocates nothing per frame.
    /// </summary>
    public sealed class ArducamMegaFrameSource : IFrameSource
    {
        private const int TransferBytes = 1024;
        private const byte WriteFlag = 0x80, ResetCamera = 0x40, ClearFlag = 1, StartCapture = 2, Yuv = 3;
        private const int GainControl = 0, ExposureControl = 1, WhiteBalance = 2;
        private const int Idle = 2, IdleBits = 3, Complete = 4;
        private const int FirstNewIdentity = 0x85;

        // A camera that is not idle, or has no frame, for half a second is broken.
        private const int PollMilliseconds = 5, MaxPolls = 100;

        private readonly SpiDevice _device;
        private readonly FrameReducer _reducer;
        private readonly byte[] _sent = new byte[TransferBytes], _received = new byte[TransferBytes];
        private readonly byte[] _request = new byte[3], _answer = new byte[3], _command = new byte[2], _ignored = new byte[2];
        private readonly int _size, _luma;
        private int _frames;
        private bool _isSetUp;

        /// <summary>Creates the source without accessing the camera; <see cref="SetUp"/> tells whether the camera answers.</summary>
        /// <param name="bus">Number of the SPI bus, from 1.</param>
        /// <param name="chipSelect">Number of the pin that selects the camera.</param>
        /// <param name="size">Rows and columns of the camera's frame: 96 or 128.</param>
        /// <param name="output">Rows and columns of the images, see <see cref="FrameReducer"/>.</param>
        /// <param name="block">Rows and columns of the block of pixels whose mean is a pixel of the image.</param>
        /// <param name="luma">Which of the two bytes of a pixel is its luma: 0 (YUYV) or 1 (UYVY). The documents do not tell.</param>
        /// <exception cref="ArgumentException">A parameter is outside its range.</exception>
        public ArducamMegaFrameSource(int bus, int chipSelect, int size, int output, int block, int luma)
        {
            if (size != 96 && size != 128) throw new ArgumentException("size: " + size.ToString() + " is neither 96 nor 128");
            if (luma != 0 && luma != 1) throw new ArgumentException("luma: " + luma.ToString() + " is neither 0 nor 1");
            _size = size;
            _luma = luma;
            _reducer = new FrameReducer(size, output, block);
            Format = FormatOf(output);
            var settings = new SpiConnectionSettings(bus, chipSelect) { ClockFrequency = 8000000, Mode = SpiMode.Mode0 };
            _device = SpiDevice.Create(settings);
        }

        /// <summary>output x output x 1, 0 (black) to 255 (white).</summary>
        public FrameFormat Format { get; }

        /// <summary>Returns the format of images of this many rows and columns.</summary>
        public static FrameFormat FormatOf(int output) => new FrameFormat(output, output, 1, 0, 255);

        /// <summary>
        /// Exposure in the camera's lines, 1 to 30000; 0 leaves it to the camera. Takes effect at the next <see cref="SetUp"/>.
        /// </summary>
        public int Exposure { get; set; }

        /// <summary>
        /// Gain in the camera's units, 1 to 1023; 0 leaves it to the camera. Takes effect at the next <see cref="SetUp"/>.
        /// </summary>
        public int Gain { get; set; }

        /// <summary>Whether the white balance stays as it is at start-up. Takes effect at the next <see cref="SetUp"/>.</summary>
        public bool IsWhiteBalanceFixed { get; set; }

        /// <summary>
        /// Number of frames after which exposure and white balance stay as they are, so that frames of training and of the board are alike;
        /// 0 leaves them free. See <see cref="CanFreeze"/>.
        /// </summary>
        public int FreezeAfter { get; set; }

        /// <summary>The identity that the camera gave, or 0.</summary>
        public int Identity { get; private set; }

        /// <summary>Whether this camera can hold its exposure and white balance. Older ones cannot: set them by hand.</summary>
        public bool CanFreeze => Identity >= FirstNewIdentity;

        /// <summary>Resets and sets up the camera, which takes up to a few seconds. Returns false if no camera answers.</summary>
        public bool SetUp()
        {
            _isSetUp = false;
            _frames = 0;
            Identity = 0;
            try
            {
                Write(ArducamMegaRegister.Reset, ResetCamera);
                if (!WaitUntil(IdleBits, Idle)) return false;
                int identity = Read(ArducamMegaRegister.Identity);
                if (identity < 0x81 || identity > 0x87) return false;
                Identity = identity;
                int resolution = CanFreeze ? _size == 96 ? 0 : 1 : _size == 96 ? 0x0A : 0x0B;
                _isSetUp = Set(ArducamMegaRegister.Format, Yuv) && Set(ArducamMegaRegister.Resolution, resolution) && SetExposure()
                    && SetGain() && (!IsWhiteBalanceFixed || Set(ArducamMegaRegister.Automatic, WhiteBalance));
            }
            catch (Exception)
            {
                // The driver throws, e.g. if the bus is in use.
            }
            return _isSetUp;
        }

        /// <summary>
        /// Takes a frame and reads it, about 60 ms for 96 x 96 pixels, of which the camera takes most. After a failure the camera is set up
        /// again.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            try
            {
                if (!_isSetUp && !SetUp()) return FrameStatus.Failed;
                _isSetUp = Capture() && ReadFrame(frame) && Freeze();
                return _isSetUp ? FrameStatus.Ready : FrameStatus.Failed;
            }
            catch (Exception)
            {
                _isSetUp = false;
                return FrameStatus.Failed;
            }
        }

        private bool Capture()
        {
            Write(ArducamMegaRegister.Capture, ClearFlag);
            Write(ArducamMegaRegister.Capture, StartCapture);
            if (!WaitUntil(Complete, Complete)) return false;
            int length = Read(ArducamMegaRegister.Length) | Read(ArducamMegaRegister.Length + 1) << 8
                | Read(ArducamMegaRegister.Length + 2) << 16;
            // A line that nobody drives reads as zeros or ones; a camera that lost its settings has a frame of another size.
            int expected = _reducer.RowBytes * _size;
            return length >= expected && length < expected + TransferBytes;
        }

        private bool ReadFrame(short[] frame)
        {
            _sent[0] = (byte)ArducamMegaRegister.Burst;
            int end = _reducer.EndRow, rows;
            for (int row = 0; row < end; row += rows)
            {
                rows = RowsFrom(row);
                // The first transfer has a dummy byte after that of the command.
                int start = row == 0 ? 2 : 1, bytes = start + rows * _reducer.RowBytes;
                _device.TransferFullDuplex(new SpanByte(_sent, 0, bytes), new SpanByte(_received, 0, bytes));
                if (row >= _reducer.FirstRow) _reducer.Take(_received, start + _luma, row, rows, frame);
            }
            return true;
        }

        // As many rows as a transfer holds: either above the image, or of the image and then whole rows of blocks where they fit.
        private int RowsFrom(int row)
        {
            int max = (TransferBytes - 2) / _reducer.RowBytes, end = _reducer.EndRow;
            if (row < _reducer.FirstRow) end = _reducer.FirstRow;
            else if (max > _reducer.Block) max -= max % _reducer.Block;
            return max < end - row ? max : end - row;
        }

        private bool Freeze()
        {
            if (FreezeAfter == 0 || !CanFreeze || ++_frames != FreezeAfter) return true;
            return Set(ArducamMegaRegister.FreezeExposure, 1) && Set(ArducamMegaRegister.FreezeWhiteBalance, 1);
        }

        private bool SetExposure()
        {
            if (Exposure == 0) return true;
            return Set(ArducamMegaRegister.Automatic, ExposureControl)
                && (CanFreeze || Set(ArducamMegaRegister.ExposureHigh, Exposure >> 16))
                && Set(ArducamMegaRegister.ExposureMiddle, Exposure >> 8) && Set(ArducamMegaRegister.ExposureLow, Exposure);
        }

        private bool SetGain()
        {
            if (Gain == 0) return true;
            return Set(ArducamMegaRegister.Automatic, GainControl) && Set(ArducamMegaRegister.GainHigh, Gain >> 8)
                && Set(ArducamMegaRegister.GainLow, Gain);
        }

        private bool Set(ArducamMegaRegister register, int value)
        {
            Write(register, value);
            return WaitUntil(IdleBits, Idle);
        }

        private bool WaitUntil(int bits, int value)
        {
            for (int polls = 0; polls < MaxPolls; polls++)
            {
                if ((Read(ArducamMegaRegister.State) & bits) == value) return true;
                Thread.Sleep(PollMilliseconds);
            }
            return false;
        }

        private int Read(ArducamMegaRegister register)
        {
            _request[0] = (byte)register;
            _device.TransferFullDuplex(_request, _answer);
            return _answer[2];
        }

        private void Write(ArducamMegaRegister register, int value)
        {
            _command[0] = (byte)((byte)register | WriteFlag);
            _command[1] = (byte)value;
            _device.TransferFullDuplex(_command, _ignored);
        }
    }
}
