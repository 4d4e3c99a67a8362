namespace EdgeConv.Frames;

/// <summary>
/// Sensor rows: a .csv or .csv.gz with one frame per row, HWC, comma separated, with or without a label as one more column. A header row is
/// skipped.
/// </summary>
public static class CsvFrames
{
    /// <summary>Reads a stream, gzip or plain.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Maximum number of rows to read.</param>
    /// <exception cref="UserException">A row of another size, a cell that is no number, or a file out of bounds.</exception>
    public static Recording Read(Stream stream, string path, FrameShape shape, int count)
    {
        List<double[]> readings = [];
        List<string> labels = [];
        bool more = false;
        int columns = 0;
        foreach ((int row, string line) in CsvLines.Of(stream, path))
        {
            more = readings.Count == count;
            if (more) break;
            string[] cells = line.Split(',', shape.Length + 2, StringSplitOptions.TrimEntries);
            bool fits = cells.Length == shape.Length || cells.Length == shape.Length + 1;
            if (readings.Count == 0 && columns == 0 && fits && !cells.Any(CsvLines.IsNumber))
            {
                columns = cells.Length;
                continue;
            }
            if (!fits)
            {
                string found = cells.Length > shape.Length ? $"over {shape.Length + 1} values" : Amount.Of(cells.Length, "value");
                throw new UserException($"{path}, row {row}: {found}, but a frame of {shape} has {shape.Length} (and an optional label)");
            }
            if (columns != 0 && cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            columns = cells.Length;
            readings.Add([.. cells.Take(shape.Length).Select((cell, i) => CsvLines.Number(cell, path, row, i + 1))]);
            labels.Add(cells.Length > shape.Length ? cells[shape.Length] : $"row {row}");
        }
        if (readings.Count == 0) throw new UserException($"{path}: no frames in it");
        return SensorUnits.Record(Path.GetFileName(path), shape, readings, labels, more);
    }
}
