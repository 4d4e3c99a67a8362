using System.Numerics;

namespace EdgeConv.Compiler.Operators;

/// <summary>What a reduction makes of the values along its axes.</summary>
public enum ReduceKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their maximum.</summary>
    Maximum,

    /// <summary>Their minimum.</summary>
    Minimum,
}

/// <summary>
/// MEAN, SUM, REDUCE_MAX and REDUCE_MIN: an input of any rank over some of its axes; the output keeps them as 1 or drops them. Maximum and
/// minimum keep scale and zero point.
/// </summary>
public sealed class Reduce : Operator
{
    /// <summary>Makes a reduction.</summary>
    /// <param name="kind">What it makes of the values.</param>
    /// <param name="input">int8, any shape.</param>
    /// <param name="axes">The axes reduced; negative ones count from the last, repeated ones count once.</param>
    /// <param name="output">int8, of the input's shape with the axes as 1 or dropped.</param>
    /// <exception cref="ModelException">Axes, shapes or quantization that do not fit.</exception>
    public Reduce(ReduceKind kind, Tensor input, ReadOnlySpan<int> axes, Tensor output) : base([input], [output])
    {
        ReduceKind = kind;
        SortedSet<int> reduced = [];
        foreach (int axis in axes) reduced.Add(Operands.Axis(axis, input));
        Axes = [.. reduced];
        KeptShape = new Shape([.. input.Shape.Axes.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)]);
        Shape dropped = new([.. input.Shape.Axes.Where((_, axis) => !reduced.Contains(axis))]);
        if (output.Shape != KeptShape && output.Shape != dropped)
            throw new ModelException($"output shape {output.Shape}, expected {KeptShape} or {dropped}");
        Cells = input.Shape.Length / KeptShape.Length;
        if (kind is ReduceKind.Mean or ReduceKind.Sum)
        {
            Multiplier = Multiplier.Of((double)input.Quantized.Scale / (double)output.Quantized.Scale);
            if (kind == ReduceKind.Mean) Multiplier = OverCells(Multiplier, Cells);
        }
        else if (!Operands.HaveSameScale(input, output))
            throw new ModelException($"input and output have different scales or zero points; {Kind} keeps them");
    }

    /// <inheritdoc/>
    public override string Kind =>
        ReduceKind switch { ReduceKind.Mean => "MEAN", ReduceKind.Sum => "SUM", ReduceKind.Maximum => "REDUCE_MAX", _ => "REDUCE_MIN" };

    /// <summary>What it makes of the values.</summary>
    public ReduceKind ReduceKind { get; }

    /// <summary>The axes reduced, from 0 up, ascending.</summary>
    public ImmutableArray<int> Axes { get; }

    /// <summary>The input's shape with the reduced axes as 1: as many values as the output.</summary>
    public Shape KeptShape { get; }

    /// <summary>Number of input values for each output value.</summary>
    public int Cells { get; }

    /// <summary>
    /// Of a mean or sum: from the sum of the values, zero points taken off, to the output; a mean's includes the division by
    /// <see cref="Cells"/>.
    /// </summary>
    public Multiplier Multiplier { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        sbyte[] x = values.Int8(Input), y = values.NewInt8(Output);
        int[] shape = Input.Shape.ToArray(), kept = KeptShape.ToArray();
        if (ReduceKind is ReduceKind.Maximum or ReduceKind.Minimum)
            ReferenceReduceExtreme.Run(ReduceKind == ReduceKind.Minimum, x, shape, kept, y);
        else
            ReferenceSum.Run(x, shape, kept, Input.Quantized.ZeroPoint, Multiplier.Mantissa, Multiplier.Shift,
                Output.Quantized.ZeroPoint, y);
    }

    // Divides the multiplier by the number of cells; first it is shifted by the bits that the division frees, so that none is lost
    // (TensorFlow Lite, reference/reduce.h, QuantizedMeanOrSum).
    private static Multiplier OverCells(Multiplier multiplier, int cells)
    {
        int bits = Math.Min(BitOperations.Log2((uint)cells), 31 + multiplier.Shift);
        return new((int)(((long)multiplier.Mantissa << bits) / cells), multiplier.Shift - bits);
    }
}
