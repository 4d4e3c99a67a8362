namespace EdgeConv.Compiler.CSharp;

/// <summary>What one inference of a compiled model takes, counted by running it.</summary>
/// <param name="Instructions">IL instructions with an input of all values of int8 in no order, the same each time.</param>
/// <param name="Min">The least over three inputs: a few branches, such as a maximum's, depend on values.</param>
/// <param name="Max">The most.</param>
/// <param name="RamBytes">Bytes of the elements of all arrays.</param>
public sealed record CompiledCost(long Instructions, long Min, long Max, long RamBytes);
