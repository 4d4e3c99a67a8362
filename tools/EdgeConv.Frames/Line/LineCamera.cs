namespace EdgeConv.Frames.Line;

/// <summary>Where the camera is on the floor, and where it looks.</summary>
/// <param name="X">Place in meters.</param>
/// <param name="Y">Place in meters.</param>
/// <param name="Heading">Direction in radians; it grows clockwise, as seen from above.</param>
public readonly record struct LinePose(double X, double Y, double Heading);

/// <summary>
/// A camera on a small car: 0.16 m above the floor, tilted down by 38 degrees, 96x96 pixels over 66 degrees. As the board's driver does,
/// only rows 12 to 59 are used, and blocks of 3x3 pixels become their mean: a frame of 16x32, which shows the floor from 0.15 to 0.7 m
/// ahead.
/// </summary>
public static class LineCamera
{
    /// <summary>Rows of a frame.</summary>
    public const int Height = 16;

    /// <summary>Columns of a frame.</summary>
    public const int Width = 32;

    /// <summary>Distance in meters, on the floor, at which the line's column is the label of a frame.</summary>
    public const double Ahead = 0.3;

    private const int Sensor = 96, FirstRow = 12, Block = 3;
    private const double Elevation = 0.16, Tilt = 38 * Math.PI / 180, View = 66 * Math.PI / 180;

    private static readonly double s_focus = Sensor / 2 / Math.Tan(View / 2); // in pixels of the sensor
    private static readonly (double Ahead, double Right)[] s_floor = [.. Enumerable.Range(0, Height * Block * Width * Block).Select(i =>
    {
        double right = (i % (Width * Block) + 0.5 - Sensor / 2) / s_focus;
        double down = (FirstRow + i / (Width * Block) + 0.5 - Sensor / 2) / s_focus;
        double distance = Elevation / (Math.Sin(Tilt) + down * Math.Cos(Tilt));
        return (distance * (Math.Cos(Tilt) - down * Math.Sin(Tilt)), distance * right);
    })];

    /// <summary>Shape of a frame, HWC.</summary>
    public static FrameShape Shape => new(Height, Width, 1);

    /// <summary>Takes a frame.</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="light">Light, blur and noise.</param>
    /// <param name="pose">Pose of the camera.</param>
    /// <param name="random">Source of the noise.</param>
    /// <param name="frame">Receives Height * Width values, 0 to 255, row by row.</param>
    public static void Take(LineFloor floor, LineLight light, LinePose pose, Random random, Span<short> frame)
    {
        (double sin, double cos) = Math.SinCos(pose.Heading);
        Span<double> means = stackalloc double[Height * Width];
        for (int i = 0; i < s_floor.Length; i++)
        {
            (double ahead, double right) = s_floor[i];
            double x = pose.X + ahead * cos - right * sin, y = pose.Y + ahead * sin + right * cos;
            int row = i / (Width * Block) / Block, column = i % (Width * Block) / Block;
            means[row * Width + column] += Math.Clamp(light.Of(floor.At(x, y), x, y), 0, 255) / (Block * Block);
        }
        for (int i = 0; i < means.Length; i++)
        {
            int row = i / Width, column = i % Width;
            double around = means[row * Width + Math.Max(0, column - 1)] + means[row * Width + Math.Min(Width - 1, column + 1)]
                + means[Math.Max(0, row - 1) * Width + column] + means[Math.Min(Height - 1, row + 1) * Width + column];
            double value = means[i] + light.Blur * (around - 4 * means[i]) + light.Noise * Normal(random);
            frame[i] = (short)Math.Clamp(Math.Round(value), 0, 255);
        }
    }

    /// <summary>Returns the column and row of a frame at which a place of the floor is seen; null if it is not in the frame.</summary>
    /// <param name="pose">Pose of the camera.</param>
    /// <param name="x">The place in meters.</param>
    /// <param name="y">The place in meters.</param>
    public static (double Column, double Row)? See(LinePose pose, double x, double y)
    {
        (double ahead, double right) = Seen(pose, x, y);
        if (ahead <= 0) return null;
        double depth = ahead * Math.Cos(Tilt) + Elevation * Math.Sin(Tilt), below = Elevation * Math.Cos(Tilt) - ahead * Math.Sin(Tilt);
        double column = (Sensor / 2 + s_focus * right / depth) / Block - 0.5;
        double row = (Sensor / 2 + s_focus * below / depth - FirstRow) / Block - 0.5;
        return column > -0.5 && column < Width - 0.5 && row > -0.5 && row < Height - 0.5 ? (column, row) : null;
    }

    /// <summary>
    /// Returns the column of a frame in which the line is <see cref="Ahead"/> in front of the camera, or the outermost column if it leaves
    /// the frame before; null if no part of the line is in the frame.
    /// </summary>
    /// <param name="track">The line.</param>
    /// <param name="pose">Pose of the camera.</param>
    /// <param name="nearest">Index of the line's point that is nearest to the camera.</param>
    public static double? ColumnOf(LineTrack track, LinePose pose, int nearest)
    {
        const int Reach = (int)(0.9 / LineTrack.Step);
        int step = Math.Cos(track.HeadingAt(nearest) - pose.Heading) >= 0 ? 1 : -1;
        double? last = null;
        for (int i = 0; i < Reach; i++)
        {
            (double x, double y) = track.At(nearest + step * i);
            (double ahead, double right) = Seen(pose, x, y);
            if (See(pose, x, y) is { } seen) last = seen.Column;
            if (ahead < Ahead) continue;
            double depth = ahead * Math.Cos(Tilt) + Elevation * Math.Sin(Tilt);
            double column = (Sensor / 2 + s_focus * right / depth) / Block - 0.5;
            if (column is >= -0.5 and <= Width - 0.5) return column;
            break;
        }
        return last is { } seenLast ? Math.Clamp(seenLast < Width / 2 ? 0 : Width - 1, 0, Width - 1) : null;
    }

    private static (double Ahead, double Right) Seen(LinePose pose, double x, double y)
    {
        (double sin, double cos) = Math.SinCos(pose.Heading);
        (double dx, double dy) = (x - pose.X, y - pose.Y);
        return (dx * cos + dy * sin, dy * cos - dx * sin);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
