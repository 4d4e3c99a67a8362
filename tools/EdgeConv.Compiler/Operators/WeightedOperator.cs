namespace EdgeConv.Compiler.Operators;

/// <summary>
/// The base of convolutions and fully connected layers: an input, constant filters, an optional constant bias, and one output. A multiplier
/// rescales each int32 accumulator to the output.
/// </summary>
public abstract class WeightedOperator : Operator, IActivated
{
    private protected WeightedOperator(Tensor input, Tensor filters, Tensor? bias, Tensor output, Activation activation)
        : base(bias is null ? [input, filters] : [input, filters, bias], [output]) => Activation = activation;

    /// <inheritdoc/>
    public Activation Activation { get; private set; }

    /// <summary>K, the number of output channels: the extent of the output's last axis.</summary>
    public int OutputChannels { get; private set; }

    /// <summary>
    /// The multipliers from accumulators to outputs, one per output channel. A fully connected layer whose filters have one scale has one
    /// for all outputs.
    /// </summary>
    public ImmutableArray<Multiplier> Multipliers { get; private set; }

    /// <summary>The constant int8 filters, in the shape that the operator's class documents.</summary>
    public Tensor Filters => Inputs[1];

    /// <summary>The constant int32 bias [K], whose scale is input scale * filter scale; or null.</summary>
    public Tensor? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <inheritdoc/>
    public override long Parameters => Filters.Shape.Length + (Bias?.Shape.Length ?? 0);

    internal sbyte[] FilterValues => (sbyte[])Filters.Constant!;

    internal int[]? BiasValues => (int[]?)Bias?.Constant;

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output)
    {
        var copy = (WeightedOperator)With(Inputs, [output]);
        copy.Activation = activation;
        return copy;
    }

    /// <summary>
    /// The multipliers of filters with some quantization: input scale * filter scale / output scale in double, per output channel
    /// (TensorFlow Lite, kernel_util.cc, PopulateConvolutionQuantizationParams); or the quantization's factors, if it has any.
    /// </summary>
    internal virtual ImmutableArray<Multiplier> MultipliersFor(Quantization filters)
    {
        double Factor(int i) => filters.Factors.IsEmpty
            ? (double)Input.Quantized.Scale * (double)filters.Scales[i] / (double)Output.Quantized.Scale : filters.Factors[i];
        return [.. Enumerable.Range(0, OutputChannels).Select(k => Multiplier.Of(Factor(filters.IsPerTensor ? 0 : k)))];
    }

    /// <summary>
    /// Checks that the filters are constant int8 with one scale or one per output channel and with zero points 0, and that a bias is
    /// constant int32 with one value per output channel. Then sets the multipliers.
    /// </summary>
    /// <param name="outputChannels">K.</param>
    /// <param name="axis">The filters' axis of output channels.</param>
    /// <param name="mayHaveZeroPoint">True if filters with one scale may have any zero point.</param>
    /// <exception cref="ModelException">Filters or bias fail a check.</exception>
    private protected void CheckWeights(int outputChannels, int axis, bool mayHaveZeroPoint = false)
    {
        Quantization quantization = Filters.Quantized;
        if (!Filters.IsConstant)
            throw new ModelException($"filters '{Filters.Name}' are computed by the network; only constant filters are supported");
        if (!quantization.IsPerTensor && quantization.Axis != axis)
            throw new ModelException($"filters '{Filters.Name}' are quantized along axis {quantization.Axis}, but axis {axis} is expected; "
                + "quantize the model again");
        if (!(mayHaveZeroPoint && quantization.IsPerTensor) && quantization.ZeroPoints.Any(z => z != 0))
            throw new ModelException($"filters '{Filters.Name}' have a zero point other than 0; quantize weights symmetrically");
        if (Bias is { Constant: not int[] } other)
            throw new ModelException($"bias '{other.Name}' is {other.Type}{(other.IsConstant ? "" : " and computed by the network")}; "
                + "a constant of int32 is needed");
        if (Bias is { } bias && bias.Shape.Length != outputChannels)
            throw new ModelException($"bias '{bias.Name}' has {Amount.Of(bias.Shape.Length, "value")}, but there are "
                + $"{Amount.Of(outputChannels, "output channel")}; export the model again");
        OutputChannels = outputChannels;
        Multipliers = MultipliersFor(quantization);
    }
}

/// <summary>The base of convolutions whose filters move over a map as a <see cref="Window"/>.</summary>
public abstract class WindowedConvolution : WeightedOperator, IWindowed
{
    private protected WindowedConvolution(Tensor input, Tensor filters, Tensor? bias, Tensor output, Window window, Activation activation)
        : base(input, filters, bias, output, activation) => Window = window;

    /// <inheritdoc/>
    public Window Window { get; }

    /// <inheritdoc/>
    public int? PaddingValue => Input.Quantized.ZeroPoint;

    /// <inheritdoc/>
    public abstract Operator WithWindow(Tensor input, Window window);

    private protected void CheckOutput(int outputChannels, int axis)
    {
        Operands.CheckShape(Output, new Shape(Input.Shape.Nhwc.N, Window.OutHeight, Window.OutWidth, outputChannels));
        CheckWeights(outputChannels, axis);
    }
}
