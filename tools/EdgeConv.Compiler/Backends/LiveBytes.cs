using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Backends;

/// <summary>Bytes of the activations that are needed while an operator runs: its inputs and outputs, and whatever a later operator still reads.</summary>
public static class LiveBytes
{
    /// <summary>One number per operator. A view has the bytes of what it views; no two tensors share memory otherwise.</summary>
    public static long[] Of(Graph graph)
    {
        Dictionary<Tensor, Tensor> owner = new(ReferenceEqualityComparer.Instance);
        Tensor Owner(Tensor tensor) => owner.GetValueOrDefault(tensor, tensor);
        foreach (Operator op in graph.Operators)
            if (op.IsView && !op.Inputs[0].IsConstant) owner[op.Output] = Owner(op.Inputs[0]);

        int count = graph.Operators.Length;
        Dictionary<Tensor, (int First, int Last)> lives = new(ReferenceEqualityComparer.Instance);
        void Touch(Tensor tensor, int at)
        {
            if (tensor.IsConstant) return;
            Tensor held = Owner(tensor);
            (int first, int last) = lives.GetValueOrDefault(held, (at, at));
            lives[held] = (Math.Min(first, at), Math.Max(last, at));
        }
        foreach (Tensor tensor in graph.Inputs) Touch(tensor, 0);
        for (int i = 0; i < count; i++)
        {
            foreach (Tensor tensor in graph.Operators[i].Inputs) Touch(tensor, i);
            foreach (Tensor tensor in graph.Operators[i].Outputs) Touch(tensor, i);
        }
        foreach (Tensor tensor in graph.Outputs) Touch(tensor, Math.Max(0, count - 1));

        long[] steps = new long[count + 1];
        foreach ((Tensor tensor, (int first, int last)) in lives)
        {
            long bytes = tensor.Shape.Length * (long)ElementSize(tensor.Type);
            steps[Math.Min(first, count)] += bytes;
            steps[Math.Min(last + 1, count)] -= bytes;
        }
        long[] live = new long[count];
        long now = 0;
        for (int i = 0; i < count; i++) live[i] = now += steps[i];
        return live;
    }

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(ElementType type) => type switch { ElementType.Int8 => 1, ElementType.Int64 => 8, _ => 4 };
}
