using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose
{
    // Inputs: x, permutation.
    [TfliteOperator(39, "TRANSPOSE")]
    private static Operator Read(TfliteNode node) => new Transpose(node.Input(0), node.Output, [.. node.ConstantInts(1)]);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(39, 2, 26, [Input, TfliteWriter.Ints(Output.Name + "/order", Permutation.AsSpan())], [Output]);
}
