namespace EdgeConv.Compiler.Onnx;

/// <summary>Names of a file as messages show them.</summary>
internal static class OnnxText
{
    /// <summary>At most 80 characters on one line.</summary>
    internal static string Short(string name)
    {
        string cut = name.Length <= 80 ? name : name[..77] + "...";
        return cut.Any(char.IsControl) ? new string([.. cut.Select(c => char.IsControl(c) ? '?' : c)]) : cut;
    }
}
