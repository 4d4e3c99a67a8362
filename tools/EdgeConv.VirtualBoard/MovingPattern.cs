using EdgeConv.Devices;
using EdgeConv.Frames;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>Frames like those of an AMG88xx: a warm spot that moves over a cool background.</summary>
    internal sealed class MovingPattern : IFrameSource
    {
        // In quarters of a degree Celsius: the background has 21 degC, and the spot is up to 12 degC warmer.
        private const int Background = 84, Warmth = 48;

        // Square of the spot's radius of 3 pixels, in 1/256 of a pixel.
        private const int RadiusSquared = 9 * 256;

        private int _frame;

        /// <inheritdoc/>
        public FrameFormat Format { get { return Amg88xx.Format; } }

        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            // The center, in 1/16 of a pixel, moves back and forth along both axes at different speeds.
            int centerX = Triangle(_frame * 3), centerY = Triangle(_frame);
            for (int y = 0, i = 0; y < 8; y++)
                for (int x = 0; x < 8; x++, i++)
                {
                    int dx = 16 * x - centerX, dy = 16 * y - centerY, near = RadiusSquared - dx * dx - dy * dy;
                    // The last bit changes with every frame, as with a real sensor, so that no two frames are equal.
                    frame[i] = (short)(Background + (near > 0 ? Warmth * near / RadiusSquared : 0) + ((_frame ^ i) & 1));
                }
            _frame++;
            return FrameStatus.Ready;
        }

        /// <summary>Counts from 0 to 112 and back, one per step.</summary>
        private static int Triangle(int step)
        {
            int phase = step % 224;
            return phase < 112 ? phase : 224 - phase;
        }
    }
}
