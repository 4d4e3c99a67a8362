namespace EdgeConv.Frames;

/// <summary>
/// Finds the shape of a recording's frames. A .npy file states it. A row of a .csv file has only a length: a square number is a square
/// frame, other lengths are those of known sensors or near 4 to 3, and what is left is one row.
/// </summary>
public static class RecordedShape
{
    // A window over time of this many samples, where the recording has only a few channels.
    private const int WindowSamples = 64, MaxSensorChannels = 12, MaxColors = 4;

    // Rows and columns of sensors whose frames are no squares: MLX90641, MLX90640, Lepton 2 and 3.
    private static readonly (int Height, int Width)[] s_sensors = [(12, 16), (24, 32), (60, 80), (120, 160)];

    /// <summary>Finds the shape, HWC. It may close the stream.</summary>
    /// <param name="file">A seekable stream at its start.</param>
    /// <param name="name">Name of the file, whose ending gives the format; error messages name it.</param>
    /// <exception cref="UserException">The file is damaged or holds no frames.</exception>
    public static FrameShape Of(Stream file, string name) =>
        name.HasEnding(".npy") ? OfArray(NpyFile.ReadHeader(file, name).Axes, name) : OfTable(file, name);

    /// <summary>Finds the shape of a number of values in a row.</summary>
    /// <param name="length">Number of values, at least 1.</param>
    /// <param name="labelled">True if the last value may be a label.</param>
    public static FrameShape OfRow(int length, bool labelled)
    {
        foreach (Func<int, (int, int)?> find in (Func<int, (int, int)?>[])[Square, Sensor, Oblong])
            for (int cells = length; cells >= Math.Max(2, labelled ? length - 1 : length); cells--)
                if (find(cells) is (var height, var width)) return new FrameShape(height, width, 1);
        return new FrameShape(1, length, 1);
    }

    private static FrameShape OfTable(Stream file, string name)
    {
        bool isFirst = true;
        foreach ((_, string line) in CsvLines.Of(file, name))
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            bool isHeader = isFirst && !cells.Any(CsvLines.IsNumber);
            isFirst = false;
            if (isHeader) continue;
            bool hasText = cells.Length > 1 && !CsvLines.IsNumber(cells[^1]);
            return OfRow(hasText ? cells.Length - 1 : cells.Length, !hasText);
        }
        throw new UserException($"{name} holds no frames");
    }

    private static FrameShape OfArray(long[] axes, string name)
    {
        if (axes.Any(axis => axis is < 1 or > int.MaxValue)) throw new UserException($"{name} holds no frames");
        int[] extents = [.. axes.Select(axis => (int)axis)];
        return extents switch
        {
            [var length] => OfRow(length, false),
            [var rows, var columns] when columns <= MaxSensorChannels && rows > columns =>
                new FrameShape(1, Math.Min(rows, WindowSamples), columns),
            [var rows, var columns] => rows != columns && (Square(columns) ?? Sensor(columns)) is (var height, var width)
                ? new FrameShape(height, width, 1) : new FrameShape(rows, columns, 1),
            [var height, var width, <= MaxColors and var channels] => new FrameShape(height, width, channels),
            [_, var height, var width] => new FrameShape(height, width, 1),
            [_, var height, var width, var channels] => new FrameShape(height, width, channels),
            _ => throw new UserException($"{name} holds an array of [{string.Join(", ", axes)}], which holds no frames"),
        };
    }

    private static (int Height, int Width)? Square(int cells) =>
        (int)Math.Round(Math.Sqrt(cells)) is var side && side * side == cells ? (side, side) : null;

    private static (int Height, int Width)? Sensor(int cells) =>
        s_sensors.FirstOrDefault(sensor => sensor.Height * sensor.Width == cells) is ( > 0, _) known ? known : null;

    // The pair of factors nearest to 4 to 3, if none is twice the other or more.
    private static (int Height, int Width)? Oblong(int cells)
    {
        (int Height, int Width)[] pairs = [.. Enumerable.Range(2, Math.Min(1024, (int)Math.Sqrt(cells)))
            .Where(height => cells % height == 0 && cells / height >= height && cells / height < 2 * height)
            .Select(height => (height, cells / height))];
        return pairs.Length == 0 ? null : pairs.MinBy(pair => Math.Abs((double)pair.Width / pair.Height - 4.0 / 3));
    }
}
