namespace EdgeConv.Compiler.Operators;

/// <summary>The base of operators that resize an int8 map [N, H, W, C] to [N, OutHeight, OutWidth, C].</summary>
public abstract class ResizeOperator : Operator
{
    private protected ResizeOperator(Tensor input, Tensor output, bool alignCorners, bool halfPixelCenters) : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (input.Shape.Rank != 4 || output.Shape.Rank != 4 || input.Shape[0] != output.Shape[0] || input.Shape[3] != output.Shape[3])
            throw new ModelException($"a map of shape {input.Shape} cannot be resized to {output.Shape}; only height and width may differ");
        (AlignCorners, HalfPixelCenters) = (alignCorners, halfPixelCenters);
    }

    /// <summary>True if the first and last cells of input and output coincide.</summary>
    public bool AlignCorners { get; }

    /// <summary>True if the position of a cell is that of its center, 0.5 for the first one.</summary>
    public bool HalfPixelCenters { get; }
}
