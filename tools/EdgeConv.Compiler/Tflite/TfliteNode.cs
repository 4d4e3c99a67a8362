namespace EdgeConv.Compiler.Tflite;

/// <summary>One operator of a .tflite file, in the form in which it is given to the function that reads it.</summary>
/// <param name="Kind">Name of the builtin operator, e.g. CONV_2D.</param>
/// <param name="Inputs">All inputs; null for an optional one that the file leaves out.</param>
/// <param name="Outputs">All outputs.</param>
/// <param name="Options">The operator's table of options; null if the file has none.</param>
internal sealed record TfliteNode(string Kind, ImmutableArray<Tensor?> Inputs, ImmutableArray<Tensor> Outputs, FlatTable? Options)
{
    // Maximum stride and dilation, in cells.
    private const int MaxStep = 1 << 16;

    // Activations above this number, TANH and SIGN_BIT, are not supported.
    private const byte MaxActivation = (byte)Activation.Relu6;

    /// <summary>The first output.</summary>
    /// <exception cref="ModelException">The operator has no output.</exception>
    public Tensor Output =>
        Outputs.Length > 0 ? Outputs[0] : throw new ModelException("the operator has no output; export the model again");

    /// <summary>All inputs.</summary>
    /// <exception cref="ModelException">The file leaves one out.</exception>
    public ImmutableArray<Tensor> AllInputs => [.. Enumerable.Range(0, Inputs.Length).Select(Input)];

    /// <summary>An input that is not optional.</summary>
    /// <exception cref="ModelException">The file leaves it out.</exception>
    public Tensor Input(int index) =>
        OptionalInput(index) ?? throw new ModelException($"input {index} is missing; export the model again");

    /// <summary>An input, or null if the file leaves it out.</summary>
    public Tensor? OptionalInput(int index) => index < Inputs.Length ? Inputs[index] : null;

    /// <summary>The values of an int32 or int64 input that must be constant, such as axes, paddings or a shape.</summary>
    /// <exception cref="ModelException">The input is computed by the network, has another type, or has a value outside the range of
    /// int.</exception>
    public int[] ConstantInts(int index)
    {
        Tensor tensor = Input(index);
        return tensor.Constant switch
        {
            int[] values => values,
            long[] values => [.. values.Select(v => v is >= int.MinValue and <= int.MaxValue ? (int)v
                : throw new ModelException($"'{tensor.Name}' has the value {v}, which is out of range; export the model again"))],
            _ => throw new ModelException($"'{tensor.Name}' must be a constant of integers; export the model with fixed shapes"),
        };
    }

    /// <summary>The value of a constant input of one integer, such as an axis.</summary>
    /// <exception cref="ModelException">As for <see cref="ConstantInts"/>, or the input has several values.</exception>
    public int ConstantInt(int index) => ConstantInts(index) is [var value] ? value
        : throw new ModelException($"'{Input(index).Name}' must be one number; export the model again");

    /// <summary>A byte of the operator's options; 0, the schema's default, if the file does not store it.</summary>
    public byte OptionByte(int field) => Options?.Byte(field) ?? 0;

    /// <summary>A bool of the operator's options; false if the file does not store it.</summary>
    public bool OptionBool(int field) => OptionByte(field) != 0;

    /// <summary>An int of the operator's options; the schema's default if the file does not store it.</summary>
    public int OptionInt(int field, int defaultValue = 0) => Options?.Int(field, defaultValue) ?? defaultValue;

    /// <summary>A float of the operator's options; 0 if the file does not store it.</summary>
    public float OptionFloat(int field) => Options?.Float(field) ?? 0;

    /// <summary>A fused activation of the operator's options.</summary>
    /// <exception cref="ModelException">The activation is TANH or SIGN_BIT, which no int8 kernel fuses.</exception>
    public Activation OptionActivation(int field) => OptionByte(field) switch
    {
        <= MaxActivation and var value => (Activation)value,
        var value => throw new ModelException($"fused activation {value} is not supported; use ReLU, ReLU6 or none"),
    };

    /// <summary>Reads how a window moves over a map from the options' padding, strides and dilation
    /// (<see cref="WindowOptions"/>).</summary>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="dilationField">Number of the options' field dilation_w, which dilation_h follows; -1 if there are no such
    /// fields.</param>
    /// <exception cref="ModelException">A stride or dilation is below 1 or above 65536, or the window does not fit the map.</exception>
    public Window OptionWindow(int height, int width, int rows, int columns, int dilationField = -1)
    {
        int Dilation(int offset) => dilationField < 0 ? 1 : OptionInt(dilationField + offset, 1);
        return new Window(OptionAxis(height, rows, OptionInt(WindowOptions.StrideH), Dilation(1)),
            OptionAxis(width, columns, OptionInt(WindowOptions.StrideW), Dilation(0)));
    }

    private WindowAxis OptionAxis(int extent, int taps, int stride, int dilation)
    {
        if (stride is < 1 or > MaxStep || dilation is < 1 or > MaxStep)
            throw new ModelException($"stride {stride} and dilation {dilation} are not supported; both must be 1 to {MaxStep}");
        return OptionByte(WindowOptions.Padding) switch
        {
            WindowOptions.Same => WindowAxis.Same(extent, taps, stride, dilation),
            WindowOptions.Valid => WindowAxis.Padded(extent, taps, stride, dilation, 0, 0),
            var padding => throw new ModelException($"padding {padding} is neither SAME nor VALID; export the model again"),
        };
    }
}
