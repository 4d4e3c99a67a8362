using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected : ISummed
{
    Sums ISummed.MakeSums()
    {
        int k = Filters.Shape[0], taps = Filters.Shape[1];
        sbyte[] weights = (sbyte[])Filters.Constant!;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)Bias?.Constant, Input.Quantized.ZeroPoint), Multipliers.Length == 1 ? [.. Enumerable.Repeat(Multipliers[0], k)] : Multipliers, Output.Quantized.ZeroPoint, minimum, maximum);
    }

    void ICompiled.Write(ClassWriter writer)
    {
        if (Filters.Quantized.ZeroPoint != 0) ((ISummed)this).WriteTables(writer);
        else FullyConnectedCode.Write(writer, Input, Output, Batches, writer.SumsOf(this));
    }

    bool ISummed.Fits(Sums sums) => ConvolutionCode.CanDo(sums);

    void ISummed.WriteTables(ClassWriter writer) =>
        writer.Kernel("FullyConnected", $"{Batches}, {Filters.Shape[1]}, {Filters.Shape[0]}, {ClassWriter.Array((sbyte[])Filters.Constant!)}, {Filters.Quantized.ZeroPoint}, {ClassWriter.Bias(Bias)}, {Input.Quantized.ZeroPoint}, {ClassWriter.Requantization(Multipliers, Output, Activation)}",
            Input, Output);
}
