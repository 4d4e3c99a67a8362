using SkiaSharp;

namespace EdgeConv.Measurement.Report;

/// <summary>A plot as a PNG on white paper.</summary>
internal sealed class PngCanvas : IPlotCanvas, IDisposable
{
    private const int TextScale = 2;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    /// <summary>An empty sheet.</summary>
    public PngCanvas(double width, double height)
    {
        _bitmap = new SKBitmap(new SKImageInfo((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear(SKColors.White);
    }

    /// <summary>The file.</summary>
    public byte[] Encode()
    {
        using SKData png = _bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <inheritdoc/>
    public void Fill(double x, double y, double width, double height, Ink ink)
    {
        using var paint = new SKPaint { Color = Color(ink) };
        _canvas.DrawRect((float)x, (float)y, (float)width, (float)height, paint);
    }

    /// <inheritdoc/>
    public void Line(IReadOnlyList<(double X, double Y)> points, Ink ink, double width)
    {
        using var paint = new SKPaint { Color = Color(ink), Style = SKPaintStyle.Stroke, StrokeWidth = (float)width, IsAntialias = true };
        SKPoint[] line = [.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))];
        _canvas.DrawPoints(SKPointMode.Polygon, line, paint);
    }

    /// <inheritdoc/>
    public void Text(double x, double y, string text, Ink ink, double anchor)
    {
        using var paint = new SKPaint { Color = Color(ink) };
        int left = (int)(x - anchor * text.Length * PixelFont.Advance * TextScale), top = (int)(y - PixelFont.Height * TextScale / 2.0);
        foreach ((int px, int py) in PixelFont.Pixels(text))
            _canvas.DrawRect(left + px * TextScale, top + py * TextScale, TextScale, TextScale, paint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private static SKColor Color(Ink ink) => ink switch
    {
        Ink.Text => new SKColor(0x1D, 0x25, 0x30),
        Ink.Soft => new SKColor(0x5B, 0x65, 0x72),
        Ink.Grid => new SKColor(0xDC, 0xD8, 0xCE),
        Ink.Measured => new SKColor(0x1F, 0x6F, 0xB2),
        Ink.Spread => new SKColor(0xC9, 0xDF, 0xF1),
        Ink.Simulated => new SKColor(0xD9, 0x8A, 0x1F),
        Ink.Difference => new SKColor(0xFB, 0xDD, 0xDD),
        _ => new SKColor(0xA3, 0x25, 0x2C),
    };
}
