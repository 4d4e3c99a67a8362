namespace EdgeConv.Measurement.Report;

/// <summary>What a part of a plot is, which decides its colour.</summary>
internal enum Ink
{
    /// <summary>Words.</summary>
    Text,
    /// <summary>Lesser words.</summary>
    Soft,
    /// <summary>Lines of the scale.</summary>
    Grid,
    /// <summary>What was measured.</summary>
    Measured,
    /// <summary>How far single periods spread around it.</summary>
    Spread,
    /// <summary>What was simulated.</summary>
    Simulated,
    /// <summary>Where the two part.</summary>
    Difference,
    /// <summary>Glitches and restarts.</summary>
    Fault,
}

/// <summary>Something a plot can be drawn on: a picture of pixels, or SVG.</summary>
internal interface IPlotCanvas
{
    /// <summary>A filled rectangle.</summary>
    void Fill(double x, double y, double width, double height, Ink ink);

    /// <summary>A line through points.</summary>
    void Line(IReadOnlyList<(double X, double Y)> points, Ink ink, double width);

    /// <summary>Words; <paramref name="anchor"/> 0 begins at x, 0.5 is centred, 1 ends there. y is the middle of their height.</summary>
    void Text(double x, double y, string text, Ink ink, double anchor);
}
