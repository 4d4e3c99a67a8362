namespace EdgeConv.Compiler.Operators;

/// <summary>
/// RESIZE_BILINEAR: input [N, H, W, C], output [N, OutH, OutW, C], each output cell mixed from the four nearest input cells, in 1024ths.
/// </summary>
public sealed class ResizeBilinear : Operator
{
    /// <summary>Makes a resize.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="output">[N, OutH, OutW, C].</param>
    /// <param name="alignCorners">The first and last cells of input and output coincide; not together with
    /// <paramref name="halfPixelCenters"/>.</param>
    /// <param name="halfPixelCenters">Cells are placed by their centers.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public ResizeBilinear(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters) : base([input], [output])
    {
        ResizeNearestNeighbor.CheckMaps(input, output);
        if (alignCorners && halfPixelCenters) throw new ModelException("corners aligned and half pixel centers at once");
        for (int axis = 1; axis <= 2; axis++)
        {
            int extent = input.Shape[axis], outputs = output.Shape[axis];
            // A step rounded to 1024ths can lead beyond the map where it grows a thousandfold.
            if (extent > 1 << 20 || outputs > 1 << 20
                || (long)ReferenceResizeBilinear.Step(extent, outputs, alignCorners) * outputs > int.MaxValue
                || ReferenceResizeBilinear.Position(outputs - 1, ReferenceResizeBilinear.Step(extent, outputs, alignCorners),
                halfPixelCenters) / 1024 >= extent)
                throw new ModelException($"a map of shape {input.Shape} is too far from {output.Shape} to be resized");
        }
        AlignCorners = alignCorners;
        HalfPixelCenters = halfPixelCenters;
    }

    /// <inheritdoc/>
    public override string Kind => "RESIZE_BILINEAR";

    /// <summary>The first and last cells of input and output coincide.</summary>
    public bool AlignCorners { get; }

    /// <summary>Cells are placed by their centers.</summary>
    public bool HalfPixelCenters { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeBilinear.Run(values.Int8(Input), n, h, w, c, Output.Shape[1], Output.Shape[2], AlignCorners, HalfPixelCenters,
            values.NewInt8(Output));
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new ResizeBilinear(inputs[0], outputs[0], AlignCorners, HalfPixelCenters);
}
