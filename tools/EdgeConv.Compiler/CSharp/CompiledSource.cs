namespace EdgeConv.Compiler.CSharp;

/// <summary>The C# files of a compiled model. If there are several, each is for an assembly of its own.</summary>
/// <param name="Files">For each file its name without extension, its text, and its bytecode in bytes. The file of the class that implements
/// IModel comes last.</param>
/// <param name="Tables">The layers whose weights are tables in RAM, because they did not fit as code.</param>
/// <param name="NeedsPacked">True if the project of the last file must reference EdgeConv.Packed in addition to EdgeConv.</param>
/// <param name="InitializerBytes">Size of the array initializers in the last file, in bytes.</param>
public sealed record CompiledSource(ImmutableArray<(string Name, string Text, int Bytes)> Files, ImmutableArray<string> Tables,
    bool NeedsPacked, int InitializerBytes);
