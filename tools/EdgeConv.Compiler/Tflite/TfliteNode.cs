namespace EdgeConv.Compiler.Tflite;

/// <summary>One operator of a .tflite file, as an operator's reader sees it.</summary>
/// <param name="Kind">The builtin's name.</param>
/// <param name="Inputs">All inputs; null where an optional one is left out.</param>
/// <param name="Outputs">All outputs.</param>
/// <param name="Options">The operator's table of options, or null.</param>
internal sealed record TfliteNode(string Kind, ImmutableArray<Tensor?> Inputs, ImmutableArray<Tensor> Outputs, FlatTable? Options)
{
    /// <summary>The first output.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public Tensor Output => Outputs.Length > 0 ? Outputs[0] : throw new ModelException("no output");

    /// <summary>An input that must be there.</summary>
    /// <exception cref="ModelException">It is left out.</exception>
    public Tensor Input(int index) => OptionalInput(index) ?? throw new ModelException($"input {index} is missing");

    /// <summary>An input that may be left out.</summary>
    public Tensor? OptionalInput(int index) => index < Inputs.Length ? Inputs[index] : null;

    /// <summary>The values of an int32 or int64 input that must be constant, such as axes, paddings or a shape.</summary>
    /// <exception cref="ModelException">It is computed by the network, of another type, or outside int.</exception>
    public int[] ConstantInts(int index)
    {
        Tensor tensor = Input(index);
        return tensor.Constant switch
        {
            int[] values => values,
            long[] values => [.. values.Select(v => v is >= int.MinValue and <= int.MaxValue ? (int)v
                : throw new ModelException($"'{tensor.Name}': {v} is out of range"))],
            _ => throw new ModelException($"'{tensor.Name}' must be a constant of integers; export the model with fixed shapes"),
        };
    }

    /// <summary>A byte of the operator's options; the schema's default where it is not stored.</summary>
    public byte OptionByte(int field, byte missing = 0) => Options?.Byte(field, missing) ?? missing;

    /// <summary>An int of the operator's options.</summary>
    public int OptionInt(int field, int missing = 0) => Options?.Int(field, missing) ?? missing;

    /// <summary>A float of the operator's options.</summary>
    public float OptionFloat(int field, float missing = 0) => Options?.Float(field, missing) ?? missing;

    /// <summary>A fused activation of the operator's options.</summary>
    /// <exception cref="ModelException">TANH or SIGN_BIT, which no int8 kernel fuses.</exception>
    public Activation OptionActivation(int field) => OptionByte(field) switch
    {
        <= 3 and var value => (Activation)value,
        var value => throw new ModelException($"fused activation {value} is not supported; use ReLU, ReLU6 or none"),
    };

    /// <summary>A window's padding, strides and dilation: <see cref="WindowOptions"/>.</summary>
    /// <param name="height">Rows of the map it moves over.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="dilationField">The options' dilation_w, followed by dilation_h; -1 where they have none.</param>
    /// <exception cref="ModelException">A stride or dilation below 1 or above 65536, or a window that does not fit.</exception>
    public Window OptionWindow(int height, int width, int rows, int columns, int dilationField = -1)
    {
        int strideY = OptionInt(WindowOptions.StrideH), strideX = OptionInt(WindowOptions.StrideW), dilationY = 1, dilationX = 1;
        if (dilationField >= 0) (dilationX, dilationY) = (OptionInt(dilationField, 1), OptionInt(dilationField + 1, 1));
        (int top, int outHeight) = OptionPadding(height, rows, strideY, dilationY);
        (int left, int outWidth) = OptionPadding(width, columns, strideX, dilationX);
        return new Window(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
    }

    /// <summary>
    /// Padding of a window along one axis: SAME or VALID of the options, as cells before the first and number of outputs.
    /// </summary>
    /// <param name="extent">Cells along the axis.</param>
    /// <param name="taps">Taps of the window.</param>
    /// <param name="stride">Cells from one output to the next.</param>
    /// <param name="dilation">Cells from one tap to the next.</param>
    /// <exception cref="ModelException">A stride or dilation below 1 or beyond reason, or a window that does not fit.</exception>
    private (int Before, int Outputs) OptionPadding(int extent, int taps, int stride, int dilation)
    {
        if (stride < 1 || dilation < 1 || stride > 1 << 16 || dilation > 1 << 16)
            throw new ModelException($"stride {stride}, dilation {dilation}: from 1 to 65536");
        int reach = checked((taps - 1) * dilation + 1);
        int outputs = OptionByte(WindowOptions.Padding) switch
        {
            WindowOptions.Same => (extent + stride - 1) / stride,
            WindowOptions.Valid => extent < reach ? 0 : (extent - reach) / stride + 1,
            var padding => throw new ModelException($"padding {padding} is neither SAME nor VALID"),
        };
        if (outputs < 1) throw new ModelException($"a window of {reach} does not fit an extent of {extent}");
        int total = Math.Max(0, (outputs - 1) * stride + reach - extent);
        return (total / 2, outputs);
    }
}
