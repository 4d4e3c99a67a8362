namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONCATENATION of tensors along an axis, and PACK, which gives each a new axis of 1 first: plain copies, of any type. As in TensorFlow
/// Lite Micro, int8 inputs of CONCATENATION have the output's quantization.
/// </summary>
public sealed class Concatenation : Partition
{
    /// <summary>Makes a concatenation.</summary>
    /// <param name="inputs">At least one, of the same type.</param>
    /// <param name="output">The inputs one after another along <paramref name="axis"/>.</param>
    /// <param name="axis">Axis of the output; negative ones count from the last.</param>
    /// <param name="packs">True for PACK: the inputs lack the axis.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Concatenation(ImmutableArray<Tensor> inputs, Tensor output, int axis, bool packs) : base(inputs, [output], axis, packs)
    {
        if (!packs && output.Type == ElementType.Int8
            && inputs.FirstOrDefault(input => !Operands.HaveSameScale(input, output)) is { } other)
            throw new ModelException($"input '{other.Name}' has another scale or zero point than the output; convert the model again "
                + "with TensorFlow 2, which gives all the same");
    }

    /// <inheritdoc/>
    public override string Kind => DropsAxis ? "PACK" : "CONCATENATION";
}
