using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

/// <summary>
/// FULLY_CONNECTED: input of any shape as [batches, depth], filters [K, depth] constant, bias [K] or none; output [..., K], batches in all
/// before its last axis.
/// </summary>
public sealed class FullyConnected : Operator, IActivated
{
    /// <summary>Makes a fully connected layer; the number of batches follows from the output's shape.</summary>
    /// <param name="input">batches * depth values.</param>
    /// <param name="filters">[K, depth], constant int8: per output channel with zero points 0, or per tensor with any zero point.</param>
    /// <param name="bias">[K] constant int32, or null.</param>
    /// <param name="output">[..., K].</param>
    /// <param name="activation">Fused activation.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public FullyConnected(Tensor input, Tensor filters, Tensor? bias, Tensor output, Activation activation)
        : base(bias is null ? [input, filters] : [input, filters, bias], [output])
    {
        Activation = activation;
        if (filters.Shape.Rank != 2) throw new ModelException($"filters of shape {filters.Shape}, expected outputs x inputs");
        int k = filters.Shape[0], depth = filters.Shape[1];
        if (output.Shape.Rank < 1 || output.Shape[output.Shape.Rank - 1] != k)
            throw new ModelException($"output shape {output.Shape}, expected {k} as its last axis");
        Batches = output.Shape.Length / k;
        if (input.Shape.Length != (long)Batches * depth)
            throw new ModelException($"input shape {input.Shape}, expected {Batches} x {Amount.Of(depth, "value")} for filters "
            + $"{filters.Shape} and output {output.Shape}");
        Weights.Check(filters, bias, k, 0, mayHaveZeroPoint: true);
        Multipliers = MultipliersOf(input.Quantized, filters.Quantized, output.Quantized, k);
    }

    /// <inheritdoc/>
    public override string Kind => "FULLY_CONNECTED";

    /// <summary>Fused activation.</summary>
    public Activation Activation { get; }

    /// <summary>Rows of the input.</summary>
    public int Batches { get; }

    /// <summary>One, or one per output.</summary>
    public ImmutableArray<Multiplier> Multipliers { get; }

    /// <summary>batches * depth values.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>[K, depth].</summary>
    public Tensor Filters => Inputs[1];

    /// <summary>[K], or null.</summary>
    public Tensor? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <inheritdoc/>
    public override long Macs => (long)Batches * Filters.Shape.Length;

    /// <inheritdoc/>
    public override long Parameters => Filters.Shape.Length + (Bias?.Shape.Length ?? 0);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceFullyConnected.Run(values.Int8(Input), Batches, Filters.Shape[1], Input.Quantized.ZeroPoint, values.Int8(Filters),
            Filters.Quantized.ZeroPoint, Filters.Shape[0],
            Bias is null ? null : values.Int32(Bias), Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, minimum, maximum, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new FullyConnected(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, outputs[0], Activation);

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) => new FullyConnected(Input, Filters, Bias, output, activation);

    /// <summary>
    /// One multiplier for filters with one scale, whose scales TensorFlow Lite multiplies in float32 (kernel_util.cc,
    /// GetQuantizedConvolutionMultipler); else one per output.
    /// </summary>
    internal static ImmutableArray<Multiplier> MultipliersOf(Quantization input, Quantization filters, Quantization output, int k) =>
        filters.IsPerTensor && filters.Factors.IsEmpty
        ? [Multiplier.Of((double)(input.Scale * filters.Scale) / (double)output.Scale)]
        : Weights.Multipliers(input, filters, output, k);
}
