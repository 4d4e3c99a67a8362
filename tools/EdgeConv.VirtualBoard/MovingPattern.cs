using EdgeConv.Frames;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>Frames as an AMG88xx gives: a warm spot that wanders over a cool background.</summary>
    internal sealed class MovingPattern : IFrameSource
    {
        // Quarters of a degree Celsius: 21 degC, and a spot up to 12 degC warmer.
        private const int Background = 84, Warmth = 48;

        // Square of the spot's radius of 3 pixels, in 1/256 of a pixel.
        private const int RadiusSquared = 9 * 256;

        private int _frame;

        /// <inheritdoc/>
        public FrameFormat Format { get { return Amg88xx.Format; } }

        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            // The centre, in 1/16 of a pixel, walks up and down in both directions at different speeds.
            int centreX = Triangle(_frame * 3), centreY = Triangle(_frame);
            for (int y = 0, i = 0; y < 8; y++)
                for (int x = 0; x < 8; x++, i++)
                {
                    int dx = 16 * x - centreX, dy = 16 * y - centreY, near = RadiusSquared - dx * dx - dy * dy;
                    // The last bit flickers as a sensor's does, so that no two frames are the same.
                    frame[i] = (short)(Background + (near > 0 ? Warmth * near / RadiusSquared : 0) + ((_frame ^ i) & 1));
                }
            _frame++;
            return FrameStatus.Ready;
        }

        /// <summary>0 to 112 and back, a step at a time.</summary>
        private static int Triangle(int step)
        {
            int place = step % 224;
            return place < 112 ? place : 224 - place;
        }
    }
}
