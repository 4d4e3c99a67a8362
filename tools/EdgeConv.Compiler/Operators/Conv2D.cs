namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONV_2D. The inputs are the map [N, H, W, C], constant filters [K, R, S, C / groups], and a constant bias [K] or none. The output is
/// [N, OutHeight, OutWidth, K].
/// </summary>
public sealed class Conv2D : WindowedConvolution
{
    /// <summary>Makes a convolution. The number of groups follows from the shapes.</summary>
    /// <param name="input">int8 [N, H, W, C].</param>
    /// <param name="filters">[K, R, S, C / groups], constant int8, with one scale or one per output channel, zero points 0.</param>
    /// <param name="bias">[K], constant int32, or null.</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, K].</param>
    /// <param name="window">How the filter moves over the map.</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Conv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, Window window, Activation activation)
        : base(input, filters, bias, output, window, activation)
    {
        int c = input.Shape.Nhwc.C;
        (int k, int r, int s, int perGroup) = filters.Shape.Nhwc;
        if (c % perGroup != 0 || k % (c / perGroup) != 0)
            throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} do not fit {Amount.Of(c, "input channel")} and "
                + $"{Amount.Of(k, "output channel")}; export the model again");
        if (r != window.Rows || s != window.Columns)
            throw new ModelException($"filters of {r}x{s} do not fit a window of {window.Rows}x{window.Columns}; export the model again");
        Groups = c / perGroup;
        CheckOutput(k, 0);
    }

    /// <inheritdoc/>
    public override string Kind => "CONV_2D";

    /// <summary>
    /// Number of groups of channels, 1 or above. With 2 groups, the first half of the output channels reads only the first half of the
    /// input channels.
    /// </summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override long Macs => (long)Output.Shape.Length * (Filters.Shape.Length / OutputChannels);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceConv.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, FilterValues, OutputChannels, Window.Rows,
            Window.Columns, BiasValues, Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX, Window.PadTop, Window.PadLeft,
            Window.OutHeight, Window.OutWidth, Groups, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, min, max, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator WithWindow(Tensor input, Window window) => new Conv2D(input, Filters, Bias, Output, window, Activation);
}
