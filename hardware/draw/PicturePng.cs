using SkiaSharp;

namespace EdgeConv.Draw;

/// <summary>Draws a picture as .png at twice its size, for screens with fine pixels.</summary>
public static class PicturePng
{
    private const int Scale = 2;

    // Fonts whose widths are close: the picture leaves room for the widest, DejaVu Sans.
    private static readonly string[] s_files =
        ["/usr/share/fonts/truetype/dejavu/DejaVuSans", "/usr/share/fonts/TTF/DejaVuSans", "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans"];

    private static readonly (SKTypeface Regular, SKTypeface Bold) s_fonts = (Find(bold: false), Find(bold: true));

    /// <summary>The file's bytes.</summary>
    /// <param name="picture">What is drawn.</param>
    /// <param name="source">A word on what it was made from, kept in the file: a test sees by it that the file is not out of date.</param>
    /// <exception cref="UserException">The system has no font.</exception>
    public static byte[] Of(Picture picture, string source)
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)picture.Width * Scale, (int)picture.Height * Scale));
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(Scale);
        foreach (Shape shape in picture.Shapes) Draw(canvas, shape);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return PngNote.Add(data.ToArray(), source);
    }

    private static void Draw(SKCanvas canvas, Shape shape)
    {
        switch (shape)
        {
            case Polyline line:
                using (SKPath path = PathOf(line.Points, closed: false)) Stroke(canvas, path, line.Color, line.Width);
                break;
            case Polygon area:
                using (SKPath path = PathOf(area.Points, closed: true)) Fill(canvas, path, area.Fill, area.Stroke, area.StrokeWidth);
                break;
            case Box box:
                using (var builder = new SKPathBuilder())
                {
                    builder.AddRoundRect(SKRect.Create((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height), (float)box.Radius,
                        (float)box.Radius);
                    using SKPath path = builder.Detach();
                    Fill(canvas, path, box.Fill, box.Stroke, box.StrokeWidth);
                }
                break;
            case Circle circle:
                using (var builder = new SKPathBuilder())
                {
                    builder.AddCircle((float)circle.X, (float)circle.Y, (float)circle.Radius);
                    using SKPath path = builder.Detach();
                    Fill(canvas, path, circle.Fill, circle.Stroke, circle.StrokeWidth);
                }
                break;
            case Label label:
                using (var font = new SKFont(label.Bold ? s_fonts.Bold : s_fonts.Regular, (float)label.Size) { Subpixel = true })
                using (var paint = new SKPaint { Color = SKColor.Parse(label.Color), IsAntialias = true })
                {
                    SKTextAlign align = label.Anchor switch
                    {
                        Anchor.Start => SKTextAlign.Left,
                        Anchor.Middle => SKTextAlign.Center,
                        _ => SKTextAlign.Right
                    };
                    canvas.DrawText(label.Text, (float)label.X, (float)label.Y, align, font, paint);
                }
                break;
        }
    }

    private static SKPath PathOf(IReadOnlyList<Point> points, bool closed)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo((float)points[0].X, (float)points[0].Y);
        foreach (Point point in points.Skip(1)) builder.LineTo((float)point.X, (float)point.Y);
        if (closed) builder.Close();
        return builder.Detach();
    }

    private static void Fill(SKCanvas canvas, SKPath path, string fill, string stroke, double width)
    {
        if (fill != "none")
        {
            using var paint = new SKPaint { Color = SKColor.Parse(fill), IsAntialias = true };
            canvas.DrawPath(path, paint);
        }
        if (stroke != "none" && width > 0) Stroke(canvas, path, stroke, width);
    }

    private static void Stroke(SKCanvas canvas, SKPath path, string color, double width)
    {
        using var paint = new SKPaint
        {
            Color = SKColor.Parse(color), IsAntialias = true, IsStroke = true, StrokeWidth = (float)width,
            StrokeJoin = SKStrokeJoin.Round, StrokeCap = SKStrokeCap.Round
        };
        canvas.DrawPath(path, paint);
    }

    private static SKTypeface Find(bool bold)
    {
        if (s_files.Select(file => file + (bold ? "-Bold.ttf" : ".ttf")).FirstOrDefault(File.Exists) is { } path)
            return SKTypeface.FromFile(path);
        string[] names = ["DejaVu Sans", "Verdana", "Segoe UI", "Helvetica", "Arial"];
        return names.Select(name => SKFontManager.Default.MatchFamily(name, bold ? SKFontStyle.Bold : SKFontStyle.Normal))
            .FirstOrDefault(face => face is not null)
            ?? throw new UserException("no font found for .png files: install DejaVu Sans, or write .svg");
    }
}
