namespace EdgeConv.Frames;

/// <summary>
/// Sensor rows: a .csv or .csv.gz with one frame per row, HWC, comma separated, and perhaps a label as one more column. A header row is
/// skipped.
/// </summary>
public static class CsvFrames
{
    /// <summary>Reads a file, up to <paramref name="count"/> rows of it.</summary>
    /// <exception cref="UserException">A row of another size, a cell that is no number, or a file out of bounds.</exception>
    public static Recording Read(string path, FrameShape shape, int count)
    {
        using Stream file = FrameFile.Open(path);
        return Read(file, path, Path.GetFileName(path), shape, count);
    }

    /// <summary>Reads a stream, gzip or plain.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="name">What the report names.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Most rows to read.</param>
    public static Recording Read(Stream stream, string path, string name, FrameShape shape, int count)
    {
        var readings = new List<double[]>();
        var labels = new List<string>();
        bool more = false;
        int columns = 0;
        foreach ((int row, string line) in CsvLines.Of(stream, path))
        {
            if (readings.Count == count)
            {
                more = true;
                break;
            }

            string[] cells = line.Split(',', shape.Length + 2, StringSplitOptions.TrimEntries);
            if (readings.Count == 0 && columns == 0 && (cells.Length == shape.Length || cells.Length == shape.Length + 1)
                && !cells.Any(CsvLines.IsNumber))
            {
                columns = cells.Length;
                continue;
            }

            if (cells.Length != shape.Length && cells.Length != shape.Length + 1)
                throw new UserException($"{path}, row {row}: {Count(cells.Length, shape.Length + 2)}, but a frame of {shape} has " +
                    $"{shape.Length} (and perhaps a label)");
            if (columns != 0 && cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            columns = cells.Length;
            double[] values = new double[shape.Length];
            for (int i = 0; i < values.Length; i++) values[i] = CsvLines.Number(cells[i], path, row, i + 1);
            readings.Add(values);
            labels.Add(cells.Length > shape.Length ? cells[shape.Length] : $"row {row}");
        }

        if (readings.Count == 0) throw new UserException($"{path}: no frames in it");
        return SensorUnits.Record(name, shape, readings, labels, more);
    }

    private static string Count(int found, int most) =>
        found == most ? $"{most} values or more" : found == 1 ? "1 value" : $"{found} values";
}
