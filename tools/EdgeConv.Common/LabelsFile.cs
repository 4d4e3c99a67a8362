using System.Text;

namespace EdgeConv.Common;

/// <summary>
/// A text file with the names of a model's classes, one per line: MODEL.labels.txt beside the model, as `train` writes it. The names are
/// safe to show.
/// </summary>
public static class LabelsFile
{
    /// <summary>Ending of the file's name; it replaces the ending of the model's.</summary>
    public const string Ending = ".labels.txt";

    /// <summary>Maximum size of the file in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Maximum length of a name; the rest of a longer name is cut off.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Returns the path of the file that belongs to a model: digits.labels.txt for digits.tflite.</summary>
    public static string PathFor(string model) => Path.ChangeExtension(model, Ending);

    /// <summary>Reads a file that the user names.</summary>
    /// <param name="option">Name of the file in messages, e.g. "--labels names.txt".</param>
    /// <param name="path">The file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="classes">Number of values of the model's output.</param>
    /// <exception cref="UserException">The file is missing, is not such a text file, or has another number of names.</exception>
    public static string[] Read(string option, string path, int classes) =>
        BoundedFile.Input(option, path, "a text file", () => BoundedFile.ReadAll(path, MaxBytes)) is { } text
            ? Parse(option, text, classes) : throw TooLong(option);

    /// <summary>Reads the file beside a model, if there is one.</summary>
    /// <param name="model">Path of the model.</param>
    /// <param name="classes">Number of values of the model's output.</param>
    /// <returns>The names, or null; and if the file cannot be used, one sentence that says why.</returns>
    public static (string[]? Names, string? Note) Beside(string model, int classes)
    {
        string path = PathFor(model);
        // A pipe or a device of this name is not read: it may have no end.
        if (FileNode.Of(path).Kind != FileKind.File) return (null, null);
        try
        {
            return (Read(path, path, classes), null);
        }
        catch (UserException failure)
        {
            return (null, $"class names are not shown: {failure.Message}");
        }
    }

    /// <summary>Reads the names from the content of a file.</summary>
    /// <param name="name">Name of the file in messages.</param>
    /// <param name="text">All bytes of the file, UTF-8.</param>
    /// <param name="classes">Number of values of the model's output.</param>
    /// <exception cref="UserException">The content is not such a text, or has another number of names.</exception>
    public static string[] Parse(string name, byte[] text, int classes)
    {
        if (text.Length > MaxBytes) throw TooLong(name);
        if (text.Contains((byte)0)) throw new UserException($"{name} is not a text file; give one name per line");
        string content = Encoding.UTF8.GetString(text).TrimStart('\uFEFF').TrimEnd();
        string[] lines = content.Length == 0 ? [] : content.Split('\n');
        if (lines.Length != classes) throw new UserException($"{name} holds {Amount.Of(lines.Length, "name")}, but the model's output " +
            $"has {Amount.Of(classes, "value")}; give one name per line");
        return Array.ConvertAll(lines, line => Printable.Text(line.Trim(), MaxNameLength));
    }

    private static UserException TooLong(string name) =>
        new($"{name} is longer than {MaxBytes >> 20} MB; give one name per line");
}
