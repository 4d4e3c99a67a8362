using System.Net;

namespace EdgeConv.Measurement.Report;

/// <summary>A plot as the inside of an SVG element; its colours are classes that the page gives a light and a dark look.</summary>
internal sealed class SvgCanvas : IPlotCanvas
{
    private readonly StringBuilder _svg = new();

    /// <summary>The elements.</summary>
    public override string ToString() => _svg.ToString();

    /// <inheritdoc/>
    public void Fill(double x, double y, double width, double height, Ink ink) =>
        _svg.Append($"<rect class=\"f-{Name(ink)}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>\n");

    /// <inheritdoc/>
    public void Line(IReadOnlyList<(double X, double Y)> points, Ink ink, double width)
    {
        _svg.Append($"<polyline class=\"l-{Name(ink)}\" stroke-width=\"{width}\" points=\"");
        foreach ((double x, double y) in points) _svg.Append($"{x:0.#},{y:0.#} ");
        _svg.Append("\"/>\n");
    }

    /// <inheritdoc/>
    public void Text(double x, double y, string text, Ink ink, double anchor) =>
        _svg.Append($"<text class=\"f-{Name(ink)}\" x=\"{x:0.#}\" y=\"{y + 5:0.#}\" " +
            $"text-anchor=\"{(anchor == 0 ? "start" : anchor == 1 ? "end" : "middle")}\">{WebUtility.HtmlEncode(text)}</text>\n");

    private static string Name(Ink ink) => ink.ToString().ToLowerInvariant();
}
