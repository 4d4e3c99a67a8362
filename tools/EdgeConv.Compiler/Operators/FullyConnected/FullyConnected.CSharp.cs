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
        if (Filters.Quantized.ZeroPoint != 0)
        {
            Sums sums = writer.SumsOf(this);
            string q = ClassWriter.Requantization(Multipliers, Output, Activation);
            string bias = Bias is null ? "null" : ClassWriter.Array((int[])Bias.Constant!);
            writer.Kernel("FullyConnected", $"{Batches}, {sums.Taps}, {sums.Outputs}, {ClassWriter.Array((sbyte[])Filters.Constant!)}, {Filters.Quantized.ZeroPoint}, {bias}, {Input.Quantized.ZeroPoint}, {q}",
                Filters.Shape.Length * 11L / 3, Input, Output);
            return;
        }
        FullyConnectedCode.Write(writer, Input, Output, Batches, writer.SumsOf(this));
    }
}
