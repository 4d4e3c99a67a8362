using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Studio.Networks;

/// <summary>
/// Prepares networks for the page, and runs one inference that keeps the output of every layer.
/// </summary>
internal static class NetworkRun
{
    // Limits of one inference in the page; models for boards stay far below.
    private const long MaxMacs = 2_000_000_000;
    private const long MaxActivations = 32 << 20;

    /// <summary>Returns the network as boards run it: with int8 inputs and outputs, computed constants and fused activations.</summary>
    /// <exception cref="ModelException">The network has several inputs, or takes more work than a page should wait for.</exception>
    public static Graph Prepare(Graph model)
    {
        Graph graph = Pipeline.ForBoard(model);
        Check(graph);
        return graph;
    }

    /// <summary>Refuses a network that is not suited for <see cref="Run"/>.</summary>
    /// <exception cref="ModelException">The network has several inputs, or takes more work than a page should wait for.</exception>
    public static void Check(Graph graph)
    {
        if (graph.Inputs.Length != 1)
            throw new ModelException($"the model has {Amount.Of(graph.Inputs.Length, "input")}; the studio takes models with one");
        _ = graph.Inputs[0].Quantized;
        long macs = graph.Operators.Sum(op => op.Macs),
            activations = graph.Operators.Sum(op => op.Outputs.Sum(output => (long)output.Shape.Length));
        if (macs > MaxMacs || activations > MaxActivations)
            throw new ModelException($"{macs} multiply-accumulates and {Amount.Of(activations, "activation")} are more than the studio's " +
                $"limits of {Amount.Of(MaxMacs)} and {Amount.Of(MaxActivations)}; use edgeconv run");
    }

    /// <summary>Converts a frame to the model's input: 0 becomes -128 and 255 becomes 127, as by the device's preprocessor.</summary>
    /// <param name="frame">One byte per value, row-major HWC.</param>
    /// <param name="length">Number of values that the model takes.</param>
    /// <exception cref="ModelException">The frame has another number of values.</exception>
    public static sbyte[] Quantize(byte[] frame, int length) =>
        frame.Length == length ? Array.ConvertAll(frame, value => (sbyte)(value - 128))
        : throw new ModelException($"frame holds {Amount.Of(frame.Length, "value")}, but the model takes {length}");

    /// <summary>Runs one inference.</summary>
    /// <param name="graph">A graph from <see cref="Prepare"/>.</param>
    /// <param name="input">Input of the model, row-major NHWC.</param>
    /// <param name="cancellation">Ends the inference between two layers.</param>
    /// <returns>Name of the engine, and the values of every tensor.</returns>
    public static (string Engine, TensorValues Values) Run(Graph graph, sbyte[] input, CancellationToken cancellation) =>
        new NetworkRunner(graph).Run(input, cancellation);
}
