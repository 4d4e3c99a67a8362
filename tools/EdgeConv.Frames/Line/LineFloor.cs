namespace EdgeConv.Frames.Line;

/// <summary>
/// A picture of a floor from above, with the line on it: a light floor with spots and seams of tiles, and a dark line with gaps.
/// </summary>
public sealed class LineFloor
{
    /// <summary>Pixels per meter.</summary>
    public const int PixelsPerMeter = 200;

    private readonly float[] _values;

    /// <summary>Draws the picture.</summary>
    /// <param name="track">The line.</param>
    /// <param name="random">Source of every random choice: brightness, spots, seams, width of the line, and gaps.</param>
    public LineFloor(LineTrack track, Random random)
    {
        (Width, Height) = ((int)Math.Ceiling(track.Width * PixelsPerMeter), (int)Math.Ceiling(track.Height * PixelsPerMeter));
        _values = new float[Width * Height];
        double floor = 130 + 70 * random.NextDouble(), line = 25 + 40 * random.NextDouble();
        DrawFloor(floor, random);
        bool[] isGap = Gaps(track, random);
        DrawLine(track, isGap, line, 0.011 + 0.007 * random.NextDouble());
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Returns a pixel, 0 (black) to 255.</summary>
    public float Pixel(int x, int y) => _values[y * Width + x];

    /// <summary>Returns the brightness at a place in meters, 0 to 255, interpolated; beyond the edge it is that of the edge.</summary>
    public float At(double x, double y)
    {
        double column = Math.Clamp(x * PixelsPerMeter - 0.5, 0, Width - 1.001);
        double row = Math.Clamp(y * PixelsPerMeter - 0.5, 0, Height - 1.001);
        int left = (int)column, top = (int)row, i = top * Width + left;
        float fx = (float)(column - left), fy = (float)(row - top);
        float upper = _values[i] + fx * (_values[i + 1] - _values[i]);
        float lower = _values[i + Width] + fx * (_values[i + Width + 1] - _values[i + Width]);
        return upper + fy * (lower - upper);
    }

    // Coarse spots, fine grain, and a seam between tiles every 0.5 m.
    private void DrawFloor(double brightness, Random random)
    {
        const int Cell = 40;
        int columns = Width / Cell + 2, rows = Height / Cell + 2;
        double spots = 4 + 8 * random.NextDouble(), seam = random.NextDouble() < 0.6 ? 10 + 20 * random.NextDouble() : 0;
        double[] coarse = [.. Enumerable.Range(0, columns * rows).Select(_ => (2 * random.NextDouble() - 1) * spots)];
        int shift = random.Next(100);
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                int i = y / Cell * columns + x / Cell;
                double fx = x % Cell / (double)Cell, fy = y % Cell / (double)Cell;
                double spot = (coarse[i] * (1 - fx) + coarse[i + 1] * fx) * (1 - fy)
                    + (coarse[i + columns] * (1 - fx) + coarse[i + columns + 1] * fx) * fy;
                bool isSeam = (x + shift) % 100 == 0 || (y + shift) % 100 == 0;
                _values[y * Width + x] = (float)(brightness + spot + 3 * (random.NextDouble() - 0.5) - (isSeam ? seam : 0));
            }
    }

    // A gap of 3 to 6 cm every meter or so.
    private static bool[] Gaps(LineTrack track, Random random)
    {
        bool[] isGap = new bool[track.Points.Count];
        for (double at = 0.3 + random.NextDouble(); at < track.Length - 0.3; at += 0.7 + random.NextDouble())
        {
            int from = (int)(at / LineTrack.Step), length = (int)((0.03 + 0.03 * random.NextDouble()) / LineTrack.Step);
            for (int i = from; i < Math.Min(from + length, isGap.Length); i++) isGap[i] = true;
        }
        return isGap;
    }

    private void DrawLine(LineTrack track, bool[] isGap, double brightness, double halfWidth)
    {
        float[] distances = new float[_values.Length];
        Array.Fill(distances, float.PositiveInfinity);
        int reach = (int)(halfWidth * PixelsPerMeter) + 3;
        for (int k = 0; k < track.Points.Count; k++)
        {
            if (isGap[k]) continue;
            double px = track.Points[k].X * PixelsPerMeter - 0.5, py = track.Points[k].Y * PixelsPerMeter - 0.5;
            for (int y = Math.Max(0, (int)py - reach); y <= Math.Min(Height - 1, (int)py + reach); y++)
                for (int x = Math.Max(0, (int)px - reach); x <= Math.Min(Width - 1, (int)px + reach); x++)
                {
                    double square = (x - px) * (x - px) + (y - py) * (y - py);
                    if (square < distances[y * Width + x]) distances[y * Width + x] = (float)square;
                }
        }
        for (int i = 0; i < _values.Length; i++)
        {
            if (float.IsInfinity(distances[i])) continue;
            double cover = Math.Clamp(0.5 + halfWidth * PixelsPerMeter - Math.Sqrt(distances[i]), 0, 1);
            _values[i] += (float)(cover * (brightness - _values[i]));
        }
    }
}
