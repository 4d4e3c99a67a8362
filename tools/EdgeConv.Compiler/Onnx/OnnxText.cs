namespace EdgeConv.Compiler.Onnx;

/// <summary>Names of a file as messages show them.</summary>
internal static class OnnxText
{
    /// <summary>The first 80 characters, on one line.</summary>
    internal static string Short(string name) => Printable.Text(name, 80);
}
