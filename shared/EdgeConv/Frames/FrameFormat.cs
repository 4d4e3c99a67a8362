using System;

namespace EdgeConv.Frames
{
    /// <summary>Shape and legal range of a source's frames.</summary>
    public sealed class FrameFormat
    {
        /// <summary>Rows, columns, and values per position.</summary>
        public readonly int Height, Width, Channels;

        /// <summary>Minimum and maximum the sensor can give, in its units.</summary>
        public readonly short Minimum, Maximum;

        /// <summary>Describes frames.</summary>
        /// <param name="height">Rows, at least 1 (1 for a window of a 1-D sensor).</param>
        /// <param name="width">Columns, at least 1 (the samples of a window).</param>
        /// <param name="channels">Values per position, at least 1 (the axes of an accelerometer, the colours of a camera).</param>
        /// <param name="minimum">Minimum the sensor can give, in its units.</param>
        /// <param name="maximum">Maximum the sensor can give, above <paramref name="minimum"/>.</param>
        /// <exception cref="ArgumentException">An extent below 1, over 65,536 values, or an empty range.</exception>
        public FrameFormat(int height, int width, int channels, short minimum, short maximum)
        {
            if (height < 1 || width < 1 || channels < 1 || (long)height * width * channels > 65536)
                throw new ArgumentException("frame of " + height.ToString() + "x" + width.ToString() + "x" + channels.ToString()
                    + ": extents from 1, at most 65536 values");
            if (maximum <= minimum)
                throw new ArgumentException("maximum: " + maximum.ToString() + " is not above minimum " + minimum.ToString());
            Height = height;
            Width = width;
            Channels = channels;
            Minimum = minimum;
            Maximum = maximum;
        }

        /// <summary>Values per frame.</summary>
        public int Length => Height * Width * Channels;

        /// <summary>Rows, columns and values per position: 8x8x1.</summary>
        internal string ShapeText() => Height.ToString() + "x" + Width.ToString() + "x" + Channels.ToString();
    }
}
