namespace EdgeConv.Compiler.Operators;

/// <summary>
/// DEPTHWISE_CONV_2D. The inputs are the map [N, H, W, C], constant filters [1, R, S, C * M], and a constant bias [C * M] or none. The
/// output is [N, OutHeight, OutWidth, C * M]; its channel c * M + m reads input channel c.
/// </summary>
public sealed class DepthwiseConv2D : WindowedConvolution
{
    /// <summary>Makes a depthwise convolution. The channel multiplier M follows from the shapes.</summary>
    /// <param name="input">int8 [N, H, W, C].</param>
    /// <param name="filters">[1, R, S, C * M], constant int8, with one scale or one per output channel, zero points 0.</param>
    /// <param name="bias">[C * M], constant int32, or null.</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, C * M].</param>
    /// <param name="window">How the filter moves over the map.</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public DepthwiseConv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, Window window, Activation activation)
        : base(input, filters, bias, output, window, activation)
    {
        int c = input.Shape.Nhwc.C;
        (int one, int r, int s, int k) = filters.Shape.Nhwc;
        if (one != 1 || r != window.Rows || s != window.Columns || k % c != 0)
            throw new ModelException($"filters of shape {filters.Shape} do not fit {Amount.Of(c, "input channel")}; expected are "
                + $"1x{window.Rows}x{window.Columns} and a multiple of {c}");
        ChannelMultiplier = k / c;
        CheckOutput(k, 3);
    }

    /// <inheritdoc/>
    public override string Kind => "DEPTHWISE_CONV_2D";

    /// <summary>M, the number of output channels per input channel, 1 or above.</summary>
    public int ChannelMultiplier { get; }

    /// <inheritdoc/>
    public override long Macs => (long)Output.Shape.Length * Window.Rows * Window.Columns;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceDepthwise.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, FilterValues, ChannelMultiplier, Window.Rows,
            Window.Columns, BiasValues, Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX, Window.PadTop, Window.PadLeft,
            Window.OutHeight, Window.OutWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, min, max, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator WithWindow(Tensor input, Window window) =>
        new DepthwiseConv2D(input, Filters, Bias, Output, window, Activation);
}
