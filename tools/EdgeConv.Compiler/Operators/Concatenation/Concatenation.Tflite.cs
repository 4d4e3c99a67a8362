using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Concatenation
{
    // Options: axis 0, fused activation 1.
    [TfliteOperator(2, "CONCATENATION")]
    private static Operator Read(TfliteNode node)
    {
        if (node.OptionActivation(1) != Activation.None) throw new ModelException("a fused activation on a concatenation is not supported; apply it to the inputs");
        return new Concatenation(All(node), node.Output, node.OptionInt(0), false);
    }

    // Options: number of inputs 0, axis 1.
    [TfliteOperator(83, "PACK")]
    private static Operator ReadPack(TfliteNode node) => new Concatenation(All(node), node.Output, node.OptionInt(1), true);

    private static ImmutableArray<Tensor> All(TfliteNode node) => [.. Enumerable.Range(0, node.Inputs.Length).Select(node.Input)];

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(Packs ? 83 : 2, 2, Packs ? 59 : 10, Inputs, Outputs, Packs ? [(0, Inputs.Length), (1, Axis)] : [(0, Axis)]);
}
