using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class QuantizeFloat
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        float[] x = (float[])values.Of(Input);
        sbyte[] y = values.NewInt8(Output);
        float scale = Output.Quantized.Scale;
        int zeroPoint = Output.Quantized.ZeroPoint;
        // Divided in float32 and rounded half away from zero (quantize.h); held to a range that an int takes first.
        for (int i = 0; i < x.Length; i++)
            y[i] = (sbyte)Math.Clamp((int)Math.Clamp(MathF.Round(x[i] / scale, MidpointRounding.AwayFromZero), -1000, 1000) + zeroPoint, -128, 127);
    }
}
