namespace EdgeConv.Common.Drawing;

/// <summary>Draws curves over time, one panel above the other.</summary>
public static class LinePlot
{
    private const double Left = 66, Right = 26, TitleHeight = 48, AbovePlot = 34, BelowPlot = 38;

    // Approximate distance in pixels between two lines of the value axis, and between two ticks of the time axis.
    private const double LineSpacing = 29.5, TickSpacing = 92.25;

    // Maximum width in pixels, over all fonts, of a digit on the axes and of a letter in the legend, which is a size larger.
    private const double MaxDigitWidth = 7, MaxLetterWidth = 8.4;

    private static readonly string[] s_colors = ["#1565c0", "#d32f2f", "#2e7d32", "#7b1fa2"];

    /// <summary>Draws a plot with its own frame and title, for use outside a page.</summary>
    /// <param name="title">Title above the panels.</param>
    /// <param name="panels">Panels from top to bottom.</param>
    public static Picture Draw(string title, IReadOnlyList<PlotPanel> panels)
    {
        Picture picture = new(830, TitleHeight + panels.Sum(HeightOf) + 8, title);
        picture.Add(new Box(0.5, 0.5, picture.Width - 1, picture.Height - 1, 12, Picture.Paper, "#cfc9bd", 1));
        picture.Text(22, 32, title, 16, bold: true);
        DrawPanels(picture, panels, TitleHeight, (Picture.Ink, Picture.Soft, "#ddd8cd"));
        return picture;
    }

    /// <summary>Draws a plot as part of a page, in the colors of its stylesheet.</summary>
    /// <param name="description">Description for readers who cannot see the plot.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="panels">Panels from top to bottom.</param>
    public static Picture DrawForPage(string description, double width, IReadOnlyList<PlotPanel> panels)
    {
        Picture picture = new(width, panels.Sum(HeightOf), description);
        picture.Add(new Box(0, 0, width, picture.Height, 0, "var(--card)", "none", 0));
        DrawPanels(picture, panels, 0, ("var(--ink)", "var(--soft)", "var(--line)"));
        return picture;
    }

    private static double HeightOf(PlotPanel panel) => AbovePlot + panel.Height + BelowPlot;

    private static void DrawPanels(Picture picture, IReadOnlyList<PlotPanel> panels, double top,
        (string Ink, string Soft, string Grid) colors)
    {
        foreach (PlotPanel panel in panels)
        {
            DrawPanel(picture, panel, top, colors);
            top += HeightOf(panel);
        }
    }

    private static void DrawPanel(Picture picture, PlotPanel panel, double top, (string Ink, string Soft, string Grid) colors)
    {
        picture.Text(Left, top + 20, panel.Title, 13, bold: true, color: colors.Ink);
        double[] values = [.. panel.Curves.SelectMany(curve => curve.Points).Select(point => point.Y).Where(double.IsFinite)];
        (double low, double high, double step) = Ticks(Math.Min(values.Min(), panel.FromZero ? 0 : double.MaxValue),
            Math.Max(values.Max(), panel.Max), (int)(panel.Height / LineSpacing));
        double bottom = top + AbovePlot + panel.Height, right = picture.Width - Right;
        double X(double time) => Left + (time - panel.From) / (panel.To - panel.From) * (right - Left);
        double Y(double value) => bottom - (value - low) / (high - low) * panel.Height;
        foreach (PlotArea area in panel.Areas)
        {
            double upper = Math.Max(top + AbovePlot, Y(area.High));
            picture.Add(new Box(X(area.From), upper, Math.Max(2, X(area.To) - X(area.From)), Math.Min(bottom, Y(area.Low)) - upper, 0,
                area.Color, "none", 0));
        }
        for (double tick = low; tick <= high + step / 2; tick += step)
        {
            string text = panel.ValueNames is not { } names ? Text(tick, step) : names.GetValueOrDefault(tick, "");
            if (text.Length == 0) continue;
            picture.Add(new Polyline([new(Left, Y(tick)), new(right, Y(tick))], colors.Grid, 1));
            picture.Text(Left - 8, Y(tick) + 4, text, 11, Anchor.End, color: colors.Soft);
        }
        picture.Text(22, top + 20, panel.Unit, 12, color: colors.Soft);
        DrawTimes(picture, panel, bottom, X, colors.Soft);
        double legend = right;
        for (int i = panel.Curves.Count - 1; i >= 0; i--)
        {
            PlotCurve curve = panel.Curves[i];
            string color = curve.Color ?? s_colors[i % s_colors.Length];
            foreach (Point[] line in Unbroken(curve.Points))
                picture.Add(new Polyline([.. line.Select(point => new Point(X(point.X), Y(point.Y)))], color, curve.Width));
            AddToLegend(curve.Name, color);
        }
        foreach ((string name, string color) in panel.Areas.Select(area => (area.Name, area.Color)).Distinct()) AddToLegend(name, color);

        void AddToLegend(string name, string color)
        {
            if (name.Length == 0) return;
            picture.Text(legend, top + 20, name, 12, Anchor.End, color: colors.Ink);
            double width = name.Length * MaxLetterWidth + 8;
            picture.Add(new Polyline([new(legend - width - 18, top + 16), new(legend - width, top + 16)], color, 3));
            legend -= width + 38;
        }
    }

    private static void DrawTimes(Picture picture, PlotPanel panel, double bottom, Func<double, double> x, string color)
    {
        (double scale, string unit) = panel.Counted is { } counted ? (1, counted)
            : (panel.To - panel.From) switch { > 0.5 => (1, "s"), > 0.5e-3 => (1e3, "ms"), _ => (1e6, "us") };
        double from = panel.From * scale, to = panel.To * scale;
        int count = (int)((picture.Width - Left - Right) / TickSpacing);
        (double first, double last, double step) = Ticks(from, to, panel.Counted is null ? count : Math.Min(count, to - from));
        for (double tick = first; tick <= last + step / 2; tick += step)
        {
            if (tick < from - step / 1e6 || tick > to + step / 1e6) continue;
            picture.Add(new Polyline([new(x(tick / scale), bottom), new(x(tick / scale), bottom + 4)], color, 1));
            string text = $"{Text(tick, step)} {unit}".TrimEnd();
            // A long number at the last tick moves left so that it stays within the picture.
            double middle = Math.Min(x(tick / scale), picture.Width - 6 - text.Length * MaxDigitWidth / 2);
            picture.Text(middle, bottom + 18, text, 11, Anchor.Middle, color: color);
            unit = "";
        }
    }

    // Returns the parts of a curve between its gaps.
    private static IEnumerable<Point[]> Unbroken(IReadOnlyList<Point> points)
    {
        for (int at = 0; at < points.Count; at++)
        {
            Point[] line = [.. points.Skip(at).TakeWhile(point => double.IsFinite(point.Y))];
            if (line.Length > 0) yield return line;
            at += line.Length;
        }
    }

    // Returns an axis around a range with round numbers and about count steps.
    private static (double Low, double High, double Step) Ticks(double low, double high, double count)
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
/// <param name="Title">Title above the panel.</param>
/// <param name="Unit">Unit of the values, or "".</param>
/// <param name="From">First time, in seconds.</param>
/// <param name="To">Last time, in seconds.</param>
/// <param name="FromZero">Whether the value axis begins at zero or below.</param>
/// <param name="Curves">Curves; at least one.</param>
public sealed record PlotPanel(string Title, string Unit, double From, double To, bool FromZero, IReadOnlyList<PlotCurve> Curves)
{
    /// <summary>Height of the value axis in pixels.</summary>
    public double Height { get; init; } = 118;

    /// <summary>Value up to which the value axis reaches at least.</summary>
    public double Max { get; init; } = double.NegativeInfinity;

    /// <summary>Colored areas behind the curves.</summary>
    public IReadOnlyList<PlotArea> Areas { get; init; } = [];

    /// <summary>Names of values that the axis shows instead of numbers; null to show numbers.</summary>
    public IReadOnlyDictionary<double, string>? ValueNames { get; init; }

    /// <summary>Unit of From and To, e.g. "epoch"; null if they are seconds.</summary>
    public string? Counted { get; init; }
}

/// <summary>A curve of a panel.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Seconds and values, in order. A value that is not a number is a gap.</param>
public sealed record PlotCurve(string Name, IReadOnlyList<Point> Points)
{
    /// <summary>Color of the curve; null takes a color that no other curve has.</summary>
    public string? Color { get; init; }

    /// <summary>Width of the line in pixels.</summary>
    public double Width { get; init; } = 2;
}

/// <summary>A colored area of a panel.</summary>
/// <param name="Name">Its name in the legend; "" for an area that is not in it.</param>
/// <param name="Color">Color of the area.</param>
/// <param name="From">Begin in seconds.</param>
/// <param name="To">End in seconds; the area is drawn at least two pixels wide.</param>
/// <param name="Low">Value of its lower edge; minus infinity for the panel's edge.</param>
/// <param name="High">Value of its upper edge; infinity for the panel's edge.</param>
public sealed record PlotArea(string Name, string Color, double From, double To, double Low = double.NegativeInfinity,
    double High = double.PositiveInfinity);
