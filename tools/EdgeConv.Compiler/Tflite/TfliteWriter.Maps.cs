namespace EdgeConv.Compiler.Tflite;

/// <summary>What operators with windows and filters share, and what stands for operators that TensorFlow Lite has not.</summary>
public sealed partial class TfliteWriter
{
    /// <summary>The tensor under another shape: itself, or the output of a RESHAPE.</summary>
    internal Tensor Reshaped(Tensor tensor, Shape shape)
    {
        if (tensor.Shape == shape) return tensor;
        Tensor reshaped = new(tensor.Name + "/reshaped", shape, tensor.Type, tensor.Quantization);
        Reshape(tensor, reshaped);
        return reshaped;
    }

    internal void Reshape(Tensor from, Tensor to)
    {
        // A scalar has no axes to list; the options say it.
        Tensor[] inputs = to.Shape.Rank == 0 ? [from] : [from, Ints(to.Name + "/shape", to.Shape.Axes.AsSpan())];
        Add("RESHAPE", 1, inputs, [to], (ReshapeOptions.NewShape, _file.Ints(to.Shape.Axes)));
    }

    /// <summary>
    /// A tensor that computes <paramref name="output"/> in another shape; <see cref="Reshape"/> follows where it differs.
    /// </summary>
    internal static Tensor Before(Tensor output, Shape shape) =>
        output.Shape == shape ? output : new(output.Name + "/unshaped", shape, output.Type, output.Quantization);

    /// <summary>
    /// The same input for a window that can only be SAME or VALID, and which of them: where it is neither, a PAD comes first.
    /// </summary>
    /// <param name="input">The map, of four axes.</param>
    /// <param name="window">How the window moves.</param>
    /// <param name="outside">What a cell outside the map counts as; null where it counts as none.</param>
    /// <exception cref="ModelException">Padding that a .tflite file cannot express.</exception>
    internal (Tensor Input, byte Padding) Padded(Tensor input, Window window, int? outside)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        input = Reshaped(input, new Shape(n, h, w, c));
        if (IsSame(h, window.Rows, window.StrideY, window.DilationY, window.PadTop, window.OutHeight)
            && IsSame(w, window.Columns, window.StrideX, window.DilationX, window.PadLeft, window.OutWidth))
            return (input, WindowOptions.Same);
        int bottom = After(h, window.Rows, window.StrideY, window.DilationY, window.PadTop, window.OutHeight),
            right = After(w, window.Columns, window.StrideX, window.DilationX, window.PadLeft, window.OutWidth);
        if (!IsValid(h + window.PadTop + bottom, window.Rows, window.StrideY, window.DilationY, window.OutHeight)
            || !IsValid(w + window.PadLeft + right, window.Columns, window.StrideX, window.DilationX, window.OutWidth))
            throw new ModelException($"a window of {window.Rows}x{window.Columns} that leaves out rows or columns of {input.Shape} cannot "
                + "be written to .tflite; write .ecm");
        if (window.PadTop + window.PadLeft + bottom + right == 0) return (input, WindowOptions.Valid);
        if (outside is not { } value)
            throw new ModelException("padding that is neither SAME nor VALID cannot be written to .tflite for an average; write .json or "
            + ".ecm, or use padding of these kinds");
        Tensor padded = new(input.Name + "/padded", new Shape(n, h + window.PadTop + bottom, w + window.PadLeft + right, c),
            ElementType.Int8, input.Quantized);
        Pad(input, padded, [0, window.PadTop, window.PadLeft, 0], [0, bottom, right, 0], (sbyte)value);
        return (padded, WindowOptions.Valid);
    }

    /// <summary>PAD, or PADV2 where the value is not the zero point.</summary>
    internal void Pad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, sbyte value)
    {
        Tensor paddings = Paddings(output, before, after);
        if (value == output.Quantized.ZeroPoint) Add("PAD", 2, [input, paddings], [output]);
        else Add("PADV2", 2,
            [input, paddings, new Tensor(output.Name + "/value", new Shape([]), ElementType.Int8, output.Quantized, new[] { value })],
            [output]);
    }

    /// <summary>The input of PAD and MIRROR_PAD that holds the cells in front and behind, per axis.</summary>
    internal static Tensor Paddings(Tensor output, ImmutableArray<int> before, ImmutableArray<int> after) =>
        new(output.Name + "/paddings", new Shape(before.Length, 2), ElementType.Int32, null,
            before.Zip(after, (b, a) => new[] { b, a }).SelectMany(pair => pair).ToArray());

    /// <summary>Input, filters and bias of an operator with weights. The bias has the scale of the sums, as converters write it.</summary>
    /// <exception cref="ModelException">Sums that are scaled by factors of their own, which scales only come near to.</exception>
    internal static Tensor[] Weighted(WeightedOperator op, Tensor input)
    {
        Quantization plain = op.Filters.Quantized with { Factors = [] };
        if (!op.MultipliersFor(plain).SequenceEqual(op.Multipliers))
            throw new ModelException("its sums are divided by numbers that scales of a .tflite file only come near to; write .json or "
                + ".ecm, or give weightScale instead of divisor or shift");
        if (op.Bias is not { } bias) return [input, op.Filters];
        Quantization sums = new([.. plain.Scales.Select(scale => scale * input.Quantized.Scale)], [.. plain.Scales.Select(_ => 0)], 0);
        return [input, op.Filters, new Tensor(bias.Name, new Shape(bias.Shape.Length), ElementType.Int32, sums, bias.Constant)];
    }

    /// <summary>MUL by -1, which is exact: <paramref name="to"/> = -<paramref name="from"/>.</summary>
    internal void Negate(Tensor from, Tensor to, Activation activation) =>
        Add("MUL", 2, [from,
            new Tensor(to.Name + "/minus", new Shape([]), ElementType.Int8, Quantization.PerTensor(1, 0), new sbyte[] { -1 })], [to],
            (ArithmeticOptions.Activation, (byte)activation));

    private static bool IsSame(int extent, int taps, int stride, int dilation, int before, int outputs) =>
        outputs == (extent + stride - 1) / stride && before == Math.Max(0, (outputs - 1) * stride + (taps - 1) * dilation + 1 - extent) / 2;

    private static bool IsValid(int extent, int taps, int stride, int dilation, int outputs) =>
        extent >= (taps - 1) * dilation + 1 && outputs == (extent - (taps - 1) * dilation - 1) / stride + 1;

    // Cells of padding behind the map that the last window reaches.
    private static int After(int extent, int taps, int stride, int dilation, int before, int outputs) =>
        Math.Max(0, (outputs - 1) * stride + (taps - 1) * dilation + 1 - before - extent);
}
