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
    private static readonly Func<Block, long>[] s_orders =
    [
        block => block.Bytes,
        block => block.Busiest,
        block => block.End - block.Start,
        block => (long)block.Bytes * (block.End - block.Start + 1),
        block => -block.Start,
    ];

    /// <summary>Plans a graph's arena.</summary>
    /// <exception cref="ModelException">The arena would be of 2^31 bytes or more.</exception>
    public static ArenaPlan Plan(Graph graph)
    {
        List<Block>? best = null;
        long bestBytes = long.MaxValue;
        foreach (bool inPlace in (bool[])[true, false])
        {
            List<Block> blocks = Blocks(graph, inPlace);
            long bound = Measure(blocks, graph.Operators.Length);
            foreach (Func<Block, long> order in s_orders)
            {
                if (bestBytes <= bound) break;
                foreach (Block block in blocks) block.Offset = -1;
                long bytes = Place([.. blocks.OrderByDescending(order).ThenByDescending(block => block.Bytes).ThenBy(block =>
                    block.Start)]);
                if (bytes >= bestBytes) continue;
                bestBytes = bytes;
                best = [.. blocks.Select(block => block.Copy())];
            }
        }
        if (bestBytes > int.MaxValue)
            throw new ModelException($"activations of {Amount.Of(bestBytes, "byte")} at once; no board holds them");
        Dictionary<Tensor, int> offsets = new(ReferenceEqualityComparer.Instance);
        foreach (Block block in best!)
            foreach (Tensor tensor in block.Tensors) offsets[tensor] = (int)block.Offset;
        return new ArenaPlan(offsets, (int)bestBytes);
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
            Tensor? victim = op.Inputs.FirstOrDefault(input =>
                !input.IsConstant && blocks[input].End == i && BytesOf(input) == BytesOf(op.Output)
                && Enumerable.Range(0, op.Inputs.Length).All(j =>
                op.Inputs[j].IsConstant || blocks[op.Inputs[j]] != blocks[input] || op.MayOverwrite(j)));
            if (victim is not null) Join(blocks[victim], op.Output);
        }
        return [.. blocks.Values.Distinct().OrderBy(block => block.Start)];
    }

    // Finds what is alive with each block at its busiest moment, and returns the busiest of all: no arena is smaller.
    private static long Measure(List<Block> blocks, int operators)
    {
        // live[t + 1] is what is alive while operator t runs, and before the first and after the last.
        long[] live = new long[operators + 2];
        foreach (Block block in blocks)
            for (int time = block.Start; time <= block.End; time++) live[time + 1] += block.Bytes;
        foreach (Block block in blocks) block.Busiest = live[(block.Start + 1)..(block.End + 2)].Max();
        return live.Max();
    }

    private static long Place(Block[] blocks)
    {
        long bytes = 0;
        List<Block> placed = [];
        foreach (Block block in blocks)
        {
            long free = 0, best = -1, bestGap = long.MaxValue;
            foreach (Block other in placed)
            {
                if (other.End < block.Start || other.Start > block.End) continue;
                long gap = other.Offset - free;
                if (gap >= block.Bytes && gap < bestGap)
                {
                    best = free;
                    bestGap = gap;
                }
                free = Math.Max(free, other.Offset + other.Bytes);
            }
            block.Offset = best >= 0 ? best : free;
            bytes = Math.Max(bytes, block.Offset + block.Bytes);
            int place = placed.FindIndex(other => other.Offset > block.Offset);
            placed.Insert(place < 0 ? placed.Count : place, block);
        }
        return bytes;
    }

    // Tensors that share memory, and when the first is written and the last read: indices of operators, -1 before the first.
    private sealed class Block(Tensor tensor, int start)
    {
        public List<Tensor> Tensors { get; } = [tensor];

        public int Start { get; } = start;

        public int End { get; set; } = start;

        public long Bytes { get; set; } = (BytesOf(tensor) + Alignment - 1) / Alignment * Alignment;

        public long Busiest { get; set; }

        public long Offset { get; set; }

        public Block Copy()
        {
            Block copy = new(Tensors[0], Start) { End = End, Bytes = Bytes, Offset = Offset };
            copy.Tensors.AddRange(Tensors.Skip(1));
            return copy;
        }
    }
}

/// <summary>Where each tensor that is not constant lies in the one buffer that activations live in.</summary>
public sealed class ArenaPlan
{
    private readonly Dictionary<Tensor, int> _offsets;

    internal ArenaPlan(Dictionary<Tensor, int> offsets, int bytes)
    {
        _offsets = offsets;
        Bytes = bytes;
    }

    /// <summary>Bytes of the whole arena, graph inputs and outputs included.</summary>
    public int Bytes { get; }

    /// <summary>Tensors in the arena, with the byte each begins at: a multiple of 4.</summary>
    public IReadOnlyDictionary<Tensor, int> Offsets => _offsets;

    /// <summary>
    /// The byte a tensor begins at; views begin where what they show begins, and an output may begin where an input ends its life.
    /// </summary>
    /// <exception cref="KeyNotFoundException">A constant, or a tensor of another graph.</exception>
    public int OffsetOf(Tensor tensor) => _offsets[tensor];
}
