namespace EdgeConv.Compiler.Operators;

/// <summary>Checks that many operators share.</summary>
internal static class Operands
{
    /// <summary>The quantization of an int8 tensor with one scale.</summary>
    /// <exception cref="ModelException">The tensor is not int8, or has a scale per channel.</exception>
    internal static Quantization PerTensor(Tensor tensor) => tensor.Quantized.IsPerTensor ? tensor.Quantized
        : throw new ModelException($"tensor '{tensor.Name}' has a scale per channel, which only weights may have; quantize activations "
            + "with one scale");

    /// <summary>True if both int8 tensors have the same scale and zero point.</summary>
    internal static bool HaveSameScale(Tensor a, Tensor b) =>
        PerTensor(a).Scale == PerTensor(b).Scale && a.Quantized.ZeroPoint == b.Quantized.ZeroPoint;

    /// <summary>
    /// The extents of a shape with axes of extent 1 put in front until there are <paramref name="rank"/> axes, and at least one.
    /// </summary>
    internal static int[] Aligned(Shape shape, int rank) =>
        [.. Enumerable.Repeat(1, Math.Max(0, Math.Max(1, rank) - shape.Rank)), .. shape.Axes];

    /// <exception cref="ModelException">The types differ.</exception>
    internal static void CheckType(Tensor input, Tensor output)
    {
        if (input.Type != output.Type)
            throw new ModelException($"output '{output.Name}' is {output.Type}, but input '{input.Name}' is {input.Type}; both must have "
                + "the same type");
    }

    /// <exception cref="ModelException">The output has another shape.</exception>
    internal static void CheckShape(Tensor output, Shape expected)
    {
        if (output.Shape != expected)
            throw new ModelException($"the output has shape {output.Shape}, but {expected} is expected; export the model again");
    }

    /// <summary>
    /// Checks that two operands broadcast to the output: aligned at their last axes, each axis has the output's extent or 1.
    /// </summary>
    /// <exception cref="ModelException">They do not.</exception>
    internal static void CheckBroadcast(Tensor left, Tensor right, Tensor output)
    {
        int rank = Math.Max(left.Shape.Rank, right.Shape.Rank);
        int[] a = Aligned(left.Shape, rank), b = Aligned(right.Shape, rank), y = Aligned(output.Shape, rank);
        for (int i = 0; i < a.Length; i++)
            if ((a[i] != b[i] && a[i] != 1 && b[i] != 1) || y.Length != a.Length || y[i] != Math.Max(a[i], b[i]))
                throw new ModelException($"shapes {left.Shape} and {right.Shape} do not broadcast to {output.Shape}; export the model "
                    + "again");
    }

    /// <summary>Turns an axis that may be negative (-1 is the last one) into an axis from 0 up.</summary>
    /// <exception cref="ModelException">The tensor has no such axis.</exception>
    internal static int Axis(int axis, Tensor tensor)
    {
        int rank = tensor.Shape.Rank;
        return axis < -rank || axis >= rank
            ? throw new ModelException($"'{tensor.Name}' of shape {tensor.Shape} has no axis {axis}; export the model again")
            : axis < 0 ? axis + rank : axis;
    }
}
