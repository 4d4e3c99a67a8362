namespace EdgeConv.Compiler.Backends.Profile;

/// <summary>What one inference of a compiled model takes, counted by running it.</summary>
/// <param name="Instructions">IL instructions with the input of <see cref="ModelProfile.Input"/>.</param>
/// <param name="Least">The least over three inputs: a few branches, such as a maximum's, depend on values.</param>
/// <param name="Most">The most.</param>
/// <param name="RamBytes">Bytes of the elements of all arrays.</param>
internal sealed record CompiledCost(long Instructions, long Least, long Most, long RamBytes);
