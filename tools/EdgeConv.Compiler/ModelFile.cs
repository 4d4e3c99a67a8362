using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Onnx;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler;

/// <summary>
/// Opens a model file of any format. The content of the file tells the format, or the extension if the content does not.
/// </summary>
public static class ModelFile
{
    /// <summary>Maximum size of a model file, in bytes: 256 MB. Models that boards run are below 2 MB.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Reads a model. Its name is the file's name without the extension.</summary>
    /// <param name="path">A .tflite, .onnx or .json file.</param>
    /// <exception cref="UserException">The file is missing, unreadable or too large; the message names it.</exception>
    /// <exception cref="ModelException">The model is damaged or not supported; the message names the file.</exception>
    public static Graph Open(string path) => Open(path, ReadAll(path));

    /// <summary>
    /// Reads a model whose file is in memory already, because the file may be a pipe, which can be read only once. Its name is the file's
    /// name without the extension.
    /// </summary>
    /// <param name="path">Path of a .tflite, .onnx or .json file.</param>
    /// <param name="file">All bytes of the file.</param>
    /// <exception cref="ModelException">The model is damaged or not supported; the message names the file.</exception>
    public static Graph Open(string path, byte[] file) =>
        Named(path, () => Read(Path.GetFileNameWithoutExtension(path), Path.GetExtension(path), file));

    /// <summary>Calls a function that works on a model. If it refuses the model, the file's name is put before the message.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="work">The function.</param>
    /// <exception cref="ModelException">The model cannot be used; the message names the file.</exception>
    public static T Named<T>(string file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is ModelException or ModelFormatException)
        {
            throw new ModelException(e.Message.StartsWith(file + ":", StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message}", e);
        }
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="name">Name for the model, if the file has none.</param>
    /// <param name="extension">Extension of the file, e.g. ".onnx".</param>
    /// <param name="file">All bytes of the file.</param>
    /// <exception cref="ModelException">The model is damaged or not supported.</exception>
    public static Graph Read(string name, string extension, byte[] file)
    {
        bool Is(string known) => extension.Equals(known, StringComparison.OrdinalIgnoreCase);
        if (file.Length == 0) throw new ModelException("the file is empty; give a .tflite, .onnx or .json file");
        if (TfliteImporter.Recognizes(file) || Is(".tflite")) return TfliteImporter.Read(name, file);
        if (Is(".json") || file[0] == '{') return JsonImporter.Read(name, file);
        if (IsPacked("model" + extension, file))
            throw new ModelException("an .ecm file is packed already; give the .tflite, .onnx or .json model it was made from");
        if (Is(".onnx") || OnnxImporter.Recognizes(file)) return OnnxImporter.Read(name, file);
        throw new ModelException("the file is no model that EdgeConv knows; give a .tflite, .onnx or .json file");
    }

    /// <summary>
    /// True for an .ecm file, told by its extension or its first bytes. <see cref="PackedModel"/> loads such a file; it cannot become a
    /// graph again.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="file">All bytes of the file.</param>
    public static bool IsPacked(string path, byte[] file) =>
        path.EndsWith(".ecm", StringComparison.OrdinalIgnoreCase) || file.AsSpan().StartsWith("ECM\0"u8);

    /// <summary>Reads all bytes of a model file.</summary>
    /// <exception cref="UserException">The file is missing, unreadable or larger than <see cref="MaxBytes"/>.</exception>
    public static byte[] ReadAll(string path) =>
        BoundedFile.Input(path, path, "a model file", () => BoundedFile.ReadAll(path, MaxBytes))
        ?? throw new UserException($"{path}: the file is larger than {MaxBytes >> 20} MB; give a model of at most {MaxBytes >> 20} MB");
}
