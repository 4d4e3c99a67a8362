namespace EdgeConv.Training.Data;

/// <summary>The numbers of one recorded file.</summary>
/// <param name="Axes">Extents, the first is time.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Note">What was wrong with the file but left it usable, or null.</param>
internal sealed record RecordedArray(int[] Axes, float[] Values, string? Note)
{
    // Values of 8 bytes, and a header.
    private const int LargestFile = 8 * DataReader.MaxValues + (1 << 17);

    /// <summary>Reads a .npy, .csv or .csv.gz.</summary>
    /// <exception cref="UserException">Damaged, too large, or with a value that is no number.</exception>
    public static RecordedArray Read(string path)
    {
        FrameFile.CheckInFolder(path);
        using Stream file = FrameFile.Open(path, LargestFile);
        return DataReader.IsTable(path) ? ReadCsv(file, path) : ReadNpy(file, path);
    }

    // A recorder that writes its header first and is stopped early leaves fewer values than the header says: the whole rows that are there
    // count.
    private static RecordedArray ReadNpy(Stream file, string path)
    {
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        long perRow = 1;
        foreach (long axis in axes.Skip(1))
        {
            perRow *= axis;
            if (perRow is 0 or > DataReader.MaxValues) throw new UserException(
                $"{path}: an array of [{string.Join(", ", axes)}]; rows of 1 to {Amount.Of(DataReader.MaxValues, "value")} are read");
        }
        long there = (file.Length - file.Position) / (perRow * size), rows = Math.Min(axes[0], there);
        if (rows * perRow > DataReader.MaxValues)
            throw new UserException($"{path}: over {Amount.Of(DataReader.MaxValues, "value")}; cut it into smaller recordings");
        if (rows == 0) throw new UserException($"{path}: no values in it");
        byte[] bytes = new byte[rows * perRow * size];
        file.ReadExactly(bytes);
        float[] values = new float[rows * perRow];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)NpyFile.Number(bytes.AsSpan(i * size, size), type);
            if (!DataReader.IsUsable(values[i]))
                throw new UserException($"{path}, row {i / perRow + 1}: a value that is not a number, or beyond -1e30 to 1e30");
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
                if (!cells.Any(CsvLines.IsNumber)) continue; // names of the columns
            }
            if (cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            if (values.Count + columns > DataReader.MaxValues)
                throw new UserException($"{path}: over {Amount.Of(DataReader.MaxValues, "value")}; cut it into smaller recordings");
            for (int i = 0; i < columns; i++) values.Add(DataReader.Number(cells[i], path, row, i + 1));
            rows++;
        }
        return rows > 0 ? new([rows, columns], [.. values], null) : throw new UserException($"{path}: no values in it");
    }
}
