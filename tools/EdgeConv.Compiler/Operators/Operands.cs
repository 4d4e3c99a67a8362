namespace EdgeConv.Compiler.Operators;

/// <summary>Checks that many operators share.</summary>
internal static class Operands
{
    /// <summary>The quantization of an int8 tensor with one scale.</summary>
    /// <exception cref="ModelException">Another type, or a scale per channel.</exception>
    internal static Quantization PerTensor(Tensor tensor) => tensor.Quantized.IsPerTensor ? tensor.Quantized
        : throw new ModelException($"tensor '{tensor.Name}' has a scale per channel; only weights may");

    /// <summary>True if both int8 tensors have the same scale and zero point.</summary>
    internal static bool HaveSameScale(Tensor a, Tensor b) =>
        PerTensor(a).Scale == PerTensor(b).Scale && a.Quantized.ZeroPoint == b.Quantized.ZeroPoint;

    /// <summary>The shape with axes of 1 put in front until it has <paramref name="rank"/> axes, at least one.</summary>
    internal static int[] Aligned(Shape shape, int rank) =>
        [.. Enumerable.Repeat(1, Math.Max(0, Math.Max(1, rank) - shape.Rank)), .. shape.Axes];

    /// <summary>Checks that an output has the type of its input.</summary>
    /// <exception cref="ModelException">It has another.</exception>
    internal static void CheckType(Tensor input, Tensor output)
    {
        if (input.Type != output.Type) throw new ModelException($"output of {output.Type} from input '{input.Name}' of {input.Type}");
    }

    /// <summary>Checks that an output has a shape.</summary>
    /// <exception cref="ModelException">It has another.</exception>
    internal static void CheckShape(Tensor output, Shape expected)
    {
        if (output.Shape != expected) throw new ModelException($"output shape {output.Shape}, expected {expected}");
    }

    /// <summary>Checks that operands broadcast to the output: aligned at their last axes, each has the output's extent or 1.</summary>
    /// <exception cref="ModelException">They do not.</exception>
    internal static void CheckBroadcast(Tensor left, Tensor right, Tensor output)
    {
        int rank = Math.Max(left.Shape.Rank, right.Shape.Rank);
        int[] a = Aligned(left.Shape, rank), b = Aligned(right.Shape, rank), y = Aligned(output.Shape, rank);
        for (int i = 0; i < a.Length; i++)
            if ((a[i] != b[i] && a[i] != 1 && b[i] != 1) || y.Length != a.Length || y[i] != Math.Max(a[i], b[i]))
                throw new ModelException($"shapes {left.Shape} and {right.Shape} do not broadcast to {output.Shape}");
    }

    /// <summary>An axis of a tensor from 0 up; negative ones count from the last.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    internal static int Axis(int axis, Tensor tensor)
    {
        int rank = tensor.Shape.Rank;
        return axis < -rank || axis >= rank ? throw new ModelException($"axis {axis} of '{tensor.Name}' of shape {tensor.Shape}")
            : axis < 0 ? axis + rank : axis;
    }
}
