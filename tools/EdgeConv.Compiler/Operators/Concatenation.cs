namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONCATENATION, which joins tensors along an axis, and PACK, which gives each of them a new axis of extent 1 first. Both copy values of
/// any type. As in TensorFlow Lite Micro, int8 inputs of CONCATENATION have the output's quantization.
/// </summary>
public sealed class Concatenation : Partition
{
    /// <summary>Makes a concatenation.</summary>
    /// <param name="inputs">At least one tensor; all have the output's type and, except along <paramref name="axis"/>, its shape.</param>
    /// <param name="output">The inputs one after another along <paramref name="axis"/>.</param>
    /// <param name="axis">Axis of the output; -1 is the last one, -2 the one before it.</param>
    /// <param name="packs">True for PACK: the inputs lack the axis.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Concatenation(ImmutableArray<Tensor> inputs, Tensor output, int axis, bool packs) : base(inputs, [output], axis, packs)
    {
        if (!packs && output.Type == ElementType.Int8
            && inputs.FirstOrDefault(input => !Operands.HaveSameScale(input, output)) is { } other)
            throw new ModelException($"input '{other.Name}' has another scale or zero point than the output; convert the model again "
                + "with TensorFlow 2, which gives inputs and output the same quantization");
    }

    /// <inheritdoc/>
    public override string Kind => DropsAxis ? "PACK" : "CONCATENATION";
}
