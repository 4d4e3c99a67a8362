namespace EdgeConv.Frames.Line;

/// <summary>
/// A closed line on a floor. Coordinates are in meters, x to the right and y down, as in a picture of the floor from above. It is followed
/// in the order of its points.
/// </summary>
public sealed class LineTrack
{
    /// <summary>Distance between two points along the line in meters.</summary>
    public const double Step = 0.005;

    /// <summary>Distance of the line from the edges of the floor in meters.</summary>
    public const double Margin = 0.4;

    // Below this radius the line leaves the camera's view.
    private const double MinRadius = 0.33;

    private LineTrack(string name, (double X, double Y)[] outline)
    {
        Name = name;
        double left = outline.Min(point => point.X) - Margin, top = outline.Min(point => point.Y) - Margin;
        Points = Resample([.. outline.Select(point => (point.X - left, point.Y - top))]);
        Width = Points.Max(point => point.X) + Margin;
        Height = Points.Max(point => point.Y) + Margin;
    }

    /// <summary>Tracks for tests: none of them is among the random ones that networks are trained on.</summary>
    public static IReadOnlyList<LineTrack> Tests { get; } =
    [
        new("oval", Stadium(1.6, 0.62)),
        new("bean", Curve([(0.0, 0.0), (0.9, -0.25), (1.8, 0.0), (2.1, 0.75), (1.55, 1.25), (0.95, 0.95), (0.35, 1.25), (-0.25, 0.7)])),
        new("clover", Polar(0.92, (3, 0.2, 0.5))),
    ];

    /// <summary>Name of the track.</summary>
    public string Name { get; }

    /// <summary>Points of the line, <see cref="Step"/> apart; the first follows the last.</summary>
    public IReadOnlyList<(double X, double Y)> Points { get; }

    /// <summary>Width of the floor in meters.</summary>
    public double Width { get; }

    /// <summary>Height of the floor in meters.</summary>
    public double Height { get; }

    /// <summary>Length of the line in meters.</summary>
    public double Length => Points.Count * Step;

    /// <summary>Makes a random track with no bend of less than 0.33 m.</summary>
    /// <param name="random">Source of every random choice.</param>
    public static LineTrack Random(Random random)
    {
        while (true)
        {
            double Phase() => random.NextDouble() * 2 * Math.PI;
            double radius = 0.7 + 0.4 * random.NextDouble();
            LineTrack track = new("random", Polar(radius, (2, 0.3 * random.NextDouble(), Phase()), (3, 0.2 * random.NextDouble(), Phase()),
                (4, 0.08 * random.NextDouble(), Phase())));
            if (track.SmallestRadius() >= MinRadius) return track;
        }
    }

    /// <summary>Returns the direction of the line at a point, in radians; it grows clockwise, as seen from above.</summary>
    /// <param name="index">Index of the point; any integer.</param>
    public double HeadingAt(int index)
    {
        ((double x0, double y0), (double x1, double y1)) = (At(index - 2), At(index + 2));
        return Math.Atan2(y1 - y0, x1 - x0);
    }

    /// <summary>Returns a point; the index may be any integer.</summary>
    public (double X, double Y) At(int index) => Points[(index % Points.Count + Points.Count) % Points.Count];

    /// <summary>Returns the index of the point that is nearest to a place.</summary>
    /// <param name="x">Place in meters.</param>
    /// <param name="y">Place in meters.</param>
    /// <param name="near">Index near which to search, or null to search everywhere.</param>
    public int Nearest(double x, double y, int? near = null)
    {
        int best = near ?? 0, from = near - 60 ?? 0, to = near + 60 ?? Points.Count - 1;
        double min = double.PositiveInfinity;
        for (int i = from; i <= to; i++)
        {
            (double px, double py) = At(i);
            double distance = (px - x) * (px - x) + (py - y) * (py - y);
            if (distance < min) (min, best) = (distance, i);
        }
        return (best % Points.Count + Points.Count) % Points.Count;
    }

    private double SmallestRadius()
    {
        const int Chord = 20; // 0.1 m
        double max = 0;
        for (int i = 0; i < Points.Count; i += 4)
        {
            double turn = Math.Abs(Math.IEEERemainder(HeadingAt(i + Chord) - HeadingAt(i), 2 * Math.PI));
            max = Math.Max(max, turn / (Chord * Step));
        }
        return 1 / max;
    }

    private static (double X, double Y)[] Polar(double radius, params (int Waves, double Share, double Phase)[] waves) =>
        [.. Enumerable.Range(0, 2000).Select(i =>
        {
            double angle = 2 * Math.PI * i / 2000;
            double r = radius * (1 + waves.Sum(wave => wave.Share * Math.Sin(wave.Waves * angle + wave.Phase)));
            return (r * Math.Cos(angle), r * Math.Sin(angle));
        })];

    // Two straights, joined by half circles.
    private static (double X, double Y)[] Stadium(double straight, double radius) =>
        [.. Enumerable.Range(0, 2000).Select(i =>
        {
            double along = i / 2000.0 * 2 * (straight + Math.PI * radius), half = straight + Math.PI * radius;
            double sign = along < half ? 1 : -1;
            if (along >= half) along -= half;
            if (along < straight) return (sign * (along - straight / 2), -sign * radius);
            double angle = (along - straight) / radius;
            return (sign * (straight / 2 + radius * Math.Sin(angle)), -sign * radius * Math.Cos(angle));
        })];

    // A closed Catmull-Rom spline, smoothed so that its bends change slowly.
    private static (double X, double Y)[] Curve((double X, double Y)[] knots)
    {
        const int Per = 200;
        int count = knots.Length;
        (double X, double Y)[] curve = [.. Enumerable.Range(0, count * Per).Select(i =>
        {
            int k = i / Per;
            double t = i % Per / (double)Per;
            double Axis(Func<(double X, double Y), double> of)
            {
                (double a, double b, double c, double d) = (of(knots[(k + count - 1) % count]), of(knots[k]), of(knots[(k + 1) % count]),
                    of(knots[(k + 2) % count]));
                return b + t * ((c - a) / 2 + t * (a - 2.5 * b + 2 * c - d / 2 + t * (1.5 * (b - c) + (d - a) / 2)));
            }
            return (Axis(knot => knot.X), Axis(knot => knot.Y));
        })];
        const int Reach = 90;
        return [.. Enumerable.Range(0, curve.Length).Select(i =>
        {
            IEnumerable<(double X, double Y)> around =
                Enumerable.Range(-Reach, 2 * Reach + 1).Select(j => curve[(i + j + curve.Length) % curve.Length]);
            return (around.Average(point => point.X), around.Average(point => point.Y));
        })];
    }

    private static (double X, double Y)[] Resample((double X, double Y)[] outline)
    {
        List<(double, double)> points = [];
        double next = 0, along = 0;
        for (int i = 0; i < outline.Length; i++)
        {
            ((double x0, double y0), (double x1, double y1)) = (outline[i], outline[(i + 1) % outline.Length]);
            double length = Math.Sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
            for (; next < along + length; next += Step)
            {
                double part = (next - along) / length;
                points.Add((x0 + part * (x1 - x0), y0 + part * (y1 - y0)));
            }
            along += length;
        }
        return [.. points];
    }
}
