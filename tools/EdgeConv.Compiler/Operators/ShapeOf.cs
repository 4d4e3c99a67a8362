namespace EdgeConv.Compiler.Operators;

/// <summary>
/// SHAPE: the extents of a tensor. They are known when the model is read, so the operator has no input and is always folded away.
/// </summary>
public sealed class ShapeOf : Operator
{
    /// <summary>Makes a shape.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="output">As many values of int32 or int64.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public ShapeOf(Shape shape, Tensor output) : base([], [output])
    {
        if (output.Type is not (ElementType.Int32 or ElementType.Int64))
            throw new ModelException($"output '{output.Name}' is {output.Type}; int32 or int64 is needed");
        if (output.Shape.Length != shape.Rank)
            throw new ModelException($"output shape {output.Shape} for {Amount.Of(shape.Rank, "axis", "axes")}");
        Of = shape;
    }

    /// <inheritdoc/>
    public override string Kind => "SHAPE";

    /// <summary>The extents.</summary>
    public Shape Of { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        values.Set(Output, Output.Type == ElementType.Int32 ? Of.ToArray() : Of.Axes.Select(axis => (long)axis).ToArray());
}
