using System.Globalization;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Frames;

namespace EdgeConv.Training.Data;

/// <summary>Opens whatever `--data` names.</summary>
public static class DataReader
{
    private const int MostClasses = 256;

    /// <summary>Reads labelled frames.</summary>
    /// <param name="path">A .csv or .csv.gz with a label column, a folder with a folder per label, or a folder of files with the label in their names.</param>
    /// <param name="options">How files become frames.</param>
    /// <exception cref="SimulationException">Missing, damaged, mixed, or of one class only.</exception>
    public static DataSet Read(string path, DataOptions options)
    {
        try
        {
            if (Directory.Exists(path)) return FolderData.Read(path, options);
            if (!File.Exists(path)) throw new SimulationException($"--data {path}: no such file or folder");
            if (IsTable(path)) return TableData.Read(path, options);
            throw new SimulationException($"--data {path}: give a .csv or .csv.gz with a label column, or a folder of images or recordings");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"{path}: cannot be read: {failure.Message}");
        }
    }

    /// <summary>True for .csv and .csv.gz.</summary>
    internal static bool IsTable(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Labels in order, numbers by their value, each once.</summary>
    /// <exception cref="SimulationException">One alone, or too many.</exception>
    internal static string[] Classes(string path, IEnumerable<string> labels)
    {
        string[] classes = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.All(label => int.TryParse(label, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)))
            classes = [.. classes.OrderBy(label => int.Parse(label, CultureInfo.InvariantCulture))];
        if (classes.Length == 1) throw new SimulationException($"{path}: one class only ('{Printable.Text(classes[0], 30)}'); training needs two or more");
        if (classes.Length > MostClasses) throw new SimulationException($"{path}: {classes.Length} different labels ('{Printable.Text(classes[0], 20)}', '{Printable.Text(classes[1], 20)}', ...), at most {MostClasses}; is the label in another column (--label)?");
        return classes;
    }

    /// <summary>The shape of so many values in a row: a square of one channel.</summary>
    /// <exception cref="SimulationException">No square number.</exception>
    internal static FrameShape Square(string path, int length)
    {
        int side = (int)Math.Round(Math.Sqrt(length));
        return side * side == length ? new FrameShape(side, side, 1) : throw new SimulationException($"{path}: {length} values in a row are no square; say what a frame is with --shape HxWxC, e.g. --shape 1x{length}x1");
    }
}
