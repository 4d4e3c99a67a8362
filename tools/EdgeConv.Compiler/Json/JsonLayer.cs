namespace EdgeConv.Compiler.Json;

/// <summary>Reads one layer of a .json model as operators. The switch over all types of layers is here.</summary>
/// <param name="network">The network so far.</param>
/// <param name="field">The layer in the file.</param>
/// <param name="input">The tensor that the layer reads.</param>
/// <param name="name">Name of the layer and of its output.</param>
internal sealed partial class JsonLayer(JsonNetwork network, JsonField field, Tensor input, string name)
{
    /// <summary>The types of layers, as the field "type" names them.</summary>
    public static readonly string[] Types = ["convolution", "convolution1d", "convolution3d", "depthwise",
        "fullyConnected", "maxPool", "minPool", "averagePool", "activation", "add", "softmax", "flatten"];

    /// <summary>Makes the layer's operators, in running order.</summary>
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

    // Makes the output with the scale and zero point that the layer states, or else with the input's.
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
