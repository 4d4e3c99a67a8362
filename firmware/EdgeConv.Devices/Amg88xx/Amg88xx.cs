using System;
using EdgeConv.Frames;

namespace EdgeConv.Devices
{
    /// <summary>
    /// Decodes the pixel registers of the Panasonic Grid-EYE AMG88xx, an array of 8 x 8 thermopiles. It does not access hardware.
    /// Source: Panasonic, Grid-EYE (AMG88) reference specifications, registers 0x80 to 0xFF: 12 bits of 0.25 degC, low byte first.
    /// </summary>
    public static class Amg88xx
    {
        /// <summary>Size of all pixel registers in bytes: 64 pixels of two bytes, low byte first.</summary>
        public const int PixelBytes = 128;

        /// <summary>
        /// 8 x 8 x 1 values in quarters of a degree Celsius, -20 to 100 degC. This is the range of the low gain sensor; that of the high
        /// gain sensor, 0 to 80 degC, lies within it.
        /// </summary>
        public static FrameFormat Format { get; } = new FrameFormat(8, 8, 1, -80, 400);

        /// <summary>Decodes the pixel registers.</summary>
        /// <param name="registers">PixelBytes bytes, read from the first pixel on.</param>
        /// <param name="frame">Receives 64 temperatures in quarters of a degree Celsius, row by row from pixel 1.</param>
        /// <returns>True if all temperatures are within the sensor's range; otherwise the frame is damaged.</returns>
        /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
        public static bool Decode(byte[] registers, short[] frame)
        {
            if (registers == null || registers.Length != PixelBytes) throw new ArgumentException("registers: " + PixelBytes.ToString()
                + " bytes");
            if (frame == null || frame.Length != 64) throw new ArgumentException("frame: 64 values");
            bool plausible = true;
            for (int pixel = 0; pixel < 64; pixel++)
            {
                int high = registers[2 * pixel + 1];
                int value = (high & 15) << 8 | registers[2 * pixel];
                // Negative pixels are in two's complement (page 14). Some drivers read them as sign and magnitude, like the thermistor
                // register (page 13). Down to -255 degC the next bit distinguishes the two forms, so both are decoded.
                if (value >= 0xC00) value -= 0x1000;
                else if (value >= 0x800) value = 0x800 - value;
                if (value < -80 || value > 400 || high > 15) plausible = false;
                frame[pixel] = (short)value;
            }
            return plausible;
        }
    }
}
