namespace EdgeConv.Compiler.Operators;

/// <summary>
/// RESIZE_NEAREST_NEIGHBOR: input [N, H, W, C], output [N, OutH, OutW, C], each output cell a copy of the nearest input cell.
/// </summary>
public sealed class ResizeNearestNeighbor : Operator
{
    /// <summary>Makes a resize.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="output">[N, OutH, OutW, C].</param>
    /// <param name="alignCorners">The first and last cells of input and output coincide.</param>
    /// <param name="halfPixelCenters">Cells are placed by their centers.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public ResizeNearestNeighbor(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters) : base([input], [output])
    {
        CheckMaps(input, output);
        AlignCorners = alignCorners;
        HalfPixelCenters = halfPixelCenters;
        Rows = Sources(input.Shape[1], output.Shape[1]);
        Columns = Sources(input.Shape[2], output.Shape[2]);
    }

    /// <inheritdoc/>
    public override string Kind => "RESIZE_NEAREST_NEIGHBOR";

    /// <summary>The first and last cells of input and output coincide.</summary>
    public bool AlignCorners { get; }

    /// <summary>Cells are placed by their centers.</summary>
    public bool HalfPixelCenters { get; }

    /// <summary>The input row that each output row copies.</summary>
    public ImmutableArray<int> Rows { get; }

    /// <summary>The input column that each output column copies.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeNearest.Run(values.Int8(Input), n, h, w, c, [.. Rows], [.. Columns], values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new ResizeNearestNeighbor(inputs[0], outputs[0], AlignCorners, HalfPixelCenters);

    /// <summary>Checks int8 maps of four axes that differ in height and width alone.</summary>
    /// <exception cref="ModelException">They are not so.</exception>
    internal static void CheckMaps(Tensor input, Tensor output)
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (input.Shape.Rank != 4 || output.Shape.Rank != 4 || input.Shape[0] != output.Shape[0] || input.Shape[3] != output.Shape[3])
            throw new ModelException($"a map of shape {input.Shape} cannot be resized to {output.Shape}");
    }

    // In float32, as resize_nearest_neighbor.h has it.
    private ImmutableArray<int> Sources(int extent, int outputs)
    {
        float scale = AlignCorners && outputs > 1 ? (extent - 1) / (float)(outputs - 1) : extent / (float)outputs;
        float offset = HalfPixelCenters ? 0.5f : 0;
        int Source(int output)
        {
            float place = (output + offset) * scale;
            return Math.Clamp((int)(AlignCorners ? MathF.Round(place, MidpointRounding.AwayFromZero) : MathF.Floor(place)), 0, extent - 1);
        }
        return [.. Enumerable.Range(0, outputs).Select(Source)];
    }
}
