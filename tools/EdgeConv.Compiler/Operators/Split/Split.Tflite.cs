using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Split
{
    // Inputs: axis, what is cut.
    [TfliteOperator(49, "SPLIT")]
    private static Operator Read(TfliteNode node) => new Split(node.Input(1), node.Outputs, Single(node, 0));

    // Inputs: what is cut, sizes (the outputs' shapes say the same), axis.
    [TfliteOperator(102, "SPLIT_V")]
    private static Operator ReadSizes(TfliteNode node) => new Split(node.Input(0), node.Outputs, Single(node, 2));

    // Options: number of outputs 0, axis 1. One output is another shape of the same values.
    [TfliteOperator(88, "UNPACK")]
    private static Operator ReadUnpack(TfliteNode node)
    {
        Split split = new(node.Input(0), node.Outputs, node.OptionInt(1), unpacks: true);
        return node.Outputs.Length == 1 ? new Reshape("UNPACK", node.Input(0), node.Output) : split;
    }

    private static int Single(TfliteNode node, int index) => node.ConstantInts(index) is [var axis] ? axis : throw new ModelException($"'{node.Input(index).Name}' must be one axis");

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        if (Unpacks)
        {
            file.Add(88, 2, 64, Inputs, Outputs, (0, Outputs.Length), (1, Axis));
            return;
        }
        Tensor axis = TfliteWriter.Number(Outputs[0].Name + "/axis", Axis);
        int[] sizes = [.. Outputs.Select(output => output.Shape[Axis])];
        if (sizes.All(size => size == sizes[0])) file.Add(49, 2, 35, [axis, Input], Outputs, (0, sizes.Length));
        else file.Add(102, 2, 79, [Input, TfliteWriter.Ints(Outputs[0].Name + "/sizes", sizes), axis], Outputs, (0, sizes.Length));
    }
}
