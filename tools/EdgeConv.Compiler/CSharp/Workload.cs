namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Estimates the work for a model before it is done. Without limits, a file of a few KB could cause hours of work, by large maps or by one
/// filter over thousands of channels.
/// </summary>
internal static class Workload
{
    // Maximum IL instructions of an inference. More take minutes on a board, and several seconds to count on the desktop.
    private const long MaxInstructions = 2_000_000_000;

    // Maximum bytes of code: the flash of the largest board. The C# compiler builds so much in half a minute.
    private const long MaxCodeBytes = 3_000_000;

    /// <summary>Refuses a model whose inference takes too many instructions, because inferences are run here to count them.</summary>
    /// <exception cref="ModelException">There are too many instructions; the message says how many, and which layer has most of
    /// them.</exception>
    internal static void RequireShortInference(Graph graph)
    {
        long all = graph.Operators.Sum(Instructions);
        if (all <= MaxInstructions) return;
        Operator largest = graph.Operators.MaxBy(Instructions)!;
        throw new ModelException($"about {Amount.Of(all / 1_000_000)} million IL instructions per inference, most of them in {largest}, "
            + $"{largest.Output.Shape}: many minutes on a board. Models of up to {Amount.Of(MaxInstructions / 1_000_000)} million are "
            + "compiled or counted; use a smaller input or fewer layers");
    }

    /// <summary>Estimates the bytes of bytecode of a layer: its products, and storing its accumulators.</summary>
    /// <param name="products">Number of weights other than 0.</param>
    /// <param name="channels">Number of accumulators per position.</param>
    /// <param name="isDepthwise">True if each product has a multiplication of its own. Otherwise three channels share one.</param>
    internal static long CodeBytes(long products, int channels, bool isDepthwise) => (isDepthwise ? 14 : 6) * products + 40L * channels;

    /// <exception cref="ModelException">The code would be too long.</exception>
    internal static void RequireShortCode(long bytes)
    {
        if (bytes > MaxCodeBytes)
            throw new ModelException($"its code is about {Amount.Of(bytes, "byte")}, and the flash of the largest board takes "
                + $"{Amount.Of(MaxCodeBytes)}; use edgeconv pack for this model");
    }

    // Estimates the IL instructions of an operator on a generic kernel. The error is at most a factor of three.
    private static long Instructions(Operator op) => 4 * op.Macs + 20 * op.WindowCells + 32 * op.Inputs.Concat(op.Outputs)
        .Where(tensor => !tensor.IsConstant).Sum(tensor => (long)tensor.Shape.Length);
}
