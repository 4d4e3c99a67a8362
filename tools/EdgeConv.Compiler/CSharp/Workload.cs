namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// How much there is to do for a model, estimated before any of it is done. A file of a few KB can ask for hours: of large maps, or of one
/// filter over thousands of channels.
/// </summary>
internal static class Workload
{
    // An inference of more takes minutes on a board, and several seconds to be counted on the desktop.
    private const long MaxInstructions = 2_000_000_000;

    // What the flash of the largest board holds; the C# compiler builds as much in half a minute.
    private const long MaxCodeBytes = 3_000_000;

    /// <summary>Refuses a model of which one inference, which is run here to be counted, takes too many instructions.</summary>
    /// <exception cref="ModelException">Too many; the message says how many and which layer takes most.</exception>
    internal static void RequireShortInference(Graph graph)
    {
        long all = graph.Operators.Sum(Instructions);
        if (all <= MaxInstructions) return;
        Operator largest = graph.Operators.MaxBy(Instructions)!;
        throw new ModelException($"about {Amount.Of(all / 1_000_000)} million IL instructions per inference, most of them in {largest}, "
            + $"{largest.Output.Shape}: many minutes on a board. Models of up to {Amount.Of(MaxInstructions / 1_000_000)} million are "
            + "compiled or counted; use a smaller input or fewer layers");
    }

    /// <summary>Bytes of bytecode that the products of a layer become, and what it does with each sum; about.</summary>
    /// <param name="products">Weights other than 0.</param>
    /// <param name="channels">Sums per position.</param>
    /// <param name="isDepthwise">Each product has a multiplication of its own; others share one among three channels.</param>
    internal static long CodeBytes(long products, int channels, bool isDepthwise) => (isDepthwise ? 14 : 6) * products + 40L * channels;

    /// <summary>Refuses a model whose code would be too long.</summary>
    /// <exception cref="ModelException">Too long.</exception>
    internal static void RequireShortCode(long bytes)
    {
        if (bytes > MaxCodeBytes)
            throw new ModelException($"its code is about {Amount.Of(bytes, "byte")}, and the flash of the largest board takes "
                + $"{Amount.Of(MaxCodeBytes)}; use edgeconv pack for this model");
    }

    // About what generic kernels take, within a factor of three.
    private static long Instructions(Operator op) => 4 * op.Macs + 20 * op.WindowCells + 32 * op.Inputs.Concat(op.Outputs)
        .Where(tensor => !tensor.IsConstant).Sum(tensor => (long)tensor.Shape.Length);
}
