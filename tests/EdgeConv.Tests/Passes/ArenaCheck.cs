namespace EdgeConv.Tests.Passes;

/// <summary>Checks an arena plan by running the network inside the arena: knows nothing of how the plan was made.</summary>
internal static class ArenaCheck
{
    /// <summary>
    /// Before each operator its inputs still hold, in the arena, what they were given; then its outputs are written. An output overlaps an
    /// input only where it is a view, or begins at the same byte and may overwrite it; outputs do not overlap one another. At the end the
    /// graph's outputs are all there.
    /// </summary>
    public static void Run(Graph graph, ArenaPlan plan, Array[] inputs)
    {
        TensorValues values = ReferenceEngine.Run(graph, inputs);
        byte[] arena = new byte[plan.Bytes];
        foreach ((Tensor tensor, int offset) in plan.Offsets)
        {
            Assert.AreEqual(0, offset % 4, tensor.Name);
            Assert.IsTrue(offset >= 0 && offset + Size(tensor) <= plan.Bytes, tensor.Name);
        }
        foreach (Tensor input in graph.Inputs) Write(input);
        foreach (Tensor input in graph.Inputs) Holds(input, "as an input");
        foreach (Operator op in graph.Operators)
        {
            Tensor[] read = [.. op.Inputs.Where(input => !input.IsConstant)];
            foreach (Tensor input in read) Holds(input, "before " + op);
            for (int i = 0; i < op.Inputs.Length; i++)
                foreach (Tensor output in op.Outputs)
                    if (!op.Inputs[i].IsConstant && Overlap(op.Inputs[i], output))
                        Assert.IsTrue((op.IsView || op.MayOverwrite(i)) && plan.OffsetOf(op.Inputs[i]) == plan.OffsetOf(output),
                            $"{op} overlaps its input {i}");
            foreach (Tensor output in op.Outputs) Write(output);
            foreach (Tensor output in op.Outputs) Holds(output, "after " + op);
            if (op.IsView) foreach (Tensor input in read) Holds(input, "after its view " + op);
        }
        foreach (Tensor output in graph.Outputs.Where(output => !output.IsConstant)) Holds(output, "as an output");

        byte[] BytesOf(Tensor tensor) => values.Of(tensor) switch
        {
            sbyte[] value => [.. MemoryMarshal.AsBytes<sbyte>(value)],
            int[] value => [.. MemoryMarshal.AsBytes<int>(value)],
            long[] value => [.. MemoryMarshal.AsBytes<long>(value)],
            var value => [.. MemoryMarshal.AsBytes<float>((float[])value)],
        };
        int Size(Tensor tensor) => BytesOf(tensor).Length;
        bool Overlap(Tensor a, Tensor b) => plan.OffsetOf(a) < plan.OffsetOf(b) + Size(b) && plan.OffsetOf(b) < plan.OffsetOf(a) + Size(a);
        void Write(Tensor tensor) => BytesOf(tensor).CopyTo(arena, plan.OffsetOf(tensor));
        void Holds(Tensor tensor, string when) =>
            Assert.IsTrue(BytesOf(tensor).AsSpan().SequenceEqual(arena.AsSpan(plan.OffsetOf(tensor), Size(tensor))),
                $"'{tensor.Name}' is overwritten {when}");
    }
}
