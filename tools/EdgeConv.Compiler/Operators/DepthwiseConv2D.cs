using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

/// <summary>DEPTHWISE_CONV_2D: input [N, H, W, C], filters [1, R, S, C * M] constant, bias [C * M] or none; output [N, OutHeight, OutWidth,
/// C * M]. Output channel c * M + m reads input channel c.</summary>
public sealed class DepthwiseConv2D : Operator, IActivated, IWindowed
{
    /// <summary>Makes a depthwise convolution; the channel multiplier M follows from the shapes.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="filters">[1, R, S, C * M], constant int8, per tensor or per output channel, zero points 0.</param>
    /// <param name="bias">[C * M] constant int32, or null.</param>
    /// <param name="output">[N, OutHeight, OutWidth, C * M].</param>
    /// <param name="window">How the filter moves.</param>
    /// <param name="activation">Fused activation.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public DepthwiseConv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, Window window, Activation activation)
        : base(bias is null ? [input, filters] : [input, filters, bias], [output])
    {
        Window = window;
        Activation = activation;
        (int n, _, _, int c) = input.Shape.Nhwc;
        (int one, int r, int s, int k) = filters.Shape.Nhwc;
        if (one != 1 || r != window.Rows || s != window.Columns || k % c != 0)
            throw new ModelException($"filters of shape {filters.Shape} for {Amount.Of(c, "input channel")}, expected "
                + $"1x{window.Rows}x{window.Columns} and a multiple of {c}");
        ChannelMultiplier = k / c;
        if (output.Shape != new Shape(n, window.OutHeight, window.OutWidth, k))
            throw new ModelException($"output shape {output.Shape}, expected {n}x{window.OutHeight}x{window.OutWidth}x{k}");
        Weights.Check(filters, bias, k, 3);
        Multipliers = Weights.Multipliers(input.Quantized, filters.Quantized, output.Quantized, k);
    }

    /// <inheritdoc/>
    public override string Kind => "DEPTHWISE_CONV_2D";

    /// <summary>How the filter moves.</summary>
    public Window Window { get; }

    /// <summary>Fused activation.</summary>
    public Activation Activation { get; }

    /// <summary>M, output channels per input channel.</summary>
    public int ChannelMultiplier { get; }

    /// <summary>One per output channel.</summary>
    public ImmutableArray<Multiplier> Multipliers { get; }

    /// <summary>[N, H, W, C].</summary>
    public Tensor Input => Inputs[0];

    /// <summary>[1, R, S, C * M].</summary>
    public Tensor Filters => Inputs[1];

    /// <summary>[C * M], or null.</summary>
    public Tensor? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <inheritdoc/>
    public override long Macs => (long)Output.Shape.Length * Window.Rows * Window.Columns;

    /// <inheritdoc/>
    public override long Parameters => Filters.Shape.Length + (Bias?.Shape.Length ?? 0);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceDepthwise.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, values.Int8(Filters), ChannelMultiplier,
            Window.Rows, Window.Columns,
            Bias is null ? null : values.Int32(Bias), Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX, Window.PadTop,
            Window.PadLeft, Window.OutHeight, Window.OutWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, minimum, maximum, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new DepthwiseConv2D(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, outputs[0], Window, Activation);

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) =>
        new DepthwiseConv2D(Input, Filters, Bias, output, Window, activation);

    /// <inheritdoc/>
    public int? Outside => Input.Quantized.ZeroPoint;

    /// <inheritdoc/>
    public Operator WithWindow(Tensor input, Window window) => new DepthwiseConv2D(input, Filters, Bias, Output, window, Activation);
}
