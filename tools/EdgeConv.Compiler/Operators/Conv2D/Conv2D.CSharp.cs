using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Conv2D : ISummed
{
    Sums ISummed.MakeSums()
    {
        int k = Filters.Shape[0], taps = Filters.Shape.Length / k;
        sbyte[] weights = (sbyte[])Filters.Constant!;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)Bias?.Constant, Input.Quantized.ZeroPoint), Multipliers, Output.Quantized.ZeroPoint, minimum, maximum);
    }

    void ICompiled.Write(ClassWriter writer) => ConvolutionCode.Write(writer, Input, Output, Window, writer.SumsOf(this), Groups);

    bool ISummed.Fits(Sums sums) => ConvolutionCode.CanDo(sums);

    void ISummed.WriteTables(ClassWriter writer) =>
        writer.Kernel("Conv2D", $"{ClassWriter.WindowOf(Input, Window)}, {Filters.Shape[0]}, {Groups}, {ClassWriter.Array((sbyte[])Filters.Constant!)}, {ClassWriter.Bias(Bias)}, {Input.Quantized.ZeroPoint}, {ClassWriter.Requantization(Multipliers, Output, Activation)}",
            Input, Output);
}
