namespace EdgeConv.Compiler.Backends;

/// <summary>What one way to run a model takes of a board.</summary>
/// <param name="Engine">E.g. "packed".</param>
/// <param name="Weights">How it holds weights: "long" is fast, 8/3 bytes each; "sbyte" is slower, 1 byte each.</param>
/// <param name="RamBytes">Bytes of all arrays it allocates, exactly.</param>
/// <param name="ArenaBytes">Bytes of the largest of them, the arena.</param>
/// <param name="FileBytes">Bytes of the file it reads the model from.</param>
public sealed record EngineCost(string Engine, string Weights, long RamBytes, long ArenaBytes, long FileBytes)
{
    /// <summary>True where the heap holds it.</summary>
    public bool FitsHeap(Board board) => RamBytes <= board.HeapBytes && ArenaBytes <= board.LargestArrayBytes;

    /// <summary>True where the flash for files holds it.</summary>
    public bool FitsStorage(Board board) => FileBytes <= board.StorageBytes;

    /// <summary>The packed engine with fast weights and with compact ones.</summary>
    public static EngineCost[] OfPacked(EcmFile fast, EcmFile compact) =>
        [new("packed", "long", fast.RamBytes, fast.ArenaBytes, fast.Bytes.Length), new("packed", "sbyte", compact.RamBytes, compact.ArenaBytes, compact.Bytes.Length)];
}
