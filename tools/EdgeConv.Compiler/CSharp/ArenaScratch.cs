namespace EdgeConv.Compiler.CSharp;

/// <summary>Room in the arena that one operator needs only while it runs: where no tensor is alive then, or beyond the end.</summary>
internal sealed class ArenaScratch
{
    private readonly List<(int Start, int End, int First, int Last)> _blocks = [];

    /// <summary>Learns what is alive when.</summary>
    internal ArenaScratch(Graph graph, ArenaPlan plan)
    {
        Bytes = plan.Bytes;
        foreach ((Tensor tensor, (int first, int last)) in ArenaPlanner.Lives(graph))
            _blocks.Add((plan.OffsetOf(tensor), plan.OffsetOf(tensor) + (int)ArenaPlanner.BytesOf(tensor), first, last));
        _blocks.Sort();
    }

    /// <summary>Bytes of the arena with all that was taken.</summary>
    internal int Bytes { get; private set; }

    /// <summary>Whether so many bytes are free while an operator runs, without a larger arena.</summary>
    internal bool HasRoom(int index, long bytes) => Find(index, bytes) + bytes <= Bytes;

    /// <summary>Where an operator may put so many bytes.</summary>
    /// <param name="index">The operator's place in running order.</param>
    /// <param name="bytes">Its need.</param>
    /// <exception cref="ModelException">The arena would be of 2^31 bytes or more.</exception>
    internal int Take(int index, long bytes)
    {
        long free = Find(index, bytes);
        if (free + bytes > int.MaxValue)
            throw new ModelException($"activations and padded rows of {Amount.Of(free + bytes, "byte")} at once; no board holds them");
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
