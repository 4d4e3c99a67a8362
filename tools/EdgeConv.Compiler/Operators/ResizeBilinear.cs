namespace EdgeConv.Compiler.Operators;

/// <summary>
/// RESIZE_BILINEAR from [N, H, W, C] to [N, OutHeight, OutWidth, C]. Each output cell is mixed from the four nearest input cells, with
/// weights in 1024ths.
/// </summary>
public sealed class ResizeBilinear : ResizeOperator
{
    /// <summary>Makes a resize.</summary>
    /// <param name="input">int8 [N, H, W, C], with one scale.</param>
    /// <param name="output">int8 [N, OutHeight, OutWidth, C], with one scale.</param>
    /// <param name="alignCorners">True if the first and last cells of input and output coincide; not together with
    /// <paramref name="halfPixelCenters"/>.</param>
    /// <param name="halfPixelCenters">True if the position of a cell is that of its center, 0.5 for the first one.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public ResizeBilinear(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters)
        : base(input, output, alignCorners, halfPixelCenters)
    {
        if (alignCorners && halfPixelCenters)
            throw new ModelException("align_corners and half_pixel_centers exclude each other; use one of them");
        if (!CanResize(1) || !CanResize(2))
            throw new ModelException($"a map of shape {input.Shape} cannot be resized to {output.Shape} in one step; use a smaller factor");
    }

    /// <inheritdoc/>
    public override string Kind => "RESIZE_BILINEAR";

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeBilinear.Run(values.Int8(Input), n, h, w, c, Output.Shape[1], Output.Shape[2], AlignCorners, HalfPixelCenters,
            values.NewInt8(Output));
    }

    // The step is rounded to 1024ths. If the output is about a thousand times as large as the input, the rounding errors can add up to a
    // position beyond the map.
    private bool CanResize(int axis)
    {
        int extent = Input.Shape[axis], outputs = Output.Shape[axis];
        if (extent > 1 << 20 || outputs > 1 << 20) return false;
        int step = ReferenceResizeBilinear.Step(extent, outputs, AlignCorners);
        return (long)step * outputs <= int.MaxValue
            && ReferenceResizeBilinear.Position(outputs - 1, step, HalfPixelCenters) / 1024 < extent;
    }
}
