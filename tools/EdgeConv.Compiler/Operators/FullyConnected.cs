namespace EdgeConv.Compiler.Operators;

/// <summary>
/// FULLY_CONNECTED: input of any shape as [batches, depth], filters [K, depth] constant, bias [K] or none; output [..., K], batches in all
/// before its last axis.
/// </summary>
public sealed class FullyConnected : WeightedOperator
{
    /// <summary>Makes a fully connected layer; the number of batches follows from the output's shape.</summary>
    /// <param name="input">batches * depth values.</param>
    /// <param name="filters">[K, depth], constant int8: per output channel with zero points 0, or per tensor with any zero point.</param>
    /// <param name="bias">[K] constant int32, or null.</param>
    /// <param name="output">[..., K].</param>
    /// <param name="activation">Fused activation.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public FullyConnected(Tensor input, Tensor filters, Tensor? bias, Tensor output, Activation activation)
        : base(input, filters, bias, output, activation)
    {
        if (filters.Shape.Rank != 2) throw new ModelException($"filters of shape {filters.Shape}, expected outputs x inputs");
        int k = filters.Shape[0], depth = filters.Shape[1];
        if (output.Shape.Rank < 1 || output.Shape.Axes[^1] != k)
            throw new ModelException($"output shape {output.Shape}, expected {k} as its last axis");
        Batches = output.Shape.Length / k;
        if (input.Shape.Length != (long)Batches * depth)
            throw new ModelException($"input shape {input.Shape}, expected {Batches} x {Amount.Of(depth, "value")} for filters "
                + $"{filters.Shape} and output {output.Shape}");
        CheckWeights(k, 0, mayHaveZeroPoint: true);
    }

    /// <inheritdoc/>
    public override string Kind => "FULLY_CONNECTED";

    /// <summary>Rows of the input.</summary>
    public int Batches { get; }

    /// <inheritdoc/>
    public override long Macs => (long)Batches * Filters.Shape.Length;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceFullyConnected.Run(values.Int8(Input), Batches, Filters.Shape[1], Input.Quantized.ZeroPoint, FilterValues,
            Filters.Quantized.ZeroPoint, OutputChannels, BiasValues, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, min, max, values.NewInt8(Output));
    }

    /// <summary>
    /// One multiplier for filters with one scale, whose scales TensorFlow Lite multiplies in float32 (kernel_util.cc,
    /// GetQuantizedConvolutionMultipler); else one per output channel.
    /// </summary>
    internal override ImmutableArray<Multiplier> MultipliersFor(Quantization filters) => filters.IsPerTensor && filters.Factors.IsEmpty
        ? [Multiplier.Of((double)(Input.Quantized.Scale * filters.Scale) / (double)Output.Quantized.Scale)] : base.MultipliersFor(filters);
}
