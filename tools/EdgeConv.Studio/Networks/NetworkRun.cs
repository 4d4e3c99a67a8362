using System.Collections.Immutable;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Studio.Networks;

/// <summary>
/// Runs one inference and keeps the output of every layer. It uses the device library's packed engine if that can return all of them, else
/// the reference engine, which gives the same bytes.
/// </summary>
internal static class NetworkRun
{
    // Limits of one inference in the page; the models that boards run are far below.
    private const long MaxMacs = 2_000_000_000;
    private const long MaxActivations = 32 << 20;

    // An .ecm file has at most so many outputs.
    private const int MaxPackedOutputs = 8;

    /// <summary>The network as boards run it: between int8 tensors, with constants computed and activations fused.</summary>
    /// <exception cref="ModelException">More than one input, or more work than a page should wait for.</exception>
    public static Graph Prepare(Graph model)
    {
        Graph graph = Pipeline.ForBoard(model);
        Check(graph);
        return graph;
    }

    /// <summary>Refuses a network that <see cref="Run"/> does not take.</summary>
    /// <exception cref="ModelException">More than one input, or more work than a page should wait for.</exception>
    public static void Check(Graph graph)
    {
        if (graph.Inputs.Length != 1)
            throw new ModelException($"{Amount.Of(graph.Inputs.Length, "input")}; the studio shows models of one");
        _ = graph.Inputs[0].Quantized;
        long macs = graph.Operators.Sum(op => op.Macs),
            activations = graph.Operators.Sum(op => op.Outputs.Sum(output => (long)output.Shape.Length));
        if (macs > MaxMacs || activations > MaxActivations)
            throw new ModelException($"{macs} multiplications and {Amount.Of(activations, "activation")}; the studio shows models of up " +
                $"to {Amount.Of(MaxMacs)} and {Amount.Of(MaxActivations)}; use edgeconv run");
    }

    /// <summary>A frame as the model's input: 0 becomes -128, 255 becomes 127, as the device's preprocessor maps a range.</summary>
    /// <param name="frame">A byte per value, row-major HWC.</param>
    /// <param name="length">How many values the model takes.</param>
    /// <exception cref="ModelException">Another number of values.</exception>
    public static sbyte[] Quantize(byte[] frame, int length) =>
        frame.Length == length ? Array.ConvertAll(frame, value => (sbyte)(value - 128))
        : throw new ModelException($"frame: {Amount.Of(frame.Length, "value")}, the model takes {length}");

    /// <summary>Runs one inference.</summary>
    /// <param name="graph">As <see cref="Prepare"/> leaves it.</param>
    /// <param name="input">The model's input, row-major NHWC.</param>
    /// <param name="cancellation">Ends it between two layers.</param>
    /// <returns>The engine's name and the value of every tensor.</returns>
    public static (string Engine, TensorValues Values) Run(Graph graph, sbyte[] input, CancellationToken cancellation)
    {
        if (graph.Operators.Length <= MaxPackedOutputs && graph.Operators.All(op => op.Outputs is [{ Type: ElementType.Int8 }]))
        {
            try
            {
                return ("packed", RunPacked(graph, input));
            }
            catch (ModelException)
            {
                // An operator that the packed engine does not carry.
            }
        }
        return ("reference", ReferenceEngine.Run(graph, [input], _ => cancellation.ThrowIfCancellationRequested()));
    }

    // Every layer's output is made an output of the model, so that the arena keeps it until the end.
    private static TensorValues RunPacked(Graph graph, sbyte[] input)
    {
        ImmutableArray<Tensor> tensors = [.. graph.Operators.Select(op => op.Output)];
        PackedModel model = PackedModel.Load(EcmFile.Write(new Graph(graph.Name, graph.Inputs, tensors, graph.Operators)).Bytes);
        sbyte[] all = new sbyte[tensors.Sum(tensor => tensor.Shape.Length)];
        model.Invoke(input, all);
        TensorValues values = new();
        values.Set(graph.Inputs[0], input);
        int at = 0;
        foreach (Tensor tensor in tensors) values.Set(tensor, all[at..(at += tensor.Shape.Length)]);
        return values;
    }
}
