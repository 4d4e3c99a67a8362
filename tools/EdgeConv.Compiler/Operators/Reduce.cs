using System.Numerics;

namespace EdgeConv.Compiler.Operators;

/// <summary>What a reduction computes from the values along its axes.</summary>
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
/// MEAN, SUM, REDUCE_MAX and REDUCE_MIN of an input of any rank over some of its axes. In the output these axes have the extent 1 or are
/// left out. Maximum and minimum keep scale and zero point.
/// </summary>
public sealed class Reduce : Operator
{
    /// <summary>Makes a reduction.</summary>
    /// <param name="kind">What it computes from the values.</param>
    /// <param name="input">int8 of any shape, with one scale.</param>
    /// <param name="axes">The axes to reduce; -1 is the last one. An axis that is repeated counts once.</param>
    /// <param name="output">int8 with the input's shape, in which the reduced axes have the extent 1 or are left out.</param>
    /// <exception cref="ModelException">Axes, shapes or quantization do not fit together.</exception>
    public Reduce(ReduceKind kind, Tensor input, ReadOnlySpan<int> axes, Tensor output) : base([input], [output])
    {
        ReduceKind = kind;
        SortedSet<int> reduced = [];
        foreach (int axis in axes) reduced.Add(Operands.Axis(axis, input));
        Axes = [.. reduced];
        KeptShape = new Shape([.. input.Shape.Axes.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)]);
        Shape dropped = new([.. input.Shape.Axes.Where((_, axis) => !reduced.Contains(axis))]);
        if (output.Shape != KeptShape && output.Shape != dropped)
            throw new ModelException($"the output has shape {output.Shape}, but {KeptShape} or {dropped} is expected; export the model "
                + "again");
        Cells = input.Shape.Length / KeptShape.Length;
        if (kind is ReduceKind.Mean or ReduceKind.Sum)
        {
            Multiplier = Multiplier.Of((double)input.Quantized.Scale / (double)output.Quantized.Scale);
            if (kind == ReduceKind.Mean) Multiplier = OverCells(Multiplier, Cells);
        }
        else if (!Operands.HaveSameScale(input, output))
            throw new ModelException($"input and output have different scales or zero points, but {Kind} keeps them; quantize the model "
                + "again");
    }

    /// <inheritdoc/>
    public override string Kind =>
        ReduceKind switch { ReduceKind.Mean => "MEAN", ReduceKind.Sum => "SUM", ReduceKind.Maximum => "REDUCE_MAX", _ => "REDUCE_MIN" };

    /// <summary>What it computes from the values.</summary>
    public ReduceKind ReduceKind { get; }

    /// <summary>The axes that are reduced, from 0 up, in ascending order.</summary>
    public ImmutableArray<int> Axes { get; }

    /// <summary>The input's shape with extent 1 for each reduced axis. It has as many values as the output.</summary>
    public Shape KeptShape { get; }

    /// <summary>Number of input values from which each output value is computed.</summary>
    public int Cells { get; }

    /// <summary>
    /// The multiplier of a mean or sum. It rescales the sum of the values, zero points taken off, to the output; for a mean it includes the
    /// division by <see cref="Cells"/>.
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

    // Divides the multiplier by the number of cells. The mantissa is first shifted left by the bits that the division frees, so that no
    // precision is lost (TensorFlow Lite, reference/reduce.h, QuantizedMeanOrSum).
    private static Multiplier OverCells(Multiplier multiplier, int cells)
    {
        int bits = Math.Min(BitOperations.Log2((uint)cells), 31 + multiplier.Shift);
        return new((int)(((long)multiplier.Mantissa << bits) / cells), multiplier.Shift - bits);
    }
}
