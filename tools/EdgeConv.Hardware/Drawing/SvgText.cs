using System.Net;

namespace EdgeConv.Hardware.Drawing;

/// <summary>Writes a picture as a .svg file that needs nothing else.</summary>
public static class SvgText
{
    /// <summary>The fonts of the text, most systems have one.</summary>
    public const string Fonts = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif";

    /// <summary>The whole file.</summary>
    public static string Of(Picture picture)
    {
        StringBuilder svg = new();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(picture.Width)}\" height=\"{N(picture.Height)}\" viewBox=\"0 0 " +
            $"{N(picture.Width)} {N(picture.Height)}\" role=\"img\" font-family=\"{Fonts}\">\n");
        svg.Append($"<title>{T(picture.Title)}</title>\n");
        foreach (Shape shape in picture.Shapes) svg.Append(Element(shape)).Append('\n');
        return svg.Append("</svg>\n").ToString();
    }

    private static string Element(Shape shape) => shape switch
    {
        Polyline line => $"<polyline points=\"{Points(line.Points)}\" fill=\"none\" stroke=\"{line.Color}\" " +
            $"stroke-width=\"{N(line.Width)}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
        Polygon area => $"<polygon points=\"{Points(area.Points)}\" fill=\"{area.Fill}\" stroke=\"{area.Stroke}\" " +
            $"stroke-width=\"{N(area.StrokeWidth)}\" stroke-linejoin=\"round\"/>",
        Box box => $"<rect x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" rx=\"{N(box.Radius)}\" " +
            $"fill=\"{box.Fill}\" stroke=\"{box.Stroke}\" stroke-width=\"{N(box.StrokeWidth)}\"/>",
        Circle circle => $"<circle cx=\"{N(circle.X)}\" cy=\"{N(circle.Y)}\" r=\"{N(circle.Radius)}\" fill=\"{circle.Fill}\" " +
            $"stroke=\"{circle.Stroke}\" stroke-width=\"{N(circle.StrokeWidth)}\"/>",
        Label label => $"<text x=\"{N(label.X)}\" y=\"{N(label.Y)}\" font-size=\"{N(label.Size)}\" " +
            $"fill=\"{label.Color}\"{(label.Anchor == Anchor.Start ? "" : $" text-anchor=\"{(label.Anchor == Anchor.Middle ? "middle"
                : "end")}\"")}{(label.Bold ? " font-weight=\"bold\"" : "")}>{T(label.Text)}</text>",
        _ => throw new ArgumentException(shape.GetType().Name),
    };

    private static string Points(IEnumerable<Point> points) => string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"));

    private static string N(double number) => number.ToString("0.##");

    private static string T(string text) => WebUtility.HtmlEncode(text);
}
