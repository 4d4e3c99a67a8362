namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// Names of models and tensors come from strangers' files and go into source code, pages, tables and messages: graphs and tensors hold them
/// cleaned.
/// </summary>
internal static class Names
{
    private const int MaxLength = 100;

    // What is kept of a longer name. A fused layer's name begins with its own; other names end with what tells them apart.
    private const int Head = 60, Tail = MaxLength - Head - 3;

    /// <summary>
    /// The name with ? for each character that is not printable (<see cref="Printable"/>); one of more than 100 UTF-16 units loses its
    /// middle.
    /// </summary>
    internal static string Clean(string name) => Printable.Clean(name.Length <= MaxLength ? name : $"{name[..Head]}...{name[^Tail..]}");
}
