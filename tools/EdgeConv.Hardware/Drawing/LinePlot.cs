
namespace EdgeConv.Hardware.Drawing;

/// <summary>Curves over time, a panel above the other.</summary>
public static class LinePlot
{
    private const double Width = 830, Left = 66, Right = 26, Head = 48, PanelHeight = 190, PlotTop = 34, PlotHeight = 118;

    // Width of a digit at the size of the scales, in the widest of the fonts; letters of the legend are a size larger.
    private const double WidestDigit = 7, WidestLetter = 8.4;

    private static readonly string[] s_colors = ["#1565c0", "#d32f2f", "#2e7d32", "#7b1fa2"];

    /// <summary>Draws the panels.</summary>
    /// <param name="title">Above them.</param>
    /// <param name="panels">From top to bottom, each with a curve at least.</param>
    public static Picture Draw(string title, IReadOnlyList<PlotPanel> panels)
    {
        Picture picture = new(Width, Head + panels.Count * PanelHeight + 8, title);
        picture.Add(new Box(0.5, 0.5, picture.Width - 1, picture.Height - 1, 12, Picture.Paper, "#cfc9bd", 1));
        picture.Text(22, 32, title, 16, bold: true);
        for (int i = 0; i < panels.Count; i++) DrawPanel(picture, panels[i], Head + i * PanelHeight);
        return picture;
    }

    private static void DrawPanel(Picture picture, PlotPanel panel, double top)
    {
        picture.Text(Left, top + 20, panel.Title, 13, bold: true);
        double[] values = [.. panel.Curves.SelectMany(curve => curve.Points).Select(point => point.Y)];
        (double low, double high, double step) = Ticks(Math.Min(values.Min(), panel.FromZero ? 0 : double.MaxValue), values.Max(), 4);
        double bottom = top + PlotTop + PlotHeight, right = Width - Right;
        double X(double time) => Left + (time - panel.From) / (panel.To - panel.From) * (right - Left);
        double Y(double value) => bottom - (value - low) / (high - low) * PlotHeight;
        for (double tick = low; tick <= high + step / 2; tick += step)
        {
            picture.Add(new Polyline([new(Left, Y(tick)), new(right, Y(tick))], "#ddd8cd", 1));
            picture.Text(Left - 8, Y(tick) + 4, Text(tick, step), 11, Anchor.End, color: Picture.Soft);
        }
        picture.Text(22, top + 20, panel.Unit, 12, color: Picture.Soft);
        (double scale, string unit) = panel.To - panel.From > 0.5 ? (1, "s") : (1e3, "ms");
        (double first, double last, double timeStep) = Ticks(panel.From * scale, panel.To * scale, 8);
        bool isFirst = true;
        for (double tick = first; tick <= last + timeStep / 2; tick += timeStep)
        {
            if (tick < panel.From * scale - timeStep / 1e6 || tick > panel.To * scale + timeStep / 1e6) continue;
            picture.Add(new Polyline([new(X(tick / scale), bottom), new(X(tick / scale), bottom + 4)], Picture.Soft, 1));
            string text = Text(tick, timeStep) + (isFirst ? " " + unit : "");
            // Within the picture: a long number at the last tick ends at the edge.
            double middle = Math.Min(X(tick / scale), Width - 6 - text.Length * WidestDigit / 2);
            picture.Text(middle, bottom + 18, text, 11, Anchor.Middle, color: Picture.Soft);
            isFirst = false;
        }
        double legend = right;
        for (int i = panel.Curves.Count - 1; i >= 0; i--)
        {
            PlotCurve curve = panel.Curves[i];
            string color = s_colors[i % s_colors.Length];
            picture.Add(new Polyline([.. curve.Points.Select(point => new Point(X(point.X), Y(point.Y)))], color, 2));
            picture.Text(legend, top + 20, curve.Name, 12, Anchor.End);
            double width = curve.Name.Length * WidestLetter + 8;
            picture.Add(new Polyline([new(legend - width - 18, top + 16), new(legend - width, top + 16)], color, 3));
            legend -= width + 38;
        }
    }

    // Round numbers around a range, about so many.
    private static (double Low, double High, double Step) Ticks(double low, double high, int count)
    {
        double raw = Math.Max((high - low) / count, Math.Max(Math.Abs(high), 1e-12) * 1e-9),
            power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        return (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step, step);
    }

    private static string Text(double tick, double step) =>
        (Math.Abs(tick) < step / 1e6 ? 0 : tick).ToString("N" + Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9)));
}

/// <summary>A panel of a plot.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="From">First time, in seconds.</param>
/// <param name="To">Last time, in seconds.</param>
/// <param name="FromZero">True where the scale begins at zero or below.</param>
/// <param name="Curves">At least one.</param>
public sealed record PlotPanel(string Title, string Unit, double From, double To, bool FromZero, IReadOnlyList<PlotCurve> Curves);

/// <summary>A curve.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">Seconds and values, in order.</param>
public sealed record PlotCurve(string Name, IReadOnlyList<Point> Points);
