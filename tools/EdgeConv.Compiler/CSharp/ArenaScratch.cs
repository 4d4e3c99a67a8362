namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Reserves memory in the arena that an operator needs only while it runs, for example for padded rows. It takes a gap between the tensors
/// that are alive at that time, or new bytes at the end of the arena.
/// </summary>
internal sealed class ArenaScratch
{
    private readonly List<(int Start, int End, int First, int Last)> _blocks = [];

    internal ArenaScratch(Graph graph, ArenaPlan plan)
    {
        Bytes = plan.Bytes;
        foreach ((Tensor tensor, (int first, int last)) in ArenaPlanner.Lives(graph))
            _blocks.Add((plan.OffsetOf(tensor), plan.OffsetOf(tensor) + (int)ArenaPlanner.BytesOf(tensor), first, last));
        _blocks.Sort();
    }

    /// <summary>Size of the arena in bytes, with the bytes that were added at its end.</summary>
    internal int Bytes { get; private set; }

    /// <summary>True if an operator can reserve so many bytes without making the arena larger.</summary>
    internal bool HasRoom(int index, long bytes) => Find(index, bytes) + bytes <= Bytes;

    /// <summary>Reserves bytes for an operator and returns their offset in the arena.</summary>
    /// <param name="index">The operator's index in running order.</param>
    /// <param name="bytes">Number of bytes, 0 or above.</param>
    /// <exception cref="ModelException">The arena would have 2^31 bytes or more.</exception>
    internal int Reserve(int index, long bytes)
    {
        long free = Find(index, bytes);
        if (free + bytes > int.MaxValue)
            throw new ModelException($"activations and padded rows need {Amount.Of(free + bytes, "byte")} at once, which no board has; use "
                + "a smaller input");
        Bytes = Math.Max(Bytes, (int)(free + bytes));
        _blocks.Add(((int)free, (int)(free + bytes), index, index));
        _blocks.Sort();
        return (int)free;
    }

    private long Find(int index, long bytes)
    {
        long free = 0;
        foreach ((int start, int end, int first, int last) in _blocks)
        {
            if (last < index || first > index) continue;
            if (start - free >= bytes) break;
            free = Math.Max(free, end);
        }
        return free;
    }
}
