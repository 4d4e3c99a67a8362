namespace EdgeConv.Frames;

/// <summary>
/// Reads a .csv or .csv.gz with one frame per row: the values row-major HWC, separated by commas, and an optional label in one more column.
/// A header row is skipped.
/// </summary>
public static class CsvFrames
{
    /// <summary>Reads a stream, gzipped or plain.</summary>
    /// <param name="stream">A seekable stream at its start.</param>
    /// <param name="path">Path of the file, which error messages name.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="count">Maximum number of frames, at least 1.</param>
    /// <exception cref="UserException">A row has another length, a cell is not a number, or the file is empty, damaged or too
    /// large.</exception>
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
                throw new UserException($"{path}, row {row} has {found}, but a frame of {shape} has {shape.Length} (or one more, a label)");
            }
            if (columns != 0 && cells.Length != columns)
                throw new UserException($"{path}, row {row} has {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            columns = cells.Length;
            readings.Add([.. cells.Take(shape.Length).Select((cell, i) => CsvLines.Number(cell, path, row, i + 1))]);
            labels.Add(cells.Length > shape.Length ? cells[shape.Length] : $"row {row}");
        }
        if (readings.Count == 0) throw new UserException($"{path} holds no frames");
        return SensorUnits.Record(Path.GetFileName(path), shape, readings, labels, more);
    }
}
