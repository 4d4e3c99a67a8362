namespace EdgeConv.Training.Data;

/// <summary>Reads a table that has one frame with its label in each row. Every row becomes one recording.</summary>
internal static class TableData
{
    /// <summary>Name of the only class of frames that are labelled with positions.</summary>
    internal const string PositionClass = "position";

    private static readonly string[] s_labelHeads = ["label", "class", "target", "y"];

    public static DataSet Read(string path, DataOptions options)
    {
        using Stream file = FrameFile.Open(path);
        List<float[]> frames = [];
        List<string> labels = [];
        List<int> rows = [];
        List<Position> places = [];
        int columns = 0, labelAt = -1, axes = 0;
        foreach ((int row, string line) in CsvLines.Of(file, path))
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (columns == 0)
            {
                columns = cells.Length;
                if (columns < 2) throw new UserException(
                    $"{path}, row {row} holds one value; a row must hold a frame and its label, separated by commas");
                bool isHead = !cells.Any(CsvLines.IsNumber);
                if (isHead && options.LabelColumn is null) axes = PositionColumns(cells);
                labelAt = axes > 0 ? columns - axes : LabelColumn(path, options.LabelColumn, isHead ? cells : null, columns);
                if (isHead) continue;
            }
            if (cells.Length != columns)
                throw new UserException($"{path}, row {row}: {Amount.Of(cells.Length, "value")}, but the rows above have {columns}");
            if ((long)(frames.Count + 1) * columns > DataReader.MaxValues)
                throw new UserException($"{path}, row {row}: over {Amount.Of(DataReader.MaxValues, "value")}; take fewer rows");
            if (axes > 0)
            {
                frames.Add([.. cells[..labelAt].Select((cell, i) => DataReader.Number(cell, path, row, i + 1))]);
                places.Add(Place(cells, labelAt, path, row));
                rows.Add(row);
                continue;
            }
            float[] frame = new float[columns - 1];
            for (int i = 0; i < columns; i++)
                if (i != labelAt) frame[i < labelAt ? i : i - 1] = DataReader.Number(cells[i], path, row, i + 1);
            if (cells[labelAt].Length == 0) throw new UserException($"{path}, row {row}: no label in column {labelAt + 1}");
            frames.Add(frame);
            labels.Add(Label(cells[labelAt]));
            rows.Add(row);
        }
        if (frames.Count == 0) throw new UserException($"{path} holds no frames");
        int values = columns - Math.Max(1, axes);
        FrameShape shape = options.Shape ?? DataReader.Square(path, values,
            axes > 0 ? " beside the position" : $" beside the label in column {labelAt + 1}");
        if (shape.Length != values) throw new UserException(
            $"{path}: {Amount.Of(values, "value")} in a row beside the label, but a frame of {shape} has {shape.Length}");
        string name = Path.GetFileName(path);
        if (axes > 0) return Positions(name, shape, frames, places, rows, path);
        string[] classes = DataReader.Classes(path, labels, options.NeedsLabels);
        return new DataSet(name, shape, classes, [.. frames.Select((frame, i) =>
            new LabelledRecording($"{name}, row {rows[i]}", Array.IndexOf(classes, labels[i]), frame, [0]))], FrameKind.Readings, []);
    }

    private static DataSet Positions(
        string name, FrameShape shape, List<float[]> frames, List<Position> places, List<int> rows, string path)
    {
        for (int i = 0; i < places.Count; i++)
            if (IsOutside(places[i].X, shape.Width) || IsOutside(places[i].Y, shape.Height)) throw new UserException(
                $"{path}, row {rows[i]}: the position is outside a frame of {shape}; x counts columns from 0, and y rows");
        if (places.All(place => place.X is null)) throw new UserException($"{path}: no row has a position in column x");
        return new DataSet(name, shape, [PositionClass], [.. frames.Select((frame, i) =>
            new LabelledRecording($"{name}, row {rows[i]}", 0, frame, [0], places[i]))], FrameKind.Readings, []);
    }

    private static bool IsOutside(double? pixel, int pixels) => pixel is { } at && !(at >= -0.5 && at <= pixels - 0.5);

    // Returns 2 if the last columns are headed x and y, 1 if the last is headed x, else 0: then the label is a class.
    private static int PositionColumns(string[] head)
    {
        bool Is(int fromEnd, string name) => head.Length > fromEnd && head[^fromEnd].Equals(name, StringComparison.OrdinalIgnoreCase);
        return Is(2, "x") && Is(1, "y") ? 2 : Is(1, "x") ? 1 : 0;
    }

    // An empty cell means that there is nothing in the frame.
    private static Position Place(string[] cells, int first, string path, int row)
    {
        double? Cell(int i) => i >= cells.Length || cells[i].Length == 0 ? null : DataReader.Number(cells[i], path, row, i + 1);
        (double? x, double? y) = (Cell(first), Cell(first + 1));
        if (first + 1 < cells.Length && x is null != y is null)
            throw new UserException($"{path}, row {row}: give both x and y, or leave both empty if there is nothing in the frame");
        return new Position(x, y);
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
