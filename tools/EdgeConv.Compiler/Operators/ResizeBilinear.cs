namespace EdgeConv.Compiler.Operators;

/// <summary>
/// RESIZE_BILINEAR: input [N, H, W, C], output [N, OutH, OutW, C], each output cell mixed from the four nearest input cells, in 1024ths.
/// </summary>
public sealed class ResizeBilinear : ResizeOperator
{
    /// <summary>Makes a resize.</summary>
    /// <param name="input">[N, H, W, C], int8.</param>
    /// <param name="output">[N, OutH, OutW, C], int8.</param>
    /// <param name="alignCorners">True if the first and last cells of input and output coincide; not together with
    /// <paramref name="halfPixelCenters"/>.</param>
    /// <param name="halfPixelCenters">True if cells lie where their centers are.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public ResizeBilinear(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters)
        : base(input, output, alignCorners, halfPixelCenters)
    {
        if (alignCorners && halfPixelCenters) throw new ModelException("align_corners and half_pixel_centers exclude each other");
        if (!CanResize(1) || !CanResize(2))
            throw new ModelException($"a map of shape {input.Shape} is too far from {output.Shape} to be resized");
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

    // A step rounded to 1024ths can lead beyond the map if it grows a thousandfold.
    private bool CanResize(int axis)
    {
        int extent = Input.Shape[axis], outputs = Output.Shape[axis];
        if (extent > 1 << 20 || outputs > 1 << 20) return false;
        int step = ReferenceResizeBilinear.Step(extent, outputs, AlignCorners);
        return (long)step * outputs <= int.MaxValue
            && ReferenceResizeBilinear.Position(outputs - 1, step, HalfPixelCenters) / 1024 < extent;
    }
}
