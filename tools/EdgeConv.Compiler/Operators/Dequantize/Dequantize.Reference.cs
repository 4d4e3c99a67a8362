using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Dequantize
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        sbyte[] x = values.Int8(Input);
        double scale = Input.Quantized.Scale;
        int zeroPoint = Input.Quantized.ZeroPoint;
        values.Set(Output, x.Select(value => (float)(scale * (value - zeroPoint))).ToArray());
    }
}
