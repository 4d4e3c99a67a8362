namespace EdgeConv.Compiler.Operators;

/// <summary>
/// ARG_MAX: the index of the maximum along an axis; of equal values the first counts. The output is int32 or int64 and has the input's
/// shape without the axis.
/// </summary>
public sealed class ArgMax : Operator
{
    /// <summary>Makes an ARG_MAX.</summary>
    /// <param name="input">int8, with one axis or more.</param>
    /// <param name="axis">Axis of the input; -1 is the last one, -2 the one before it.</param>
    /// <param name="output">int32 or int64, with the input's shape, in which the axis is left out or has the extent 1.</param>
    /// <exception cref="ModelException">Axis, shapes or types do not fit together.</exception>
    public ArgMax(Tensor input, int axis, Tensor output) : base([input], [output])
    {
        Axis = Operands.Axis(axis, input);
        Shape dropped = new([.. input.Shape.Axes.RemoveAt(Axis)]), kept = new([.. input.Shape.Axes.SetItem(Axis, 1)]);
        if (output.Shape != dropped && output.Shape != kept)
            throw new ModelException($"the output has shape {output.Shape}, but {dropped} is expected; export the model again");
        if (input.Type != ElementType.Int8 || output.Type is not (ElementType.Int32 or ElementType.Int64))
            throw new ModelException($"an output of {output.Type} from {input.Type} is not supported; convert the model with full int8 "
                + "quantization");
    }

    /// <inheritdoc/>
    public override string Kind => "ARG_MAX";

    /// <summary>The axis along which the maximum is searched, from 0 up.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int outer = Input.Shape.Axes.Take(Axis).Aggregate(1, (product, extent) => product * extent);
        int[] y = new int[Output.Shape.Length];
        ReferenceArgMax.Run(values.Int8(Input), outer, Input.Shape[Axis], y.Length / outer, y);
        values.Set(Output, Output.Type == ElementType.Int32 ? y : Array.ConvertAll(y, index => (long)index));
    }
}
