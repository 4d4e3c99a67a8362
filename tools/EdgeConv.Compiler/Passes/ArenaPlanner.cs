namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Plans the arena, the one buffer that holds all activations: it gives each tensor an offset so that tensors that are alive at the same
/// time do not overlap. It places tensors by greedy best fit in several orders and takes the smallest arena. A view shares the memory of
/// its input. An output takes the memory of an input that no later operator reads, if <see cref="Operator.MayOverwrite"/> allows it. Graph
/// inputs are alive from before the first operator to their last use, graph outputs from their operator to after the last one.
/// </summary>
public static class ArenaPlanner
{
    private const int Alignment = 4;

    // Orders in which blocks are placed, the largest value first. Among equal values the larger block comes first, then the earlier one.
    private static readonly Func<Block, long>[] s_orders = [block => block.Bytes, block => block.MaxLiveBytes,
        block => block.End - block.Start, block => (long)block.Bytes * (block.End - block.Start + 1), block => -block.Start];

    /// <summary>Plans a graph's arena.</summary>
    /// <param name="graph">The network, after all passes.</param>
    /// <exception cref="ModelException">The arena would have 2^31 bytes or more.</exception>
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
        if (bytes > int.MaxValue)
            throw new ModelException($"the activations need {Amount.Of(bytes, "byte")} at once, which no board has; use a smaller input");
        Dictionary<Tensor, int> offsets = new(ReferenceEqualityComparer.Instance);
        foreach ((Block block, long offset) in placed)
            foreach (Tensor tensor in block.Tensors) offsets[tensor] = (int)offset;
        return new ArenaPlan(offsets, (int)bytes);
    }

    /// <summary>Size of a tensor's elements, in bytes.</summary>
    public static long BytesOf(Tensor tensor) => (long)tensor.Shape.Length * tensor.Type switch
    {
        ElementType.Int8 => 1,
        ElementType.Int64 => 8,
        _ => 4,
    };

    /// <summary>
    /// The life of each tensor that is not constant: the index of the operator that uses it first and of the one that uses it last. A graph
    /// input has -1 as its first, a graph output has the number of operators as its last.
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
            // The output takes the memory of an input that this operator reads last, unless the operator still reads it after writing.
            Tensor? dying = op.Inputs.FirstOrDefault(input =>
                !input.IsConstant && blocks[input].End == i && BytesOf(input) == BytesOf(op.Output)
                && !op.Inputs.Where((other, j) => !other.IsConstant && blocks[other] == blocks[input] && !op.MayOverwrite(j)).Any());
            if (dying is not null) Join(blocks[dying], op.Output);
        }
        return [.. blocks.Values.Distinct().OrderBy(block => block.Start)];
    }

    // Sets MaxLiveBytes of each block, and returns the largest of them: no arena can be smaller.
    private static long Measure(List<Block> blocks, int operators)
    {
        // live[t + 1] is the number of bytes that are alive while operator t runs. t is -1 before the first operator, and the number of
        // operators after the last.
        long[] live = new long[operators + 2];
        foreach (Block block in blocks)
            for (int time = block.Start; time <= block.End; time++) live[time + 1] += block.Bytes;
        foreach (Block block in blocks) block.MaxLiveBytes = live[(block.Start + 1)..(block.End + 2)].Max();
        return live.Max();
    }

    // Puts each block into the smallest gap between the blocks that were placed before and are alive at the same time, or behind them.
    private static (long Bytes, List<(Block, long)> Placed) Place(IEnumerable<Block> blocks)
    {
        long bytes = 0;
        // Sorted by offset.
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

    // Tensors that share memory. Start is the index of the operator that writes the first of them, End of the operator that reads the last
    // of them; -1 is before the first operator.
    private sealed class Block(Tensor tensor, int start)
    {
        public List<Tensor> Tensors { get; } = [tensor];

        public int Start { get; } = start;

        public int End { get; set; } = start;

        public long Bytes { get; set; } = (BytesOf(tensor) + Alignment - 1) / Alignment * Alignment;

        // Maximum, over the operators of its life, of the bytes of all blocks that are alive.
        public long MaxLiveBytes { get; set; }
    }
}

/// <summary>The offsets of all tensors that are not constant in the arena, the one buffer that holds all activations.</summary>
/// <param name="Offsets">
/// Offset of each tensor in bytes, a multiple of 4. A view has its input's offset. An output may have the offset of an input that no later
/// operator reads.
/// </param>
/// <param name="Bytes">Size of the whole arena in bytes, graph inputs and outputs included.</param>
public sealed record ArenaPlan(IReadOnlyDictionary<Tensor, int> Offsets, int Bytes)
{
    /// <summary>The offset of a tensor, in bytes.</summary>
    /// <exception cref="KeyNotFoundException">The tensor is a constant, or belongs to another graph.</exception>
    public int OffsetOf(Tensor tensor) => Offsets[tensor];
}
