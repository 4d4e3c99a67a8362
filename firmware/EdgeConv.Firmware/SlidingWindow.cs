using System;
using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>A 1-D sensor that gives one sample of all its channels at a time, e.g. an accelerometer, an ADC or a microphone.</summary>
    public interface ISampleSource
    {
        /// <summary>Values per sample, at least 1 (the axes of an accelerometer).</summary>
        int Channels { get; }

        /// <summary>Minimum that the sensor can give, in its units.</summary>
        short Minimum { get; }

        /// <summary>Maximum that the sensor can give, in its units.</summary>
        short Maximum { get; }

        /// <summary>Reads the next sample. It may block until the sample is due, and it may throw.</summary>
        /// <param name="sample">Receives Channels values.</param>
        FrameStatus Read(short[] sample);
    }

    /// <summary>
    /// Gives the latest samples of a 1-D sensor as a frame of 1 x window x channels. From frame to frame the window moves by hop samples.
    /// </summary>
    public sealed class SlidingWindow : IFrameSource
    {
        private readonly ISampleSource _samples;
        private readonly short[] _window;
        private readonly short[] _sample;
        private readonly int _hop;
        private int _filled;
        private bool _wasFull;

        /// <summary>Creates a window over the samples of a sensor.</summary>
        /// <param name="samples">The sensor. If it returns NotReady, so does the frame, or Filling before the first full window; the
        /// samples read so far are kept.</param>
        /// <param name="window">Samples per frame, at least 1.</param>
        /// <param name="hop">New samples per frame, 1 to <paramref name="window"/>.</param>
        /// <exception cref="ArgumentException">The window or hop is outside its range, or a frame has more than 65,536 values.</exception>
        public SlidingWindow(ISampleSource samples, int window, int hop)
        {
            if (samples == null) throw new ArgumentNullException("samples");
            if (hop < 1 || hop > window) throw new ArgumentException("hop: " + hop.ToString() + " is not in 1.." + window.ToString());
            Format = new FrameFormat(1, window, samples.Channels, samples.Minimum, samples.Maximum);
            _samples = samples;
            _hop = hop * samples.Channels;
            _window = new short[Format.Length];
            _sample = new short[samples.Channels];
        }

        /// <inheritdoc/>
        public FrameFormat Format { get; }

        /// <summary>
        /// Reads the missing samples. After a failed one the window starts again, because samples before and after a gap do not make a
        /// window.
        /// </summary>
        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            int length = _window.Length, channels = _sample.Length;
            if (_filled == length)
            {
                _filled = length - _hop;
                Array.Copy(_window, _hop, _window, 0, _filled);
            }
            while (_filled < length)
            {
                // The frame counts as failed until the sensor has returned, because the sensor may throw.
                int filled = _filled;
                bool wasFull = _wasFull;
                _filled = 0;
                _wasFull = false;
                FrameStatus status = _samples.Read(_sample);
                if (status == FrameStatus.Failed) return status;
                _filled = filled;
                _wasFull = wasFull;
                if (status == FrameStatus.NotReady && !_wasFull) return FrameStatus.Filling;
                if (status != FrameStatus.Ready) return status;
                Array.Copy(_sample, 0, _window, filled, channels);
                _filled = filled + channels;
            }
            _wasFull = true;
            Array.Copy(_window, 0, frame, 0, length);
            return FrameStatus.Ready;
        }
    }
}
