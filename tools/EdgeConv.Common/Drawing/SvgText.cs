namespace EdgeConv.Common.Drawing;

/// <summary>Writes a picture as SVG.</summary>
public static class SvgText
{
    /// <summary>Font families of the text; most systems have one of them.</summary>
    public const string Fonts = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif";

    /// <summary>Returns the content of an .svg file that needs no other file.</summary>
    public static string Of(Picture picture) => Of(picture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(picture.Width)}\" " +
        $"height=\"{N(picture.Height)}\"", $" font-family=\"{Fonts}\"");

    /// <summary>Returns an element for a page, which sets its width and font.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="style">Class of the element in the stylesheet.</param>
    public static string ForPage(Picture picture, string style = "plot") => Of(picture, $"<svg class=\"{style}\"", "");

    private static string Of(Picture picture, string start, string end) =>
        $"{start} viewBox=\"0 0 {N(picture.Width)} {N(picture.Height)}\" role=\"img\"{end}>\n" +
        $"<title>{HtmlPage.Text(picture.Title)}</title>\n" +
        string.Concat(picture.Shapes.Select(shape => Element(shape) + "\n")) + "</svg>\n";

    private static string Element(Shape shape) => shape switch
    {
        Polyline line => $"<polyline points=\"{Points(line.Points)}\"{Style(line)} stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
        Polygon area => $"<polygon points=\"{Points(area.Points)}\"{Style(area)} stroke-linejoin=\"round\"/>",
        Box box => $"<rect x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" " +
            $"rx=\"{N(box.Radius)}\"{Style(box)}/>",
        Circle circle => $"<circle cx=\"{N(circle.X)}\" cy=\"{N(circle.Y)}\" r=\"{N(circle.Radius)}\"{Style(circle)}/>",
        Label label => $"<text x=\"{N(label.X)}\" y=\"{N(label.Y)}\" font-size=\"{N(label.Size)}\" fill=\"{label.Color}\"" +
            label.Anchor switch { Anchor.Start => "", Anchor.Middle => " text-anchor=\"middle\"", _ => " text-anchor=\"end\"" } +
            $"{(label.Bold ? " font-weight=\"bold\"" : "")}>{HtmlPage.Text(label.Text)}</text>",
        _ => throw new ArgumentException(shape.GetType().Name),
    };

    private static string Style(Shape shape) =>
        $" fill=\"{shape.Fill}\" stroke=\"{shape.Stroke}\" stroke-width=\"{N(shape.StrokeWidth)}\"";

    private static string Points(IEnumerable<Point> points) => string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"));

    private static string N(double number) => number.ToString("0.##");
}
