using System;
using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Decodes what the Panasonic Grid-EYE AMG88xx, an array of 8 x 8 thermopiles, holds in its pixel registers. No hardware access.
    /// Source: Panasonic, Grid-EYE (AMG88) reference specifications, registers 0x80 to 0xFF: 12 bits of 0.25 degC, low byte first.
    /// </summary>
    public static class Amg88xx
    {
        /// <summary>First of the pixel registers.</summary>
        public const int PixelRegister = 0x80;

        /// <summary>Bytes of all pixel registers: 64 pixels, low byte first.</summary>
        public const int PixelBytes = 128;

        /// <summary>
        /// 8 x 8 x 1 in quarters of a degree Celsius, -20 to 100 degC: what the low gain part measures; the high gain part (0 to 80
        /// degC) stays within.
        /// </summary>
        public static FrameFormat Format { get; } = new FrameFormat(8, 8, 1, -80, 400);

        /// <summary>Decodes the pixel registers.</summary>
        /// <param name="registers">PixelBytes bytes read from PixelRegister on.</param>
        /// <param name="frame">Receives 64 temperatures in quarters of a degree Celsius, row by row from pixel 1.</param>
        /// <returns>Whether all temperatures are within the sensor's range; if not, the frame is damaged.</returns>
        /// <exception cref="ArgumentException">A buffer of the wrong length.</exception>
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
                // Negative pixels are two's complement (page 14). Some drivers take them for sign-magnitude, as the thermistor register is
                // (page 13); down to -255 degC the next bit tells the two apart, so both are understood.
                if (value >= 0xC00) value -= 0x1000;
                else if (value >= 0x800) value = 0x800 - value;
                if (value < -80 || value > 400 || high > 15) plausible = false;
                frame[pixel] = (short)value;
            }
            return plausible;
        }
    }
}
