namespace EdgeConv.Compiler.Operators;

/// <summary>
/// SPLIT and SPLIT_V: a tensor cut along an axis into the outputs, one after another; UNPACK drops the axis. Plain copies, of any type.
/// </summary>
public sealed class Split : Partition
{
    /// <summary>Makes a split.</summary>
    /// <param name="input">What is cut.</param>
    /// <param name="outputs">The parts, at least one.</param>
    /// <param name="axis">Axis of the input; negative ones count from the last.</param>
    /// <param name="unpacks">True for UNPACK: each output is one index of the axis and lacks it.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public Split(Tensor input, ImmutableArray<Tensor> outputs, int axis, bool unpacks = false) : base([input], outputs, axis, unpacks)
    {
    }

    /// <inheritdoc/>
    public override string Kind => DropsAxis ? "UNPACK" : "SPLIT";
}
