namespace EdgeConv.Compiler.Operators;

/// <summary>
/// RESIZE_NEAREST_NEIGHBOR from [N, H, W, C] to [N, OutHeight, OutWidth, C]. Each output cell is a copy of the nearest input cell.
/// </summary>
public sealed class ResizeNearestNeighbor : ResizeOperator
{
    /// <summary>Makes a resize.</summary>
    /// <param name="input">int8 [N, H, W, C], with one scale.</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, C], with one scale.</param>
    /// <param name="alignCorners">True if the first and last cells of input and output coincide.</param>
    /// <param name="halfPixelCenters">True if the position of a cell is that of its center, 0.5 for the first one.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public ResizeNearestNeighbor(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters)
        : base(input, output, alignCorners, halfPixelCenters)
    {
        Rows = Sources(input.Shape[1], output.Shape[1]);
        Columns = Sources(input.Shape[2], output.Shape[2]);
    }

    /// <inheritdoc/>
    public override string Kind => "RESIZE_NEAREST_NEIGHBOR";

    /// <summary>The input row, 0 to H - 1, that each output row copies.</summary>
    public ImmutableArray<int> Rows { get; }

    /// <summary>The input column, 0 to W - 1, that each output column copies.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeNearest.Run(values.Int8(Input), n, h, w, c, [.. Rows], [.. Columns], values.NewInt8(Output));
    }

    // Computes the nearest input cell of each output cell in float32, as TensorFlow Lite does (reference/resize_nearest_neighbor.h).
    private ImmutableArray<int> Sources(int extent, int outputs)
    {
        float scale = AlignCorners && outputs > 1 ? (extent - 1) / (float)(outputs - 1) : extent / (float)outputs;
        float center = HalfPixelCenters ? 0.5f : 0;
        int Source(int output)
        {
            float position = (output + center) * scale;
            float source = AlignCorners ? MathF.Round(position, MidpointRounding.AwayFromZero) : MathF.Floor(position);
            return Math.Clamp((int)source, 0, extent - 1);
        }
        return [.. Enumerable.Range(0, outputs).Select(Source)];
    }
}
