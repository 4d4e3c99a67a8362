namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Bytes of the arena that hold something while an operator runs: its inputs and outputs, and whatever a later operator still reads.
/// </summary>
public static class LiveBytes
{
    /// <summary>One number per operator; what tensors share counts once.</summary>
    public static long[] Of(Graph graph, ArenaPlan plan)
    {
        int count = graph.Operators.Length;
        long[] live = new long[count];
        long[] ends = new long[count];
        foreach ((Tensor tensor, (int first, int last)) in ArenaPlanner.Lives(graph).OrderBy(life => plan.OffsetOf(life.Key)))
        {
            long start = plan.OffsetOf(tensor), end = start + ArenaPlanner.BytesOf(tensor);
            for (int i = Math.Max(0, first); i <= Math.Max(0, last) && i < count; i++)
            {
                live[i] += Math.Max(0, end - Math.Max(start, ends[i]));
                ends[i] = Math.Max(ends[i], end);
            }
        }
        return live;
    }
}
