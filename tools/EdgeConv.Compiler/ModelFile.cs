using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Onnx;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler;

/// <summary>Opens a model of any format, told by its content and, where that says nothing, by its extension.</summary>
public static class ModelFile
{
    /// <summary>Largest file taken; the models a board runs are below 2 MB.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Reads a model; its name is the file's without the extension.</summary>
    /// <param name="path">A .tflite, .onnx or .json file.</param>
    /// <exception cref="UserException">Missing or unreadable; the message names the file.</exception>
    /// <exception cref="ModelException">Damaged or not supported; the message names the file.</exception>
    public static Graph Open(string path) => Open(path, ReadAll(path));

    /// <summary>Reads a model whose file is in memory: a pipe can be read only once. Its name is the file's without extension.</summary>
    /// <param name="path">A .tflite, .onnx or .json file.</param>
    /// <param name="file">All of it.</param>
    /// <exception cref="ModelException">Damaged or not supported; the message names the file.</exception>
    public static Graph Open(string path, byte[] file) =>
        Named(path, () => Read(Path.GetFileNameWithoutExtension(path), Path.GetExtension(path), file));

    /// <summary>Does work on a model; an error in the model is told with its file's name.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="ModelException">The model cannot be used.</exception>
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
    /// <param name="name">What to call it.</param>
    /// <param name="extension">Of its file, e.g. ".onnx".</param>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ModelException">Damaged or not supported.</exception>
    public static Graph Read(string name, string extension, byte[] file)
    {
        bool Is(string known) => extension.Equals(known, StringComparison.OrdinalIgnoreCase);
        if (file.Length == 0) throw new ModelException("an empty file");
        if (TfliteImporter.Recognizes(file) || Is(".tflite")) return TfliteImporter.Read(name, file);
        if (Is(".json") || file[0] == '{') return JsonImporter.Read(name, file);
        if (IsPacked("model" + extension, file))
            throw new ModelException("an .ecm file is packed already; give the .tflite, .onnx or .json model it was made from");
        if (Is(".onnx") || OnnxImporter.Recognizes(file)) return OnnxImporter.Read(name, file);
        throw new ModelException("no model that is known; give a .tflite, .onnx or .json file");
    }

    /// <summary>True for a file of the packed engine, which <see cref="PackedModel"/> loads and which is no graph any more.</summary>
    public static bool IsPacked(string path, byte[] file) =>
        path.EndsWith(".ecm", StringComparison.OrdinalIgnoreCase) || file.AsSpan().StartsWith("ECM\0"u8);

    /// <summary>All bytes of a model file.</summary>
    /// <exception cref="UserException">Missing, unreadable or too large.</exception>
    public static byte[] ReadAll(string path) =>
        BoundedFile.Input(path, path, "a model file", () => BoundedFile.ReadAll(path, MaxBytes))
        ?? throw new UserException($"{path}: over {MaxBytes >> 20} MB; models up to {MaxBytes >> 20} MB are read");
}
