namespace EdgeConv.Compiler.Json;

/// <summary>One layer of a hand-written network: what all kinds share. Each kind adds its operators to the network.</summary>
internal sealed partial class JsonLayer(JsonNetwork network, JsonField field, Tensor input, string name)
{
    /// <summary>All kinds.</summary>
    public static readonly string[] Types =
    [
        "convolution", "convolution1d", "convolution3d", "depthwise", "fullyConnected", "maxPool", "minPool", "averagePool", "activation",
        "add", "softmax", "flatten",
    ];

    public void Read(string type)
    {
        switch (type)
        {
            case "convolution": ReadConvolution(2); break;
            case "convolution1d": ReadConvolution(1); break;
            case "convolution3d": ReadConvolution(3); break;
            case "depthwise": ReadConvolution(2, isDepthwise: true); break;
            case "fullyConnected": ReadFullyConnected(); break;
            case "activation": ReadActivation(); break;
            case "add": ReadAdd(); break;
            case "softmax": ReadSoftmax(); break;
            case "flatten": ReadFlatten(); break;
            default: ReadPool(type); break;
        }
    }

    private void AllowOnly(params ReadOnlySpan<string> known) =>
        field.AllowOnly([.. (ReadOnlySpan<string>)["type", "name", "from"], .. known]);

    /// <summary>The output with the layer's scale and zero point, or the input's.</summary>
    private Tensor NewOutput(Shape shape) => new(name, shape, ElementType.Int8, Quantization.PerTensor(
        field.Optional("scale")?.Scale() ?? input.Quantized.Scale,
        field.Optional("zeroPoint")?.Int(-128, 127) ?? input.Quantized.ZeroPoint));

    private Tensor NewOutput(Shape shape, Quantization quantization) => new(name, shape, ElementType.Int8, quantization);

    private Activation FusedActivation() => field.Optional("activation")?.Word("none", "relu", "relu6", "reluN1To1") switch
    {
        "relu" => Activation.Relu,
        "relu6" => Activation.Relu6,
        "reluN1To1" => Activation.ReluN1To1,
        _ => Activation.None,
    };

    /// <summary>The window over the input from the layer's stride, dilation and padding.</summary>
    private Window NewWindow(int rows, int columns, (int Y, int X) defaultStride)
    {
        (_, int height, int width, _) = input.Shape.Nhwc;
        return JsonWindow.Read(field, height, width, rows, columns, defaultStride);
    }
}
