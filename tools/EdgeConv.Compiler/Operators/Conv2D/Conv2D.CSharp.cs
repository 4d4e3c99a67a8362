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

    void ICompiled.Write(ClassWriter writer)
    {
        if (Groups > 1) throw new ModelException($"{this}: a convolution of {Groups} groups is not compiled; use the packed engine");
        ConvolutionCode.Write(writer, Input, Output, Window, writer.SumsOf(this));
    }
}
