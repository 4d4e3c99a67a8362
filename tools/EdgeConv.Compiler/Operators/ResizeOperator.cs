namespace EdgeConv.Compiler.Operators;

/// <summary>An operator that makes an int8 map [N, OutH, OutW, C] from a map [N, H, W, C].</summary>
public abstract class ResizeOperator : Operator
{
    private protected ResizeOperator(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters) : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (input.Shape.Rank != 4 || output.Shape.Rank != 4 || input.Shape[0] != output.Shape[0] || input.Shape[3] != output.Shape[3])
            throw new ModelException($"a map of shape {input.Shape} cannot be resized to {output.Shape}");
        (AlignCorners, HalfPixelCenters) = (alignCorners, halfPixelCenters);
    }

    /// <summary>True if the first and last cells of input and output coincide.</summary>
    public bool AlignCorners { get; }

    /// <summary>True if cells lie where their centers are: output 0 at 0.5.</summary>
    public bool HalfPixelCenters { get; }
}
