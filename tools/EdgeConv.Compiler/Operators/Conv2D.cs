using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONV_2D: input [N, H, W, C], filters [K, R, S, C / groups] constant, bias [K] or none; output [N, OutHeight, OutWidth, K].
/// </summary>
public sealed class Conv2D : Operator, IActivated, IWindowed
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
        : base(bias is null ? [input, filters] : [input, filters, bias], [output])
    {
        Window = window;
        Activation = activation;
        (int n, _, _, int c) = input.Shape.Nhwc;
        (int k, int r, int s, int perGroup) = filters.Shape.Nhwc;
        if (c % perGroup != 0 || k % (c / perGroup) != 0)
            throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} do not divide {Amount.Of(c, "input channel")} into "
            + $"{Amount.Of(k, "output channel")}");
        if (r != window.Rows || s != window.Columns)
            throw new ModelException($"filters of {r}x{s} for a window of {window.Rows}x{window.Columns}");
        Groups = c / perGroup;
        if (output.Shape != new Shape(n, window.OutHeight, window.OutWidth, k))
            throw new ModelException($"output shape {output.Shape}, expected {n}x{window.OutHeight}x{window.OutWidth}x{k}");
        Weights.Check(filters, bias, k, 0);
        Multipliers = Weights.Multipliers(input.Quantized, filters.Quantized, output.Quantized, k);
    }

    /// <inheritdoc/>
    public override string Kind => "CONV_2D";

    /// <summary>How the filter moves.</summary>
    public Window Window { get; }

    /// <summary>Fused activation.</summary>
    public Activation Activation { get; }

    /// <summary>Groups of channels, 1 for an ordinary convolution.</summary>
    public int Groups { get; }

    /// <summary>One per output channel.</summary>
    public ImmutableArray<Multiplier> Multipliers { get; }

    /// <summary>[N, H, W, C].</summary>
    public Tensor Input => Inputs[0];

    /// <summary>[K, R, S, C / groups].</summary>
    public Tensor Filters => Inputs[1];

    /// <summary>[K], or null.</summary>
    public Tensor? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <inheritdoc/>
    public override long Macs => (long)Output.Shape.Length * (Filters.Shape.Length / Filters.Shape[0]);

    /// <inheritdoc/>
    public override long Parameters => Filters.Shape.Length + (Bias?.Shape.Length ?? 0);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceConv.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, values.Int8(Filters), Filters.Shape[0], Window.Rows,
            Window.Columns,
            Bias is null ? null : values.Int32(Bias), Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX, Window.PadTop,
            Window.PadLeft, Window.OutHeight, Window.OutWidth, Groups, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, minimum, maximum, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new Conv2D(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, outputs[0], Window, Activation);

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) => new Conv2D(Input, Filters, Bias, output, Window, activation);

    /// <inheritdoc/>
    public int? Outside => Input.Quantized.ZeroPoint;

    /// <inheritdoc/>
    public Operator WithWindow(Tensor input, Window window) => new Conv2D(input, Filters, Bias, Output, window, Activation);
}
