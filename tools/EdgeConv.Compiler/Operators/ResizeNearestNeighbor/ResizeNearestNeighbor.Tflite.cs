using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor
{
    // Inputs: x, size (the output's shape says the same). Options: align corners 0, half pixel centers 1.
    [TfliteOperator(97, "RESIZE_NEAREST_NEIGHBOR")]
    private static Operator Read(TfliteNode node) => new ResizeNearestNeighbor(node.Input(0), node.Output, node.OptionByte(0) != 0, node.OptionByte(1) != 0);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(97, _alignCorners || _halfPixelCenters ? 3 : 2, 74, [Input, TfliteWriter.Ints(Output.Name + "/size", Output.Shape[1], Output.Shape[2])], [Output], (0, _alignCorners), (1, _halfPixelCenters));
}
