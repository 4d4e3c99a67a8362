namespace EdgeConv.Compiler.Operators;

/// <summary>
/// SHAPE: the extents of a tensor. They are known when the model is read. Therefore the operator has no input, and constant folding always
/// replaces it by a constant.
/// </summary>
public sealed class ShapeOf : Operator
{
    /// <summary>Makes a SHAPE.</summary>
    /// <param name="shape">The extents that it gives.</param>
    /// <param name="output">int32 or int64, with one value for each axis of <paramref name="shape"/>.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public ShapeOf(Shape shape, Tensor output) : base([], [output])
    {
        if (output.Type is not (ElementType.Int32 or ElementType.Int64))
            throw new ModelException($"output '{output.Name}' is {output.Type}, but must be Int32 or Int64; export the model again");
        if (output.Shape.Length != shape.Rank)
            throw new ModelException($"output '{output.Name}' has shape {output.Shape}, but must hold "
                + $"{Amount.Of(shape.Rank, "extent")}; export the model again");
        Of = shape;
    }

    /// <inheritdoc/>
    public override string Kind => "SHAPE";

    /// <summary>The extents that it gives.</summary>
    public Shape Of { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        values.Set(Output, Output.Type == ElementType.Int32 ? Of.ToArray() : Of.Axes.Select(axis => (long)axis).ToArray());
}
