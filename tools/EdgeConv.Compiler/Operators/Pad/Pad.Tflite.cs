using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pad
{
    // Inputs: x, paddings, and with PADV2 the value, in the output's quantization.
    [TfliteOperator(34, "PAD")]
    [TfliteOperator(60, "PADV2")]
    private static Operator Read(TfliteNode node)
    {
        sbyte value = (sbyte)Operands.PerTensor(node.Output).ZeroPoint;
        if (node.OptionalInput(2) is { } given)
        {
            if (given.Constant is not sbyte[] { Length: 1 } constant) throw new ModelException($"'{given.Name}' must be one constant int8 value");
            if (Operands.PerTensor(given).Scale != node.Output.Quantized.Scale || given.Quantized.ZeroPoint != node.Output.Quantized.ZeroPoint)
                throw new ModelException($"'{given.Name}' has another scale or zero point than the output");
            value = constant[0];
        }
        (var before, var after) = Pairs(node.ConstantInts(1));
        return new Pad(node.Input(0), node.Output, before, after, value);
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Pad(Input, Output, Before, After, Value);
}
