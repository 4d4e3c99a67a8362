using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ArgMax
{
    // Options: output type 0, which the output tensor tells too.
    [TfliteOperator(56, "ARG_MAX")]
    private static Operator Read(TfliteNode node) =>
        new ArgMax(node.Input(0), node.ConstantInts(1) is [int axis] ? axis : throw new ModelException("one axis is needed"), node.Output);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        Tensor y = TfliteWriter.Before(Output, new Shape([.. Input.Shape.Axes.RemoveAt(Axis)]));
        Tensor axis = TfliteWriter.Number(Output.Name + "/axis", Axis);
        file.Add(56, 2, 40, [Input, axis], [y], (0, (byte)(Output.Type == ElementType.Int32 ? 2 : 4)));
        if (y != Output) file.Reshape(y, Output);
    }
}
