namespace EdgeConv.Compiler.Json;

/// <summary>One layer of a hand-written network: its kinds, and what they share.</summary>
internal sealed partial class JsonLayer(JsonNetwork network, JsonField field, Tensor input, string name)
{
    /// <summary>All kinds.</summary>
    public static readonly string[] Types = ["convolution", "convolution1d",
        "convolution3d", "depthwise", "fullyConnected", "maxPool", "minPool", "averagePool", "activation", "add", "softmax", "flatten"];

    /// <summary>The layer's operators, in running order.</summary>
    public IEnumerable<Operator> Read(string type) => type switch
    {
        "convolution" => ReadConvolution(2),
        "convolution1d" => ReadConvolution(1),
        "convolution3d" => ReadConvolution(3),
        "depthwise" => ReadConvolution(2, isDepthwise: true),
        "fullyConnected" => [ReadFullyConnected()],
        "activation" => [ReadActivation()],
        "add" => [ReadAdd()],
        "softmax" => [ReadSoftmax()],
        "flatten" => [ReadFlatten()],
        _ => [ReadPool(type)],
    };

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
}
