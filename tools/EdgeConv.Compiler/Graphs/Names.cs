namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// Cleans the names of models and tensors. They come from files of strangers and are written into source code, pages, tables and messages,
/// where a control character or a very long name could do harm.
/// </summary>
internal static class Names
{
    private const int MaxLength = 100;

    private const string Ellipsis = "...";

    // Characters that are kept at the beginning and the end of a longer name. Both matter: a fused layer's name begins with the name of its
    // first operator, and names like "net/block1/conv1" and "net/block1/conv2" differ at the end.
    private const int BeginLength = 60, EndLength = MaxLength - BeginLength - 3;

    /// <summary>
    /// Puts a ? in place of each character that is not printable (<see cref="Printable"/>), and three dots in place of the middle of a name
    /// of more than 100 UTF-16 units.
    /// </summary>
    internal static string Clean(string name) =>
        Printable.Clean(name.Length <= MaxLength ? name : name[..BeginLength] + Ellipsis + name[^EndLength..]);
}
