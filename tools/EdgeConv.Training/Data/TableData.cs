namespace EdgeConv.Training.Data;

/// <summary>Reads a table that has one frame with its label in each row. Every row becomes one recording.</summary>
internal static class TableData
{
    private static readonly string[] s_labelHeads = ["label", "class", "target", "y"];

    public static DataSet Read(string path, DataOptions options)
    {
        using Stream file = FrameFile.Open(path);
        List<float[]> frames = [];
        List<string> labels = [];
        List<int> rows = [];
        int columns = 0, labelAt = -1;
        foreach ((int row, string line) in CsvLines.Of(file, path))
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (columns == 0)
            {
                columns = cells.Length;
                if (columns < 2) throw new UserException(
                    $"{path}, row {row} holds one value; a row must hold a frame and its label, separated by commas");
                bool isHead = !cells.Any(CsvLines.IsNumber);
                labelAt = LabelColumn(path, options.LabelColumn, isHead ? cells : null, columns);
                if (isHead) continue;
            }
            if (cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            if ((long)(frames.Count + 1) * columns > DataReader.MaxValues)
                throw new UserException($"{path}, row {row}: over {Amount.Of(DataReader.MaxValues, "value")}; take fewer rows");
            float[] frame = new float[columns - 1];
            for (int i = 0; i < columns; i++)
                if (i != labelAt) frame[i < labelAt ? i : i - 1] = DataReader.Number(cells[i], path, row, i + 1);
            if (cells[labelAt].Length == 0) throw new UserException($"{path}, row {row}: no label in column {labelAt + 1}");
            frames.Add(frame);
            labels.Add(Label(cells[labelAt]));
            rows.Add(row);
        }
        if (frames.Count == 0) throw new UserException($"{path} holds no frames");
        FrameShape shape = options.Shape ?? DataReader.Square(path, columns - 1, $" beside the label in column {labelAt + 1}");
        if (shape.Length != columns - 1) throw new UserException(
            $"{path}: {Amount.Of(columns - 1, "value")} in a row beside the label, but a frame of {shape} has {shape.Length}");
        string[] classes = DataReader.Classes(path, labels, options.NeedsLabels);
        string name = Path.GetFileName(path);
        return new DataSet(name, shape, classes, [.. frames.Select((frame, i) =>
            new LabelledRecording($"{name}, row {rows[i]}", Array.IndexOf(classes, labels[i]), frame, [0]))], FrameKind.Readings, []);
    }

    // "3" and "3.0" are the same class.
    private static string Label(string cell) => double.TryParse(cell, NumberStyles.Float, null, out double number)
        && number == Math.Floor(number) && Math.Abs(number) < 1e9 ? ((int)number).ToString() : Printable.Text(cell);

    private static int LabelColumn(string path, string? wanted, string[]? head, int columns)
    {
        if (wanted is null)
        {
            int at = head is null ? -1 : Array.FindIndex(head, cell => s_labelHeads.Contains(cell, StringComparer.OrdinalIgnoreCase));
            return at >= 0 ? at : columns - 1;
        }
        if (int.TryParse(wanted, NumberStyles.None, null, out int number))
            return number >= 1 && number <= columns ? number - 1
                : throw new UserException($"--label {number}: {path} has columns 1 to {columns}");
        int named = head is null ? -1 : Array.IndexOf(head, wanted);
        return named >= 0 ? named : throw new UserException($"--label {Printable.Text(wanted, 30)}: " +
            $"{(head is null ? $"{path} has no row of names; give the column's number" : $"no column of {path} has this name")}");
    }
}
