namespace EdgeConv.Compiler.CSharp;

/// <summary>A static void method of a compiled model.</summary>
/// <param name="Layer">Index of the layer to which it belongs.</param>
/// <param name="Name">Name of the method.</param>
/// <param name="Parameters">Parameters of the method as C#.</param>
/// <param name="Body">The lines between the braces, each indented.</param>
internal sealed record SourceMethod(int Layer, string Name, string Parameters, string Body)
{
    /// <param name="access">private, internal or public.</param>
    internal string Text(string access) => $"{access} static void {Name}({Parameters})\n{{\n{Body}}}\n";
}
