using SkiaSharp;

namespace EdgeConv.Common.Drawing;

/// <summary>
/// The font of all .png pictures: DejaVu Sans with Latin, Greek and Cyrillic letters, which is part of this library, so that a picture
/// looks the same on every machine.
/// </summary>
public static class TextFont
{
    // A mask has few levels, so that a picture with text still has few colors.
    private const int Levels = 8;

    private static readonly Lazy<SKTypeface> s_face = new(() =>
    {
        using Stream file = typeof(TextFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        return SKTypeface.FromStream(file) ?? throw new InvalidOperationException("the font of the pictures cannot be read");
    });

    /// <summary>The typeface.</summary>
    public static SKTypeface Face => s_face.Value;

    /// <summary>Makes a font of a size in pixels; bold letters are the regular ones, drawn thicker.</summary>
    public static SKFont Of(float size, bool bold = false) => new(Face, size) { Subpixel = true, Embolden = bold };

    /// <summary>Returns the width of a text in pixels, rounded up.</summary>
    public static int Width(string text, int size)
    {
        using SKFont font = Of(size);
        return (int)Math.Ceiling(font.MeasureText(text));
    }

    /// <summary>Returns the height of a capital letter in pixels.</summary>
    public static int CapitalHeight(int size) => (int)Math.Round(size * 0.73);

    /// <summary>Draws a text as a mask.</summary>
    /// <param name="text">The text, one line.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <returns>Rows and columns of the mask, how much of each pixel the text covers, 0 to 1, and the row of the base line.</returns>
    internal static (float[,] Cover, int BaseLine) Mask(string text, int size)
    {
        int width = Width(text, size) + 2, height = size + size / 2, baseLine = size + 1;
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        using (SKCanvas canvas = new(bitmap))
        {
            canvas.Clear(SKColors.Black);
            using SKFont font = Of(size);
            using SKPaint paint = new() { Color = SKColors.White, IsAntialias = true };
            canvas.DrawText(text, 0, baseLine, SKTextAlign.Left, font, paint);
        }
        float[,] cover = new float[height, width];
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                cover[y, x] = MathF.Round(pixels[y * bitmap.RowBytes + x] / 255f * (Levels - 1)) / (Levels - 1);
        return (cover, baseLine);
    }
}
