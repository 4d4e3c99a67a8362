namespace EdgeConv.Compiler.Tflite;

/// <summary>Operators of .tflite files that compute value by value.</summary>
internal static class TfliteArithmetic
{
    // Inputs: a, b. The options of MAXIMUM and MINIMUM have no field for a fused activation.
    internal static Operator ReadElementwise(TfliteNode node)
    {
        ElementwiseKind kind = Enum.Parse<ElementwiseKind>(node.Kind, ignoreCase: true);
        Activation activation = kind is ElementwiseKind.Maximum or ElementwiseKind.Minimum ? Activation.None
            : node.OptionActivation(ArithmeticOptions.Activation);
        return new Elementwise(kind, node.Input(0), node.Input(1), node.Output, activation);
    }

    internal static void Write(TfliteWriter file, ArgMax op)
    {
        // TensorFlow Lite's output lacks the axis; a RESHAPE follows if the graph keeps it.
        Tensor y = TfliteWriter.BeforeReshape(op.Output, new Shape([.. op.Input.Shape.Axes.RemoveAt(op.Axis)]));
        Tensor axis = TfliteWriter.Number(op.Output.Name + "/axis", op.Axis);
        file.Add("ARG_MAX", 2, [op.Input, axis], [y],
            (ArgMaxOptions.OutputType, op.Output.Type == ElementType.Int32 ? TensorType.Int32 : TensorType.Int64));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    internal static Operator ReadUnaryTable(TfliteNode node)
    {
        Tensor input = node.Input(0);
        if (node.Kind == "QUANTIZE" && input.Type == ElementType.Float32) return new QuantizeFloat(input, node.Output);
        float alpha = node.Kind == "LEAKY_RELU" ? node.OptionFloat(LeakyReluOptions.Alpha) : 0;
        return new UnaryTable(node.Kind, input, node.Output, TableOf(node.Kind, input.Quantized, node.Output.Quantized, alpha), alpha);
    }

    internal static void Write(TfliteWriter file, UnaryTable op)
    {
        int version = op.Kind switch
        {
            "LOGISTIC" or "RELU" or "RELU6" or "TANH" or "ABS" => 2,
            "RELU_N1_TO_1" or "LEAKY_RELU" or "ELU" or "QUANTIZE" or "HARD_SWISH" or "NEG" => 1,
            _ => throw new ModelException("no .tflite operator computes it; write an .ecm file"),
        };
        if (!TableOf(op.Kind, op.Input.Quantized, op.Output.Quantized, op.Alpha).SequenceEqual(op.Table))
            throw new ModelException("TensorFlow Lite computes other bytes with these scales; write an .ecm file, or quantize the model "
                + "again");
        // NEG of TensorFlow Lite takes no int8.
        if (op.Kind == "NEG") file.Negate(op.Input, op.Output, Activation.None);
        else file.Add(op.Kind, version, op.Inputs, op.Outputs, op.Kind == "LEAKY_RELU" ? [(LeakyReluOptions.Alpha, op.Alpha)] : []);
    }

    // The table that TensorFlow Lite's kernel of that name computes.
    private static ImmutableArray<sbyte> TableOf(string kind, Quantization from, Quantization to, float alpha) => kind switch
    {
        "LOGISTIC" => UnaryTables.Logistic(from, to),
        "RELU" => UnaryTables.Relu(from, to),
        "RELU_N1_TO_1" => UnaryTables.ReluN1To1(from, to),
        "RELU6" => UnaryTables.Relu6(from),
        "TANH" => UnaryTables.Tanh(from),
        "NEG" => UnaryTables.Negate(from, to),
        "LEAKY_RELU" => UnaryTables.LeakyRelu(from, to, alpha),
        "ABS" => UnaryTables.Absolute(from, to),
        "ELU" => UnaryTables.Elu(from, to),
        "QUANTIZE" => UnaryTables.Requantize(from, to),
        _ => UnaryTables.HardSwish(from, to),
    };
}
