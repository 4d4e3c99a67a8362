namespace EdgeConv.Compiler.Onnx;

/// <summary>Shortens names of a file for messages.</summary>
internal static class OnnxText
{
    private const int MaxLength = 80;

    /// <summary>The first 80 characters of a name, on one line.</summary>
    internal static string Short(string name) => Printable.Text(name, MaxLength);
}
