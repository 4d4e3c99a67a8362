namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// The cost of one inference of a compiled model, counted by running it. A few branches, such as those of a maximum, depend on values;
/// therefore there is a minimum and a maximum.
/// </summary>
/// <param name="Instructions">Number of IL instructions with a fixed pseudo-random input.</param>
/// <param name="Min">Minimum number of IL instructions over three inputs.</param>
/// <param name="Max">Maximum number of IL instructions over the same inputs.</param>
/// <param name="RamBytes">Size of the elements of all arrays, in bytes.</param>
public sealed record CompiledCost(long Instructions, long Min, long Max, long RamBytes);
