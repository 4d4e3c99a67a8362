namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// Names of models and tensors come from files of strangers and go into source code, pages, tables and messages. Graphs and tensors hold
/// them cleaned.
/// </summary>
internal static class Names
{
    private const int MaxLength = 100;

    // Of a longer name. The name of a fused layer begins with its own, others end with what tells them apart.
    private const int Head = 60, Tail = MaxLength - Head - 3;

    /// <summary>
    /// The name with ? for each character that is not printable (<see cref="Printable"/>), at most 100 UTF-16 units; a longer one loses its
    /// middle.
    /// </summary>
    internal static string Clean(string name) => Printable.Clean(name.Length <= MaxLength ? name : $"{name[..Head]}...{name[^Tail..]}");
}
