using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

/// <summary>What all operators with constant weights and biases share.</summary>
internal static class Weights
{
    /// <summary>
    /// Checks constant int8 filters quantized per tensor or along the output axis with zero points 0 (but for one allowed to a whole
    /// tensor), and an int32 bias of one value per output channel.
    /// </summary>
    /// <exception cref="ModelException">They are not so.</exception>
    internal static void Check(Tensor filters, Tensor? bias, int outputs, int axis, bool mayHaveZeroPoint = false)
    {
        Quantization quantization = filters.Quantized;
        if (filters.Constant is not sbyte[])
            throw new ModelException($"filters '{filters.Name}' are computed by the network; only constant filters are supported");
        if (!quantization.IsPerTensor && quantization.Axis != axis)
            throw new ModelException($"filters '{filters.Name}' are quantized along axis {quantization.Axis}, expected {axis}");
        if (!(mayHaveZeroPoint && quantization.IsPerTensor) && quantization.ZeroPoints.Any(z => z != 0))
            throw new ModelException($"filters '{filters.Name}' have a zero point other than 0");
        CheckBias(bias, outputs);
    }

    /// <summary>Checks a constant int32 bias.</summary>
    /// <exception cref="ModelException">It is not so.</exception>
    internal static void CheckBias(Tensor? bias, int outputs)
    {
        if (bias is null) return;
        if (bias.Constant is not int[])
            throw new ModelException($"bias '{bias.Name}' is {bias.Type}{(bias.IsConstant ? "" : " and computed by the network")}; a "
            + "constant of int32 is needed");
        if (bias.Shape.Length != outputs)
            throw new ModelException($"bias '{bias.Name}' has {Amount.Of(bias.Shape.Length, "value")} for "
            + $"{Amount.Of(outputs, "output channel")}");
    }

    /// <summary>
    /// input scale * filter scale / output scale in double, per output channel, as kernel_util.cc has it; or the filters' own factors.
    /// </summary>
    internal static ImmutableArray<Multiplier> Multipliers(Quantization input, Quantization filters, Quantization output, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(k =>
        {
            int i = filters.IsPerTensor ? 0 : k;
            return Multiplier.Of(filters.Factors.IsEmpty ? (double)input.Scale * (double)filters.Scales[i] / (double)output.Scale
                : filters.Factors[i]);
        })];
}
