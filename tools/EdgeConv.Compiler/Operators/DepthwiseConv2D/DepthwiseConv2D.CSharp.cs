using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class DepthwiseConv2D : ISummed
{
    Sums ISummed.MakeSums()
    {
        int k = Output.Shape.Nhwc.C, taps = Window.Rows * Window.Columns;
        sbyte[] filters = (sbyte[])Filters.Constant!, weights = new sbyte[filters.Length];
        // From [R, S, K] to [K, R, S].
        for (int i = 0; i < filters.Length; i++) weights[i % k * taps + i / k] = filters[i];
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)Bias?.Constant, Input.Quantized.ZeroPoint), Multipliers, Output.Quantized.ZeroPoint, minimum, maximum);
    }

    void ICompiled.Write(ClassWriter writer) => DepthwiseCode.Write(writer, Input, Output, Window, writer.SumsOf(this), ChannelMultiplier);

    bool ISummed.Fits(Sums sums) => Input.Shape.Nhwc.C == 1 ? ConvolutionCode.CanDo(sums) : DepthwiseCode.CanDo(sums);

    void ISummed.WriteTables(ClassWriter writer) =>
        writer.Kernel("DepthwiseConv2D", $"{ClassWriter.WindowOf(Input, Window)}, {ChannelMultiplier}, {ClassWriter.Array((sbyte[])Filters.Constant!)}, {ClassWriter.Bias(Bias)}, {Input.Quantized.ZeroPoint}, {ClassWriter.Requantization(Multipliers, Output, Activation)}",
            Input, Output);
}
