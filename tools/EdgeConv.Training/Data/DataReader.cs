namespace EdgeConv.Training.Data;

/// <summary>Reads the file or folder that `--data` names.</summary>
public static class DataReader
{
    /// <summary>Maximum number of values that one file or folder may hold.</summary>
    internal const int MaxValues = 1 << 26;

    private const int MaxClasses = 256;
    private const float MaxValue = 1e30f; // augmentation scales values, and the result must stay finite

    /// <summary>Reads labelled frames.</summary>
    /// <param name="path">A .csv or .csv.gz with a label column or columns of a position, a folder with a folder per label, a folder of
    /// files with the label in their names, or synthetic:line.</param>
    /// <param name="options">How files become frames.</param>
    /// <exception cref="UserException">The path is missing or damaged, mixes images with recordings, or holds only one class.</exception>
    public static DataSet Read(string path, DataOptions options) => BoundedFile.Named(path, () =>
    {
        if (path.StartsWith("synthetic:", StringComparison.Ordinal)) return LineData.Read(path, options);
        if (Directory.Exists(path)) return FolderData.Read(path, options);
        if (!File.Exists(path)) throw new UserException($"--data {path}: no such file or folder");
        return IsTable(path) ? TableData.Read(path, options) : throw new UserException(
            $"--data {path}: give a .csv or .csv.gz with a label column, or a folder of images or recordings");
    });

    internal static bool IsTable(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the distinct labels in order: by value if all are integers, else as text.</summary>
    /// <exception cref="UserException">There is only one label although training needs two, or there are more than 256.</exception>
    internal static string[] Classes(string path, IEnumerable<string> labels, bool needsLabels)
    {
        string[] classes = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.All(label => int.TryParse(label, NumberStyles.Integer, null, out _)))
            classes = [.. classes.OrderBy(label => int.Parse(label))];
        if (classes.Length == 1 && needsLabels)
            throw new UserException($"{path} holds only one class ('{Printable.Text(classes[0], 30)}'); training needs two or more");
        if (classes.Length > MaxClasses) throw new UserException($"{path}: {Amount.Of(classes.Length, "different label")} " +
            $"('{Printable.Text(classes[0], 20)}', '{Printable.Text(classes[1], 20)}', ...), at most {Amount.Of(MaxClasses)}; is the " +
            "label in another column (--label)?");
        return classes;
    }

    /// <summary>Parses the number in a cell of a table.</summary>
    /// <exception cref="UserException">The cell holds no number, or one that is not finite or beyond 1e30 in magnitude.</exception>
    internal static float Number(string cell, string path, int row, int column)
    {
        float value = (float)CsvLines.Number(cell, path, row, column);
        return IsUsable(value) ? value : throw new UserException(
            $"{path}, row {row}, column {column}: '{Printable.Text(cell, 20)}' is outside the range that training takes, -1e30 to 1e30");
    }

    /// <summary>True for a value that training can use: at most 1e30 in magnitude.</summary>
    internal static bool IsUsable(float value) => Math.Abs(value) <= MaxValue;

    /// <summary>Returns the shape of a row that is a square frame of one channel: 64 values are 8x8x1.</summary>
    /// <param name="path">File of the row, for the message.</param>
    /// <param name="length">Number of values in the row.</param>
    /// <param name="beside">Further content of the row for the message, with a space before it, such as " beside the label".</param>
    /// <exception cref="UserException"><paramref name="length"/> is not a square number.</exception>
    internal static FrameShape Square(string path, int length, string beside = "")
    {
        int side = (int)Math.Round(Math.Sqrt(length));
        return side * side == length ? new FrameShape(side, side, 1) : throw new UserException($"{path}: {Amount.Of(length, "value")} "
            + $"in a row{beside} make no square frame; give the shape of a frame with --shape HxWxC, e.g. --shape 1x{length}x1");
    }
}
