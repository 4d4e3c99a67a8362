namespace EdgeConv.Compiler.Operators;

/// <summary>
/// TRANSPOSE_CONV. The inputs are the map [N, H, W, C], constant filters [K, R, S, C], and a constant bias [K] or none. The output is
/// [N, OutHeight, OutWidth, K]. Input cell (i, j) adds the filter to the output from row i * StrideY - PadTop and column
/// j * StrideX - PadLeft on.
/// </summary>
public sealed class TransposeConv2D : WeightedOperator
{
    /// <summary>Makes a transposed convolution.</summary>
    /// <param name="input">int8 [N, H, W, C].</param>
    /// <param name="filters">[K, R, S, C], constant int8, with one scale or one per output channel, zero points 0.</param>
    /// <param name="bias">[K], constant int32, or null.</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, K].</param>
    /// <param name="strideY">Output rows from one input row to the next, 1 or above.</param>
    /// <param name="strideX">Output columns from one input column to the next, 1 or above.</param>
    /// <param name="padTop">Rows that are cut off above, 0 or above.</param>
    /// <param name="padLeft">Columns that are cut off to the left, 0 or above.</param>
    /// <param name="activation">The activation to fuse.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public TransposeConv2D(Tensor input, Tensor filters, Tensor? bias, Tensor output, int strideY, int strideX, int padTop, int padLeft,
        Activation activation) : base(input, filters, bias, output, activation)
    {
        (StrideY, StrideX, PadTop, PadLeft) = (strideY, strideX, padTop, padLeft);
        (int n, _, _, int c) = input.Shape.Nhwc;
        (int k, _, _, int filterChannels) = filters.Shape.Nhwc;
        (int outN, _, _, int outK) = output.Shape.Nhwc;
        if (strideY < 1 || strideX < 1 || padTop < 0 || padLeft < 0)
            throw new ModelException($"strides {strideY}, {strideX} and padding {padTop}, {padLeft} are not supported; use strides of 1 or "
                + "above and padding of 0 or above");
        if (filterChannels != c || outN != n || outK != k)
            throw new ModelException($"batches or channels of filters {filters.Shape}, input {input.Shape} and output {output.Shape} "
                + "do not fit; export the model again");
        CheckWeights(k, 0);
    }

    /// <inheritdoc/>
    public override string Kind => "TRANSPOSE_CONV";

    /// <summary>Output rows from one input row to the next, 1 or above.</summary>
    public int StrideY { get; }

    /// <summary>Output columns from one input column to the next, 1 or above.</summary>
    public int StrideX { get; }

    /// <summary>Rows that are cut off above, 0 or above.</summary>
    public int PadTop { get; }

    /// <summary>Columns that are cut off to the left, 0 or above.</summary>
    public int PadLeft { get; }

    /// <inheritdoc/>
    public override long Macs => (long)Input.Shape.Length * (Filters.Shape.Length / Input.Shape.Nhwc.C);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceTransposeConv.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, FilterValues, k, r, s, BiasValues,
            StrideY, StrideX, PadTop, PadLeft, outHeight, outWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers),
            Output.Quantized.ZeroPoint, min, max, values.NewInt8(Output));
    }
}
