using SkiaSharp;

namespace EdgeConv.Common.Drawing;

/// <summary>Draws a picture as a .png file.</summary>
public static class PngImage
{
    /// <summary>Returns the content of the file.</summary>
    /// <param name="picture">The picture; pixels that no shape covers are transparent.</param>
    /// <param name="scale">Pixels of the file per pixel of the picture, at least 1.</param>
    /// <param name="fonts">Fonts of the text; null takes <see cref="TextFont"/>, which needs no font on the machine.</param>
    public static byte[] Of(Picture picture, int scale = 1, (SKTypeface Regular, SKTypeface Bold)? fonts = null)
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)picture.Width * scale, (int)picture.Height * scale));
        surface.Canvas.Clear(SKColors.Transparent);
        surface.Canvas.Scale(scale);
        foreach (Shape shape in picture.Shapes)
        {
            if (shape is not Label label) DrawPath(surface.Canvas, shape);
            else DrawText(surface.Canvas, label, fonts);
        }
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void DrawPath(SKCanvas canvas, Shape shape)
    {
        using SKPathBuilder builder = new();
        switch (shape)
        {
            case Polyline line:
                builder.AddPoly(Points(line.Points), false);
                break;
            case Polygon area:
                builder.AddPoly(Points(area.Points), true);
                break;
            case Box box:
                builder.AddRoundRect(Rectangle(box.X, box.Y, box.Width, box.Height), (float)box.Radius, (float)box.Radius);
                break;
            case Circle circle:
                builder.AddCircle((float)circle.X, (float)circle.Y, (float)circle.Radius);
                break;
        }
        using SKPath path = builder.Detach();
        using SKPaint paint = new()
        {
            IsAntialias = true, StrokeWidth = (float)shape.StrokeWidth, StrokeJoin = SKStrokeJoin.Round, StrokeCap = SKStrokeCap.Round
        };
        if (shape.Fill != "none")
        {
            paint.Color = ColorOf(shape.Fill);
            canvas.DrawPath(path, paint);
        }
        if (shape.Stroke == "none" || shape.StrokeWidth <= 0) return;
        paint.Color = ColorOf(shape.Stroke);
        paint.IsStroke = true;
        canvas.DrawPath(path, paint);
    }

    private static void DrawText(SKCanvas canvas, Label label, (SKTypeface Regular, SKTypeface Bold)? fonts)
    {
        using SKFont font = fonts is not var (regular, bold) ? TextFont.Of((float)label.Size, label.Bold)
            : new(label.Bold ? bold : regular, (float)label.Size) { Subpixel = true };
        using SKPaint paint = new() { Color = ColorOf(label.Color), IsAntialias = true };
        canvas.DrawText(label.Text, (float)label.X, (float)label.Y, (SKTextAlign)label.Anchor, font, paint);
    }

    private static SKPoint[] Points(IEnumerable<Point> points) => [.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))];

    private static SKRect Rectangle(double x, double y, double width, double height) =>
        SKRect.Create((float)x, (float)y, (float)width, (float)height);

    private static SKColor ColorOf(string color) => SKColor.Parse(color.StartsWith("var(--", StringComparison.Ordinal)
        ? HtmlPage.LightColor(color["var(--".Length..^1]) : color);
}
