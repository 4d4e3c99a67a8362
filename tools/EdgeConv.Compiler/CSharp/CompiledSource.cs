namespace EdgeConv.Compiler.CSharp;

/// <summary>The C# files of a compiled model, each for an assembly of its own where there are several.</summary>
/// <param name="Files">What each is called, without ending, what it says, and the bytes of bytecode it becomes; the class that implements
/// IModel comes last.</param>
/// <param name="Tables">Layers whose weights are tables in RAM, because they did not fit as code.</param>
/// <param name="NeedsPacked">True where the project of the last file references EdgeConv.Packed beside EdgeConv.</param>
/// <param name="InitializerBytes">Bytes of array initializers in the last file.</param>
public sealed record CompiledSource(ImmutableArray<(string Name, string Text, int Bytes)> Files, ImmutableArray<string> Tables,
    bool NeedsPacked, int InitializerBytes);
