namespace EdgeConv.Training.Data;

/// <summary>Opens whatever `--data` names.</summary>
public static class DataReader
{
    /// <summary>Maximum number of values that one file or folder may hold.</summary>
    internal const int MaxValues = 1 << 26;

    private const int MaxClasses = 256;
    private const float MaxValue = 1e30f; // augmentation scales values, and the result must stay finite

    /// <summary>Reads labelled frames.</summary>
    /// <param name="path">A .csv or .csv.gz with a label column, a folder with a folder per label, or a folder of files with the label in
    /// their names.</param>
    /// <param name="options">How files become frames.</param>
    /// <exception cref="UserException">Missing, damaged, mixed, or of one class only.</exception>
    public static DataSet Read(string path, DataOptions options) => BoundedFile.Named(path, () =>
    {
        if (Directory.Exists(path)) return FolderData.Read(path, options);
        if (!File.Exists(path)) throw new UserException($"--data {path}: no such file or folder");
        return IsTable(path) ? TableData.Read(path, options) : throw new UserException(
            $"--data {path}: give a .csv or .csv.gz with a label column, or a folder of images or recordings");
    });

    /// <summary>True for .csv and .csv.gz.</summary>
    internal static bool IsTable(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Labels in order, numbers by their value, each once.</summary>
    /// <exception cref="UserException">One alone, or too many.</exception>
    internal static string[] Classes(string path, IEnumerable<string> labels, bool needsLabels)
    {
        string[] classes = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.All(label => int.TryParse(label, NumberStyles.Integer, null, out _)))
            classes = [.. classes.OrderBy(label => int.Parse(label))];
        if (classes.Length == 1 && needsLabels)
            throw new UserException($"{path}: one class only ('{Printable.Text(classes[0], 30)}'); training needs two or more");
        if (classes.Length > MaxClasses) throw new UserException($"{path}: {Amount.Of(classes.Length, "different label")} " +
            $"('{Printable.Text(classes[0], 20)}', '{Printable.Text(classes[1], 20)}', ...), at most {Amount.Of(MaxClasses)}; is the " +
            "label in another column (--label)?");
        return classes;
    }

    /// <summary>The number in a cell, within the range that training can use.</summary>
    /// <exception cref="UserException">It is none, not finite, or too great.</exception>
    internal static float Number(string cell, string path, int row, int column)
    {
        float value = (float)CsvLines.Number(cell, path, row, column);
        return IsUsable(value) ? value : throw new UserException(
            $"{path}, row {row}, column {column}: '{Printable.Text(cell, 20)}' is beyond what can be learned from, -1e30 to 1e30");
    }

    /// <summary>True for a value that training can use: at most 1e30 in magnitude.</summary>
    internal static bool IsUsable(float value) => Math.Abs(value) <= MaxValue;

    /// <summary>The shape of so many values in a row: a square of one channel.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Values.</param>
    /// <param name="beside">What else the row holds, with a space before it, for the message.</param>
    /// <exception cref="UserException">No square number.</exception>
    internal static FrameShape Square(string path, int length, string beside = "")
    {
        int side = (int)Math.Round(Math.Sqrt(length));
        return side * side == length ? new FrameShape(side, side, 1) : throw new UserException($"{path}: {Amount.Of(length, "value")} "
            + $"in a row{beside} are no square; say what a frame is with --shape HxWxC, e.g. --shape 1x{length}x1");
    }
}
