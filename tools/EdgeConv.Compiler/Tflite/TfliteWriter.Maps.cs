namespace EdgeConv.Compiler.Tflite;

/// <summary>What operators with windows and filters share, and substitutes for operators that TensorFlow Lite lacks.</summary>
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
    /// A tensor that holds <paramref name="output"/> in another shape; if it differs, <see cref="Reshape"/> must follow.
    /// </summary>
    internal static Tensor Before(Tensor output, Shape shape) =>
        output.Shape == shape ? output : new(output.Name + "/unshaped", shape, output.Type, output.Quantization);

    /// <summary>
    /// The input and the padding of a window that can only be SAME or VALID: if it is neither, a PAD comes first.
    /// </summary>
    /// <param name="input">The map, of up to four axes.</param>
    /// <param name="window">How the window moves.</param>
    /// <param name="paddingValue">Value that a cell outside the map contributes; null if such cells are skipped.</param>
    /// <exception cref="ModelException">Padding that a .tflite file cannot express.</exception>
    internal (Tensor Input, byte Padding) Padded(Tensor input, Window window, int? paddingValue)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        input = Reshaped(input, new Shape(n, h, w, c));
        if (IsSame(window.Y, h) && IsSame(window.X, w)) return (input, WindowOptions.Same);
        int bottom = window.Y.After(h), right = window.X.After(w);
        int rows = h + window.PadTop + bottom, columns = w + window.PadLeft + right;
        if (window.Y.OutputsOver(rows) != window.OutHeight || window.X.OutputsOver(columns) != window.OutWidth)
            throw new ModelException($"a window of {window.Rows}x{window.Columns} that leaves out rows or columns of {input.Shape} cannot "
                + "be written to .tflite; write .ecm");
        if ((rows, columns) == (h, w)) return (input, WindowOptions.Valid);
        if (paddingValue is not { } value)
            throw new ModelException("padding that is neither SAME nor VALID cannot be written to .tflite for an average; "
                + "write .json or .ecm, or use padding of these kinds");
        Tensor padded = new(input.Name + "/padded", new Shape(n, rows, columns, c), ElementType.Int8, input.Quantized);
        Pad(input, padded, [0, window.PadTop, window.PadLeft, 0], [0, bottom, right, 0], (sbyte)value);
        return (padded, WindowOptions.Valid);
    }

    private static bool IsSame(WindowAxis axis, int extent) => axis == WindowAxis.Same(extent, axis.Taps, axis.Stride, axis.Dilation);

    /// <summary>PAD, or PADV2 if the value is not the zero point.</summary>
    internal void Pad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, sbyte value)
    {
        Tensor paddings = Paddings(output, before, after);
        if (value == output.Quantized.ZeroPoint) Add("PAD", 2, [input, paddings], [output]);
        else Add("PADV2", 2, [input, paddings, Scalar(output.Name + "/value", output.Quantized, value)], [output]);
    }

    /// <summary>The input of PAD and MIRROR_PAD that holds the cells in front and behind, per axis.</summary>
    internal static Tensor Paddings(Tensor output, ImmutableArray<int> before, ImmutableArray<int> after) =>
        new(output.Name + "/paddings", new Shape(before.Length, 2), ElementType.Int32, null,
            before.Zip(after, (b, a) => new[] { b, a }).SelectMany(pair => pair).ToArray());

    /// <summary>Input, filters and bias; the bias has the accumulators' scale, as converters write it.</summary>
    /// <exception cref="ModelException">Accumulators with factors of their own, which scales only come near to.</exception>
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
    internal void Negate(Tensor from, Tensor to, Activation activation) => Add("MUL",
        2, [from, Scalar(to.Name + "/minus", Quantization.PerTensor(1, 0), -1)], [to], (ArithmeticOptions.Activation, (byte)activation));

    private static Tensor Scalar(string name, Quantization quantization, sbyte value) =>
        new(name, new Shape([]), ElementType.Int8, quantization, new[] { value });
}
