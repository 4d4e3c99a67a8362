namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>What a compiled model takes of a board.</summary>
/// <param name="RamBytes">Bytes of the elements of all arrays.</param>
/// <param name="HeapBytes">Bytes of all objects and arrays on a chip of 32 bits.</param>
/// <param name="LargestArrayBytes">Of these, the largest array.</param>
/// <param name="CodeBytes">Bytes of its code in flash, counted high: by some percent, of weights in tables by half.</param>
internal sealed record CompiledSize(long RamBytes, long HeapBytes, long LargestArrayBytes, long CodeBytes);
