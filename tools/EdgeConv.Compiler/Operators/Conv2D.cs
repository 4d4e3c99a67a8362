namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONV_2D: input [N, H, W, C], filters [K, R, S, C / groups] constant, bias [K] or none; output [N, OutHeight, OutWidth, K].
/// </summary>
public sealed class Conv2D : WindowedConvolution
{
    /// <summary>Makes a convolution; the number of groups follows from the shapes.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="filters">[K, R, S, C / groups], constant int8, per tensor or per output channel, zero points 0.</param>
    /// <param name="bias">[K] constant int32, or null.</param>
    /// <param name="output">[N, OutHeight, OutWidth, K].</param>
    /// <param name="window">How the filter moves.</param>
    /// <param name="activation">Fused activation.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Conv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, Window window, Activation activation)
        : base(input, filters, bias, output, window, activation)
    {
        int c = input.Shape.Nhwc.C;
        (int k, int r, int s, int perGroup) = filters.Shape.Nhwc;
        if (c % perGroup != 0 || k % (c / perGroup) != 0)
            throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} do not divide {Amount.Of(c, "input channel")} into "
                + Amount.Of(k, "output channel"));
        if (r != window.Rows || s != window.Columns)
            throw new ModelException($"filters of {r}x{s} for a window of {window.Rows}x{window.Columns}");
        Groups = c / perGroup;
        CheckOutput(k, 0);
    }

    /// <inheritdoc/>
    public override string Kind => "CONV_2D";

    /// <summary>Groups of channels, 1 for an ordinary convolution.</summary>
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
