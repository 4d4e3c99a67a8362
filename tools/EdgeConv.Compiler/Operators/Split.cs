namespace EdgeConv.Compiler.Operators;

/// <summary>
/// SPLIT and SPLIT_V, which cut a tensor along an axis into the outputs, one after another, and UNPACK, whose outputs lack the axis. All
/// copy values of any type.
/// </summary>
public sealed class Split : Partition
{
    /// <summary>Makes a split.</summary>
    /// <param name="input">The tensor to cut.</param>
    /// <param name="outputs">The parts, at least one; all have the input's type and, except along <paramref name="axis"/>, its
    /// shape.</param>
    /// <param name="axis">Axis of the input; -1 is the last one, -2 the one before it.</param>
    /// <param name="unpacks">True for UNPACK: each output is one index of the axis and lacks the axis.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public Split(Tensor input, ImmutableArray<Tensor> outputs, int axis, bool unpacks = false) : base([input], outputs, axis, unpacks)
    {
    }

    /// <inheritdoc/>
    public override string Kind => DropsAxis ? "UNPACK" : "SPLIT";
}
