namespace EdgeConv.Compiler.CSharp;

/// <summary>A static method of a compiled model, without result.</summary>
/// <param name="Layer">Number of the layer it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters as C#.</param>
/// <param name="Body">The lines between its braces, each indented.</param>
internal sealed record SourceMethod(int Layer, string Name, string Parameters, string Body)
{
    /// <summary>The method as C#.</summary>
    /// <param name="access">private, internal or public.</param>
    internal string Text(string access) => $"{access} static void {Name}({Parameters})\n{{\n{Body}}}\n";
}
