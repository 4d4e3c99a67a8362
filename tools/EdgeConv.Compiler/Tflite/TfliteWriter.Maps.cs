namespace EdgeConv.Compiler.Tflite;

/// <content>Functions that write windows, filters and paddings, and substitutes for operators that TensorFlow Lite lacks.</content>
public sealed partial class TfliteWriter
{
    /// <summary>Gives a tensor another shape: returns the tensor itself if it has the shape, or else the output of a new RESHAPE.</summary>
    internal Tensor Reshaped(Tensor tensor, Shape shape)
    {
        if (tensor.Shape == shape) return tensor;
        Tensor reshaped = new(tensor.Name + "/reshaped", shape, tensor.Type, tensor.Quantization);
        Reshape(tensor, reshaped);
        return reshaped;
    }

    internal void Reshape(Tensor from, Tensor to)
    {
        // A scalar has no axes to list in an input; then only the options hold the shape.
        Tensor[] inputs = to.Shape.Rank == 0 ? [from] : [from, Ints(to.Name + "/shape", to.Shape.Axes.AsSpan())];
        Add("RESHAPE", 1, inputs, [to], (ReshapeOptions.NewShape, _file.Ints(to.Shape.Axes)));
    }

    /// <summary>
    /// Makes a tensor for an operator whose output has another shape in TensorFlow Lite than in the graph; the caller must then write a
    /// <see cref="Reshape"/> from it to <paramref name="output"/>. If the shapes are equal, the result is the output itself.
    /// </summary>
    internal static Tensor BeforeReshape(Tensor output, Shape shape) =>
        output.Shape == shape ? output : new(output.Name + "/unshaped", shape, output.Type, output.Quantization);

    /// <summary>
    /// Gives the input and the padding, SAME or VALID, of an operator with a window. If the window's padding is neither of them, a PAD is
    /// written first and the padding is VALID.
    /// </summary>
    /// <param name="input">The map, with up to four axes.</param>
    /// <param name="window">How the window moves over the map.</param>
    /// <param name="paddingValue">The int8 value that a cell outside the map stands for; null if such cells are skipped.</param>
    /// <exception cref="ModelException">A .tflite file cannot express the padding.</exception>
    internal (Tensor Input, byte Padding) Padded(Tensor input, Window window, int? paddingValue)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        input = Reshaped(input, new Shape(n, h, w, c));
        if (IsSame(window.Y, h) && IsSame(window.X, w)) return (input, WindowOptions.Same);
        int bottom = window.Y.After(h), right = window.X.After(w);
        int rows = h + window.PadTop + bottom, columns = w + window.PadLeft + right;
        if (window.Y.OutputsOver(rows) != window.OutHeight || window.X.OutputsOver(columns) != window.OutWidth)
            throw new ModelException($"a window of {window.Rows}x{window.Columns} that leaves out rows or columns of {input.Shape} cannot "
                + "be written to .tflite; write an .ecm file");
        if ((rows, columns) == (h, w)) return (input, WindowOptions.Valid);
        if (paddingValue is not { } value)
            throw new ModelException("padding that is neither SAME nor VALID cannot be written to .tflite for an average; "
                + "write .json or .ecm, or use padding of these kinds");
        Tensor padded = new(input.Name + "/padded", new Shape(n, rows, columns, c), ElementType.Int8, input.Quantized);
        Pad(input, padded, [0, window.PadTop, window.PadLeft, 0], [0, bottom, right, 0], (sbyte)value);
        return (padded, WindowOptions.Valid);
    }

    private static bool IsSame(WindowAxis axis, int extent) => axis == WindowAxis.Same(extent, axis.Taps, axis.Stride, axis.Dilation);

    /// <summary>Writes a PAD, or a PADV2 if the padding value is not the output's zero point.</summary>
    internal void Pad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, sbyte value)
    {
        Tensor paddings = Paddings(output, before, after);
        if (value == output.Quantized.ZeroPoint) Add("PAD", 2, [input, paddings], [output]);
        else Add("PADV2", 2, [input, paddings, Scalar(output.Name + "/value", output.Quantized, value)], [output]);
    }

    /// <summary>Makes the input of PAD and MIRROR_PAD that holds the numbers of cells in front and behind, per axis.</summary>
    internal static Tensor Paddings(Tensor output, ImmutableArray<int> before, ImmutableArray<int> after) =>
        new(output.Name + "/paddings", new Shape(before.Length, 2), ElementType.Int32, null,
            before.Zip(after, (b, a) => new[] { b, a }).SelectMany(pair => pair).ToArray());

    /// <summary>
    /// The inputs of a convolution or fully connected layer: map, filters, and a bias if there is one. The bias gets the scale of the
    /// accumulators, input scale * filter scale, as converters write it.
    /// </summary>
    /// <exception cref="ModelException">The operator has factors (<see cref="Quantization.Factors"/>) that no float32 scales express
    /// exactly.</exception>
    internal static Tensor[] WeightedInputs(WeightedOperator op, Tensor input)
    {
        Quantization plain = op.Filters.Quantized with { Factors = [] };
        if (!op.MultipliersFor(plain).SequenceEqual(op.Multipliers))
            throw new ModelException("the scales of a .tflite file cannot express its divisor or shift exactly; write .json or .ecm, or "
                + "give weightScale instead of divisor or shift");
        if (op.Bias is not { } bias) return [input, op.Filters];
        Quantization accumulators =
            new([.. plain.Scales.Select(scale => scale * input.Quantized.Scale)], [.. plain.Scales.Select(_ => 0)], 0);
        return [input, op.Filters, new Tensor(bias.Name, new Shape(bias.Shape.Length), ElementType.Int32, accumulators, bias.Constant)];
    }

    /// <summary>
    /// Writes a MUL by -1, so that <paramref name="to"/> = -<paramref name="from"/>; it is exact if both have the same scale.
    /// </summary>
    internal void Negate(Tensor from, Tensor to, Activation activation) => Add("MUL",
        2, [from, Scalar(to.Name + "/minus", Quantization.PerTensor(1, 0), -1)], [to], (ArithmeticOptions.Activation, (byte)activation));

    private static Tensor Scalar(string name, Quantization quantization, sbyte value) =>
        new(name, new Shape([]), ElementType.Int8, quantization, new[] { value });
}
