using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class MirrorPad
{
    // Inputs: x, paddings. Options: mode 0, REFLECT 0 or SYMMETRIC 1.
    [TfliteOperator(100, "MIRROR_PAD")]
    private static Operator Read(TfliteNode node)
    {
        int mode = node.OptionByte(0);
        if (mode > 1) throw new ModelException($"mode {mode} is neither REFLECT nor SYMMETRIC");
        (var before, var after) = Pad.Pairs(node.ConstantInts(1));
        return new MirrorPad(node.Input(0), node.Output, before, after, mode == 1);
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        int[] pairs = [.. Before.Zip(After, (before, after) => new[] { before, after }).SelectMany(pair => pair)];
        Tensor paddings = new(Output.Name + "/paddings", new Shape(Before.Length, 2), ElementType.Int32, null, pairs);
        file.Add(100, 2, 77, [Input, paddings], [Output], (0, (byte)(RepeatsEdge ? 1 : 0)));
    }
}
