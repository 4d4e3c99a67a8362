using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

/// <summary>TRANSPOSE_CONV: input [N, H, W, C], filters [K, R, S, C] constant, bias [K] or none; output [N, OutHeight, OutWidth, K], to
/// whose rows and columns an input cell (i, j) adds from i * StrideY - PadTop and j * StrideX - PadLeft on.</summary>
public sealed class TransposeConv2D : Operator, IActivated
{
    /// <summary>Makes a transposed convolution.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="filters">[K, R, S, C], constant int8, per tensor or per output channel, zero points 0.</param>
    /// <param name="bias">[K] constant int32, or null.</param>
    /// <param name="output">[N, OutHeight, OutWidth, K].</param>
    /// <param name="strideY">Output rows from one input row to the next, 1 or above.</param>
    /// <param name="strideX">Output columns from one input column to the next, 1 or above.</param>
    /// <param name="padTop">Rows cut off above.</param>
    /// <param name="padLeft">Columns cut off to the left.</param>
    /// <param name="activation">Fused activation.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public TransposeConv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, int strideY, int strideX, int padTop, int padLeft,
        Activation activation)
        : base(bias is null ? [input, filters] : [input, filters, bias], [output])
    {
        StrideY = strideY;
        StrideX = strideX;
        PadTop = padTop;
        PadLeft = padLeft;
        Activation = activation;
        (int n, _, _, int c) = input.Shape.Nhwc;
        (int k, _, _, int filterChannels) = filters.Shape.Nhwc;
        (int outN, _, _, int outK) = output.Shape.Nhwc;
        if (strideY < 1 || strideX < 1 || padTop < 0 || padLeft < 0)
            throw new ModelException($"strides {strideY}, {strideX} and padding {padTop}, {padLeft}; strides are 1 or above, padding 0 or "
            + "above");
        if (filterChannels != c || outN != n || outK != k)
            throw new ModelException($"filters {filters.Shape} from input {input.Shape} to output {output.Shape}: batches or channels do "
            + "not fit");
        Weights.Check(filters, bias, k, 0);
        Multipliers = Weights.Multipliers(input.Quantized, filters.Quantized, output.Quantized, k);
    }

    /// <inheritdoc/>
    public override string Kind => "TRANSPOSE_CONV";

    /// <summary>Output rows from one input row to the next.</summary>
    public int StrideY { get; }

    /// <summary>Output columns from one input column to the next.</summary>
    public int StrideX { get; }

    /// <summary>Rows cut off above.</summary>
    public int PadTop { get; }

    /// <summary>Columns cut off to the left.</summary>
    public int PadLeft { get; }

    /// <summary>Fused activation.</summary>
    public Activation Activation { get; }

    /// <summary>One per output channel.</summary>
    public ImmutableArray<Multiplier> Multipliers { get; }

    /// <summary>[N, H, W, C].</summary>
    public Tensor Input => Inputs[0];

    /// <summary>[K, R, S, C].</summary>
    public Tensor Filters => Inputs[1];

    /// <summary>[K], or null.</summary>
    public Tensor? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <inheritdoc/>
    public override long Macs => (long)Input.Shape.Length * (Filters.Shape.Length / Input.Shape.Nhwc.C);

    /// <inheritdoc/>
    public override long Parameters => Filters.Shape.Length + (Bias?.Shape.Length ?? 0);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceTransposeConv.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, values.Int8(Filters), k, r, s, Bias is null
            ? null : values.Int32(Bias),
            StrideY, StrideX, PadTop, PadLeft, outHeight, outWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, minimum, maximum, values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new TransposeConv2D(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, outputs[0], StrideY, StrideX, PadTop, PadLeft,
            Activation);

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) =>
        new TransposeConv2D(Input, Filters, Bias, output, StrideY, StrideX, PadTop, PadLeft, activation);
}
