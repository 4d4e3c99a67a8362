using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeBilinear
{
    // Inputs: x, size (the output's shape says the same). Options: align corners 2, half pixel centers 3.
    [TfliteOperator(23, "RESIZE_BILINEAR")]
    private static Operator Read(TfliteNode node) => new ResizeBilinear(node.Input(0), node.Output, node.OptionByte(2) != 0, node.OptionByte(3) != 0);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(23, AlignCorners || HalfPixelCenters ? 3 : 2, 15, [Input, TfliteWriter.Ints(Output.Name + "/size", Output.Shape[1], Output.Shape[2])], [Output], (2, AlignCorners), (3, HalfPixelCenters));
}
