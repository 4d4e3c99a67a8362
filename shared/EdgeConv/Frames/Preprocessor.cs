using System;

namespace EdgeConv.Frames
{
    /// <summary>
    /// Converts a frame in a sensor's units to an int8 tensor in four steps: crop; average blocks down to the tensor's rows and columns (if
    /// the tensor has one channel, a color frame is converted to luma first); subtract the background; map a range to -128..127. Make all
    /// settings before the first run.
    /// </summary>
    public sealed class Preprocessor
    {
        // Time constant of the learned background in frames: a still object becomes part of it in about this many frames.
        private const int Memory = 256;

        private int _top, _left, _cropHeight, _cropWidth;
        private int _low, _high, _minSpan, _learnFrames, _learned;

        // Prepare computes these: rows and columns of the tensor, and the block of the frame that one of its cells averages.
        private int _height, _width, _blockHeight, _blockWidth;
        private bool _isLuma, _isCopy;
        private short[] _values;
        private int[] _background;

        /// <summary>Creates a preprocessor that takes whole frames and maps the sensor's range to -128..127.</summary>
        /// <param name="format">The format of the source's frames.</param>
        /// <param name="input">The model's input: [H, W, C] or [1, H, W, C], where C is that of the frame, or 1 for a frame of 3 channels;
        /// or flat, [1, L], with one element for each value of the crop.</param>
        public Preprocessor(FrameFormat format, TensorInfo input)
        {
            Format = format ?? throw new ArgumentNullException("format");
            Input = input ?? throw new ArgumentNullException("input");
            Crop(0, 0, format.Height, format.Width);
            FixedRange(format.Minimum, format.Maximum);
        }

        /// <summary>The format of the source's frames.</summary>
        public FrameFormat Format { get; }

        /// <summary>The model's input.</summary>
        public TensorInfo Input { get; }

        /// <summary>Uses only a part of the frame. Its rows and columns must be integer multiples of those of the tensor.</summary>
        /// <param name="top">First row of the frame, from 0.</param>
        /// <param name="left">First column of the frame, from 0.</param>
        /// <param name="height">Rows, at least 1.</param>
        /// <param name="width">Columns, at least 1.</param>
        /// <exception cref="ArgumentException">The part is empty or extends beyond the frame.</exception>
        public Preprocessor Crop(int top, int left, int height, int width)
        {
            if (top < 0 || left < 0 || height < 1 || width < 1 || top > Format.Height - height || left > Format.Width - width)
                throw new ArgumentException("crop of " + height.ToString() + "x" + width.ToString() + " at " + top.ToString() + ","
                    + left.ToString() + " reaches out of the frame of " + Format.Height.ToString() + "x" + Format.Width.ToString());
            _top = top;
            _left = left;
            _cropHeight = height;
            _cropWidth = width;
            _values = null;
            return this;
        }

        /// <summary>Subtracts a running average of the frames. The range then maps differences, in the sensor's units.</summary>
        /// <param name="frames">Number of frames from which the background is learned, 1 to 256. Meanwhile differences are relative to the
        /// average so far; afterwards the background changes slowly.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="frames"/> is outside 1 to 256.</exception>
        public Preprocessor SubtractBackground(int frames)
        {
            _learnFrames = Argument.InRange("frames", frames, 1, Memory);
            _values = null;
            return this;
        }

        /// <summary>
        /// Maps <paramref name="low"/> to -128 and <paramref name="high"/> to 127, both in the sensor's units. Values between are mapped
        /// linearly and rounded, values outside are clamped. 0 and 255 give a pixel's value minus 128, which is right for a model whose
        /// input is uint8 in its file.
        /// </summary>
        /// <exception cref="ArgumentException">low is not below high, or one of them is outside -65536..65536.</exception>
        public Preprocessor FixedRange(int low, int high)
        {
            if (low < -65536 || high > 65536 || low >= high)
                throw new ArgumentException("range " + low.ToString() + ".." + high.ToString()
                    + ": low below high, both within 65536 of 0");
            _low = low;
            _high = high;
            _minSpan = 0;
            return this;
        }

        /// <summary>Maps each frame's own minimum to -128 and its maximum to 127.</summary>
        /// <param name="minimumSpan">Minimum width of the range, in the sensor's units, 1 to 65536, so that the noise of a uniform frame is
        /// not amplified to the whole range.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumSpan"/> is outside 1 to 65536.</exception>
        public Preprocessor MinMaxRange(int minimumSpan)
        {
            _minSpan = Argument.InRange("minimumSpan", minimumSpan, 1, 65536);
            return this;
        }

        /// <summary>Discards the background, which is then learned again from the next frames.</summary>
        public void Reset() => _learned = 0;

        /// <summary>
        /// Checks that the crop fits the tensor and allocates the buffers of <see cref="Run"/>. The constructor of the loop calls this,
        /// otherwise the first run does.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor's shape cannot be made from the crop.</exception>
        public void Prepare()
        {
            int inputs = Format.Channels, outputs = Input.Channels;
            _height = Input.Height;
            _width = Input.Width;
            if (_height == 1 && _width == 1 && Input.Length == _cropHeight * _cropWidth * inputs)
            {
                _height = _cropHeight;
                _width = _cropWidth;
                outputs = inputs;
            }
            _isLuma = inputs == 3 && outputs == 1;
            if (inputs != outputs && !_isLuma)
                throw new ArgumentException("a frame of " + inputs.ToString() + " channels does not fit a tensor of " + outputs.ToString());
            if (_cropHeight % _height != 0 || _cropWidth % _width != 0 || _height * _width * outputs != Input.Length)
                throw new ArgumentException("crop of " + _cropHeight.ToString() + "x" + _cropWidth.ToString()
                    + " is no multiple of the tensor's " + _height.ToString() + "x" + _width.ToString() + ": crop the frame to one");
            _blockHeight = _cropHeight / _height;
            _blockWidth = _cropWidth / _width;
            _isCopy = Input.Length == Format.Length;
            _values = new short[Input.Length];
            _background = _learnFrames == 0 ? null : new int[Input.Length];
            _learned = 0;
        }

        /// <summary>Converts one frame to a tensor; allocates nothing after the first run.</summary>
        /// <param name="frame">Format.Length values, row-major HWC.</param>
        /// <param name="tensor">Receives Input.Length values, row-major HWC.</param>
        public void Run(short[] frame, sbyte[] tensor)
        {
            if (_values == null) Prepare();
            short[] values = _values;
            if (_isCopy) Array.Copy(frame, 0, values, 0, values.Length);
            else Average(frame);
            if (_background != null) Subtract();
            int low = _low, span = _high - _low;
            if (_minSpan > 0)
            {
                int max = low = values[0];
                for (int i = 1; i < values.Length; i++)
                {
                    int value = values[i];
                    if (value < low) low = value;
                    else if (value > max) max = value;
                }
                span = max - low < _minSpan ? _minSpan : max - low;
            }
            int half = span / 2;
            for (int i = 0; i < values.Length; i++)
            {
                int value = values[i] - low;
                tensor[i] = value <= 0 ? (sbyte)-128 : value >= span ? (sbyte)127 : (sbyte)((value * 255 + half) / span - 128);
            }
        }

        // Computes the mean of each block, rounded to nearest.
        private void Average(short[] frame)
        {
            short[] values = _values;
            int channels = Format.Channels, outputs = _isLuma ? 1 : channels, next = 0;
            int rowStride = Format.Width * channels, blockHeight = _blockHeight, blockStride = _blockWidth * channels;
            // The luma weights are those of ITU-R BT.601, in units of 1/256.
            long count = blockHeight * _blockWidth * (_isLuma ? 256 : 1), half = count / 2;
            for (int y = 0; y < _height; y++)
                for (int x = 0; x < _width; x++)
                    for (int c = 0; c < outputs; c++)
                    {
                        long sum = 0;
                        int begin = (_top + y * blockHeight) * rowStride + _left * channels + x * blockStride + c;
                        for (int r = 0; r < blockHeight; r++, begin += rowStride)
                        {
                            int end = begin + blockStride;
                            if (_isLuma) for (int i = begin; i < end; i += 3) sum += 77 * frame[i] + 150 * frame[i + 1] + 29 * frame[i + 2];
                            else for (int i = begin; i < end; i += channels) sum += frame[i];
                        }
                        values[next++] = (short)((sum < 0 ? sum - half : sum + half) / count);
                    }
        }

        // Replaces the values by their differences from the background and moves the background toward the frame. The background is in
        // units of 1/256 of the sensor's unit.
        private void Subtract()
        {
            short[] values = _values;
            int[] background = _background;
            int weight = Memory;
            if (_learned < _learnFrames) weight = ++_learned;
            for (int i = 0; i < values.Length; i++)
            {
                int value = values[i] * 256, mean = weight == 1 ? value : background[i], change = value - mean;
                mean += (change < 0 ? change - weight / 2 : change + weight / 2) / weight;
                background[i] = mean;
                change = value - mean;
                int difference = (change < 0 ? change - 128 : change + 128) / 256;
                values[i] = difference > short.MaxValue ? short.MaxValue : difference < short.MinValue ? short.MinValue : (short)difference;
            }
        }
    }
}
