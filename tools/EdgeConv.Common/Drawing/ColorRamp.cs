using SkiaSharp;

namespace EdgeConv.Common.Drawing;

/// <summary>Colors that show numbers.</summary>
public static class ColorRamp
{
    private static readonly SKColor s_zero = new(0xF3, 0xF0, 0xE9);
    private static readonly SKColor[] s_negative = [s_zero, new(0xE0, 0x8A, 0x4C), new(0x7A, 0x2E, 0x0B)];
    private static readonly SKColor[] s_positive = [s_zero, new(0x4F, 0x93, 0xC9), new(0x0B, 0x2A, 0x52)];
    private static readonly SKColor[] s_grey = [SKColors.White, new(0x80, 0x80, 0x80), SKColors.Black];

    /// <summary>Returns the color of a number from -1 (brown) through 0 (nearly white) to 1 (blue); values beyond are clamped.</summary>
    public static SKColor Signed(double value) => value < 0 ? At(s_negative, -value) : At(s_positive, value);

    /// <summary>Returns the grey of a number from 0 (white) to 1 (black); values beyond are clamped.</summary>
    public static SKColor Grey(double value) => At(s_grey, value);

    private static SKColor At(SKColor[] stops, double t)
    {
        t = Math.Clamp(t, 0, 1) * 2;
        (SKColor from, SKColor to) = t < 1 ? (stops[0], stops[1]) : (stops[1], stops[2]);
        byte Mix(byte low, byte high) => (byte)Math.Round(low + (high - low) * (t < 1 ? t : t - 1));
        return new(Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));
    }
}
