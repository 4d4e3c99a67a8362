namespace EdgeConv.Training.Data;

/// <summary>The numbers of one recorded file.</summary>
/// <param name="Axes">Length of each axis; the first axis is time.</param>
/// <param name="Values">The numbers, row-major.</param>
/// <param name="Note">Description of damage that left the file usable, or null.</param>
internal sealed record RecordedArray(int[] Axes, float[] Values, string? Note)
{
    // The widest value has 8 bytes; the rest is room for a header.
    private const int MaxFileBytes = 8 * DataReader.MaxValues + (1 << 17);

    /// <summary>Reads a .npy, .csv or .csv.gz.</summary>
    /// <exception cref="UserException">The file is damaged or too large, or holds a value that is not a number.</exception>
    public static RecordedArray Read(string path)
    {
        FrameFile.CheckInFolder(path);
        using Stream file = FrameFile.Open(path, MaxFileBytes);
        return DataReader.IsTable(path) ? ReadCsv(file, path) : ReadNpy(file, path);
    }

    // A recorder writes its header first. If it is stopped early, the file holds fewer values than the header says: then the complete rows
    // are read.
    private static RecordedArray ReadNpy(Stream file, string path)
    {
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        long perRow = 1;
        foreach (long axis in axes.Skip(1))
        {
            perRow *= axis;
            if (perRow is 0 or > DataReader.MaxValues) throw new UserException(
                $"{path} holds an array of [{string.Join(", ", axes)}]; a row must have 1 to {Amount.Of(DataReader.MaxValues, "value")}");
        }
        long there = (file.Length - file.Position) / (perRow * size), rows = Math.Min(axes[0], there);
        if (rows * perRow > DataReader.MaxValues)
            throw new UserException($"{path}: over {Amount.Of(DataReader.MaxValues, "value")}; cut it into smaller recordings");
        if (rows == 0) throw new UserException($"{path} holds no values");
        byte[] bytes = new byte[rows * perRow * size];
        file.ReadExactly(bytes);
        float[] values = new float[rows * perRow];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)NpyFile.Number(bytes.AsSpan(i * size, size), type);
            if (!DataReader.IsUsable(values[i]))
                throw new UserException($"{path}, row {i / perRow + 1} holds a value that is not a number or is outside -1e30 to 1e30");
        }
        return new([(int)rows, .. axes.Skip(1).Select(axis => (int)axis)], values,
            rows < axes[0] ? $"{path}: ends after {rows} of {Amount.Of(axes[0], "row")}; these are used" : null);
    }

    private static RecordedArray ReadCsv(Stream file, string path)
    {
        List<float> values = [];
        int columns = 0, rows = 0;
        foreach ((int row, string line) in CsvLines.Of(file, path))
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (columns == 0)
            {
                columns = cells.Length;
                if (!cells.Any(CsvLines.IsNumber)) continue; // the first row may name the columns
            }
            if (cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            if (values.Count + columns > DataReader.MaxValues)
                throw new UserException($"{path}: over {Amount.Of(DataReader.MaxValues, "value")}; cut it into smaller recordings");
            for (int i = 0; i < columns; i++) values.Add(DataReader.Number(cells[i], path, row, i + 1));
            rows++;
        }
        return rows > 0 ? new([rows, columns], [.. values], null) : throw new UserException($"{path} holds no values");
    }
}
