using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;

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
        Dictionary<Tensor, (int First, int Last)> lives = new(ReferenceEqualityComparer.Instance);
        void Touch(Tensor tensor, int at)
        {
            if (tensor.IsConstant) return;
            (int first, int last) = lives.GetValueOrDefault(tensor, (at, at));
            lives[tensor] = (Math.Min(first, at), Math.Max(last, at));
        }
        foreach (Tensor tensor in graph.Inputs) Touch(tensor, 0);
        for (int i = 0; i < count; i++)
            foreach (Tensor tensor in graph.Operators[i].Inputs.Concat(graph.Operators[i].Outputs)) Touch(tensor, i);
        foreach (Tensor tensor in graph.Outputs) Touch(tensor, Math.Max(0, count - 1));

        long[] live = new long[count];
        long[] ends = new long[count];
        foreach ((Tensor tensor, (int first, int last)) in lives.OrderBy(life => plan.OffsetOf(life.Key)))
        {
            long start = plan.OffsetOf(tensor), end = start + ArenaPlanner.BytesOf(tensor);
            for (int i = first; i <= last && i < count; i++)
            {
                live[i] += Math.Max(0, end - Math.Max(start, ends[i]));
                ends[i] = Math.Max(ends[i], end);
            }
        }
        return live;
    }
}
