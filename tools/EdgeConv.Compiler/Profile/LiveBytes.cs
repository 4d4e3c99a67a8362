namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Computes how many bytes of the arena are in use while an operator runs: its inputs and outputs, and the tensors that later operators
/// read.
/// </summary>
public static class LiveBytes
{
    /// <summary>The number of bytes for each operator. Bytes that several tensors share count once.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="plan">The plan of its arena.</param>
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
