namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Places tensors so that those alive at the same time do not overlap: greedy best fit in several orders, the smallest arena wins. Views
/// share the memory of what they show; an output takes the memory of an input that dies with the operator where
/// <see cref="Operator.MayOverwrite"/> allows it. Graph inputs are alive from before the first operator on, until their last use; graph
/// outputs until after the last.
/// </summary>
public static class ArenaPlanner
{
    private const int Alignment = 4;

    // Which block to place first; ties go to the larger, then to the earlier.
    private static readonly Func<Block, long>[] s_orders = [block => block.Bytes, block => block.Busiest,
        block => block.End - block.Start, block => (long)block.Bytes * (block.End - block.Start + 1), block => -block.Start];

    /// <summary>Plans a graph's arena.</summary>
    /// <exception cref="ModelException">The arena would be of 2^31 bytes or more.</exception>
    public static ArenaPlan Plan(Graph graph)
    {
        (long bytes, List<(Block, long)> placed) = (long.MaxValue, []);
        foreach (bool inPlace in (bool[])[true, false])
        {
            List<Block> blocks = Blocks(graph, inPlace);
            long bound = Measure(blocks, graph.Operators.Length);
            foreach (Func<Block, long> order in s_orders)
            {
                if (bytes <= bound) break;
                (long Bytes, List<(Block, long)> Placed) next =
                    Place(blocks.OrderByDescending(order).ThenByDescending(block => block.Bytes).ThenBy(block => block.Start));
                if (next.Bytes < bytes) (bytes, placed) = next;
            }
        }
        if (bytes > int.MaxValue) throw new ModelException($"activations of {Amount.Of(bytes, "byte")} at once; no board holds them");
        Dictionary<Tensor, int> offsets = new(ReferenceEqualityComparer.Instance);
        foreach ((Block block, long offset) in placed)
            foreach (Tensor tensor in block.Tensors) offsets[tensor] = (int)offset;
        return new ArenaPlan(offsets, (int)bytes);
    }

    /// <summary>Bytes a tensor's elements take.</summary>
    public static long BytesOf(Tensor tensor) => (long)tensor.Shape.Length * tensor.Type switch
    {
        ElementType.Int8 => 1,
        ElementType.Int64 => 8,
        _ => 4,
    };

    /// <summary>
    /// When each tensor that is not constant is first and last used: indices of operators, -1 for graph inputs, the number of operators for
    /// graph outputs.
    /// </summary>
    internal static Dictionary<Tensor, (int First, int Last)> Lives(Graph graph)
    {
        Dictionary<Tensor, (int First, int Last)> lives = new(ReferenceEqualityComparer.Instance);
        void Use(IEnumerable<Tensor> tensors, int at)
        {
            foreach (Tensor tensor in tensors.Where(tensor => !tensor.IsConstant))
                lives[tensor] = (lives.TryGetValue(tensor, out (int First, int) life) ? life.First : at, at);
        }
        Use(graph.Inputs, -1);
        for (int i = 0; i < graph.Operators.Length; i++) Use(graph.Operators[i].Inputs.Concat(graph.Operators[i].Outputs), i);
        Use(graph.Outputs, graph.Operators.Length);
        return lives;
    }

    private static List<Block> Blocks(Graph graph, bool inPlace)
    {
        Dictionary<Tensor, Block> blocks = new(ReferenceEqualityComparer.Instance);
        void Join(Block into, Tensor tensor)
        {
            Block block = blocks[tensor];
            into.Bytes = Math.Max(into.Bytes, block.Bytes);
            into.End = Math.Max(into.End, block.End);
            into.Tensors.AddRange(block.Tensors);
            foreach (Tensor moved in block.Tensors) blocks[moved] = into;
        }

        foreach ((Tensor tensor, (int first, int last)) in Lives(graph)) blocks[tensor] = new Block(tensor, first) { End = last };
        foreach (Operator op in graph.Operators)
            if (op.IsView && !op.Inputs[0].IsConstant) Join(blocks[op.Inputs[0]], op.Output);
        for (int i = 0; inPlace && i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            if (op.IsView || op.Outputs.Length != 1) continue;
            // The output takes the memory of an input that ends its life here, unless the operator still reads it after writing.
            Tensor? dying = op.Inputs.FirstOrDefault(input =>
                !input.IsConstant && blocks[input].End == i && BytesOf(input) == BytesOf(op.Output)
                && !op.Inputs.Where((other, j) => !other.IsConstant && blocks[other] == blocks[input] && !op.MayOverwrite(j)).Any());
            if (dying is not null) Join(blocks[dying], op.Output);
        }
        return [.. blocks.Values.Distinct().OrderBy(block => block.Start)];
    }

    // Sets Busiest of each block, and returns the largest: no arena is smaller.
    private static long Measure(List<Block> blocks, int operators)
    {
        // live[t + 1] is what is alive while operator t runs, and before the first and after the last.
        long[] live = new long[operators + 2];
        foreach (Block block in blocks)
            for (int time = block.Start; time <= block.End; time++) live[time + 1] += block.Bytes;
        foreach (Block block in blocks) block.Busiest = live[(block.Start + 1)..(block.End + 2)].Max();
        return live.Max();
    }

    // Puts each block into the smallest gap between those placed before that are alive with it, or behind them.
    private static (long Bytes, List<(Block, long)> Placed) Place(IEnumerable<Block> blocks)
    {
        long bytes = 0;
        // In the order of their offsets.
        List<(Block Block, long Offset)> placed = [];
        foreach (Block block in blocks)
        {
            long free = 0, best = -1, bestGap = long.MaxValue;
            foreach ((Block other, long offset) in placed)
            {
                if (other.End < block.Start || other.Start > block.End) continue;
                long gap = offset - free;
                if (gap >= block.Bytes && gap < bestGap) (best, bestGap) = (free, gap);
                free = Math.Max(free, offset + other.Bytes);
            }
            if (best < 0) best = free;
            bytes = Math.Max(bytes, best + block.Bytes);
            int index = placed.FindIndex(other => other.Offset > best);
            placed.Insert(index < 0 ? placed.Count : index, (block, best));
        }
        return (bytes, placed);
    }

    // Tensors that share memory, and when the first is written and the last read: indices of operators, -1 before the first.
    private sealed class Block(Tensor tensor, int start)
    {
        public List<Tensor> Tensors { get; } = [tensor];

        public int Start { get; } = start;

        public int End { get; set; } = start;

        public long Bytes { get; set; } = (BytesOf(tensor) + Alignment - 1) / Alignment * Alignment;

        // Bytes of all blocks alive at the busiest moment of its life.
        public long Busiest { get; set; }
    }
}

/// <summary>Where each tensor that is not constant lies in the one buffer that holds all activations.</summary>
/// <param name="Offsets">
/// Per tensor, the byte it begins at, a multiple of 4. A view begins where the tensor it shows begins, and an output may begin where an
/// input ends its life.
/// </param>
/// <param name="Bytes">Bytes of the whole arena, graph inputs and outputs included.</param>
public sealed record ArenaPlan(IReadOnlyDictionary<Tensor, int> Offsets, int Bytes)
{
    /// <summary>The byte a tensor begins at.</summary>
    /// <exception cref="KeyNotFoundException">A constant, or a tensor of another graph.</exception>
    public int OffsetOf(Tensor tensor) => Offsets[tensor];
}
