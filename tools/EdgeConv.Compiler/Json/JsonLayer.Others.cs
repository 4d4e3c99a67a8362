using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Json;

internal sealed partial class JsonLayer
{
    private Pool2D ReadPool(string type)
    {
        AllowOnly("window", "stride", "padding", "activation");
        JsonField size = field.Required("window", "give rows and columns, e.g. [2, 2], or \"global\"");
        (int n, int height, int width, int channels) = input.Shape.Nhwc;
        (int Rows, int Columns) taps =
            size.IsText && size.Word("global") == "global" ? (height, width) : size.Pair(1, JsonWindow.MaxCells);
        // By default the stride is the size of the window, so that windows lie side by side.
        Window window = JsonWindow.Read(field, height, width, taps.Rows, taps.Columns, taps);
        PoolKind kind = type switch { "maxPool" => PoolKind.Maximum, "minPool" => PoolKind.Minimum, _ => PoolKind.Average };
        Tensor output = NewOutput(new Shape(n, window.OutHeight, window.OutWidth, channels), input.Quantized);
        return new Pool2D(kind, input, output, window, FusedActivation());
    }

    private UnaryTable ReadActivation()
    {
        AllowOnly("function", "alpha", "scale", "zeroPoint");
        string function = field.Required("function", "give for example \"relu\"")
            .Word("relu", "relu6", "leakyRelu", "sigmoid", "tanh", "hardSwish");
        if (function != "leakyRelu" && field.Optional("alpha") is { } stray)
            throw stray.Refuse("only leakyRelu has an alpha; leave the field out");
        if (function is "relu6" or "sigmoid" or "tanh" && (field.Optional("scale") ?? field.Optional("zeroPoint")) is { } quantization)
            throw quantization.Refuse($"{function} has a quantization of its own; leave the field out");
        Quantization from = input.Quantized;
        Tensor output = function switch
        {
            "sigmoid" => NewOutput(input.Shape, Quantization.PerTensor(1f / 256, -128)),
            "tanh" => NewOutput(input.Shape, Quantization.PerTensor(1f / 128, 0)),
            _ => NewOutput(input.Shape),
        };
        Quantization to = output.Quantized;
        float alpha = function != "leakyRelu" ? 0 : field.Optional("alpha")?.Scale() ?? 0.01f;
        (string kind, ImmutableArray<sbyte> table) = function switch
        {
            "relu" => ("RELU", UnaryTables.Relu(from, to)),
            "relu6" => ("RELU6", UnaryTables.Relu6(from)),
            "leakyRelu" => ("LEAKY_RELU", UnaryTables.LeakyRelu(from, to, alpha)),
            "sigmoid" => ("LOGISTIC", UnaryTables.Logistic(from, to)),
            "tanh" => ("TANH", UnaryTables.Tanh(from)),
            _ => ("HARD_SWISH", UnaryTables.HardSwish(from, to)),
        };
        return new UnaryTable(kind, input, output, table, alpha);
    }

    private Elementwise ReadAdd()
    {
        AllowOnly("with", "scale", "zeroPoint", "activation");
        Tensor other = network.Named(field.Required("with", "give the name of the layer to add"));
        if (other.Shape != input.Shape) throw field.Refuse($"adds {other.Shape} to {input.Shape}; both must have the same shape");
        return new Elementwise(ElementwiseKind.Add, input, other, NewOutput(input.Shape), FusedActivation());
    }

    private Softmax ReadSoftmax()
    {
        AllowOnly();
        return new Softmax(input, NewOutput(input.Shape, Quantization.PerTensor(1f / 256, -128)), 1);
    }

    private Reshape ReadFlatten()
    {
        AllowOnly();
        int n = input.Shape[0];
        return new Reshape("RESHAPE", input, NewOutput(new Shape(n, input.Shape.Length / n), input.Quantized));
    }
}
