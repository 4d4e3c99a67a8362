namespace EdgeConv.Compiler.Operators;

/// <summary>
/// FULLY_CONNECTED. The inputs are a tensor of any shape, read as [batches, depth], constant filters [K, depth], and a constant bias [K] or
/// none. The output is [..., K]; the extents before its last axis multiply to the number of batches.
/// </summary>
public sealed class FullyConnected : WeightedOperator
{
    /// <summary>Makes a fully connected layer. The number of batches follows from the output's shape.</summary>
    /// <param name="input">int8 with batches * depth values.</param>
    /// <param name="filters">[K, depth], constant int8, with one scale per output channel and zero points 0, or with one scale and any zero
    /// point.</param>
    /// <param name="bias">[K], constant int32, or null.</param>
    /// <param name="output">int8 [..., K].</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public FullyConnected(Tensor input, Tensor filters, Tensor? bias, Tensor output, Activation activation)
        : base(input, filters, bias, output, activation)
    {
        if (filters.Shape.Rank != 2)
            throw new ModelException($"the filters have shape {filters.Shape}, but [outputs, inputs] is expected; export the model again");
        int k = filters.Shape[0], depth = filters.Shape[1];
        if (output.Shape.Rank < 1 || output.Shape.Axes[^1] != k)
            throw new ModelException($"the output has shape {output.Shape}, but its last axis must be {k}; export the model again");
        Batches = output.Shape.Length / k;
        if (input.Shape.Length != (long)Batches * depth)
            throw new ModelException($"the input has shape {input.Shape}, but {Batches} x {Amount.Of(depth, "value")} are expected for "
                + $"filters {filters.Shape} and output {output.Shape}; export the model again");
        CheckWeights(k, 0, mayHaveZeroPoint: true);
    }

    /// <inheritdoc/>
    public override string Kind => "FULLY_CONNECTED";

    /// <summary>Number of batches: rows of the input and of the output.</summary>
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
    /// The multipliers of filters with some quantization. Filters with one scale have one multiplier, for which TensorFlow Lite multiplies
    /// the scales in float32 (kernel_util.cc, GetQuantizedConvolutionMultipler); others have one per output channel.
    /// </summary>
    internal override ImmutableArray<Multiplier> MultipliersFor(Quantization filters) => filters.IsPerTensor && filters.Factors.IsEmpty
        ? [Multiplier.Of((double)(Input.Quantized.Scale * filters.Scale) / (double)Output.Quantized.Scale)] : base.MultipliersFor(filters);
}
