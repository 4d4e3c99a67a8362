using System;

namespace EdgeConv.Frames
{
    /// <summary>Shape [H, W, C] and legal range of the frames of a source.</summary>
    public sealed class FrameFormat
    {
        /// <summary>Number of rows, of columns, and of values per position.</summary>
        public readonly int Height, Width, Channels;

        /// <summary>Minimum and maximum that the sensor can give, in its units.</summary>
        public readonly short Minimum, Maximum;

        /// <summary>Creates a format.</summary>
        /// <param name="height">Rows, at least 1 (1 for a window of a 1-D sensor).</param>
        /// <param name="width">Columns, at least 1 (the samples of a window).</param>
        /// <param name="channels">Values per position, at least 1 (the axes of an accelerometer, the colors of a camera).</param>
        /// <param name="minimum">Minimum the sensor can give, in its units.</param>
        /// <param name="maximum">Maximum the sensor can give, above <paramref name="minimum"/>.</param>
        /// <exception cref="ArgumentException">An extent is below 1, there are more than 65,536 values, or the range is empty.</exception>
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

        /// <summary>The number of values of a frame.</summary>
        public int Length => Height * Width * Channels;

        /// <summary>Rows, columns and values per position as text, e.g. 8x8x1.</summary>
        internal string ShapeText() => Height.ToString() + "x" + Width.ToString() + "x" + Channels.ToString();
    }
}
