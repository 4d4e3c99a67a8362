using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Json;

/// <summary>One layer of a hand-written network: what all kinds share. Each kind adds its operators to the network.</summary>
internal sealed partial class JsonLayer(JsonNetwork network, JsonField field, Tensor input, string name)
{
    /// <summary>All kinds.</summary>
    public static readonly string[] Types =
        ["convolution", "depthwise", "fullyConnected", "maxPool", "minPool", "averagePool", "activation", "add", "softmax", "flatten"];

    public void Read(string type)
    {
        switch (type)
        {
            case "convolution": ReadConvolution(); break;
            case "depthwise": ReadDepthwise(); break;
            case "fullyConnected": ReadFullyConnected(); break;
            case "activation": ReadActivation(); break;
            case "add": ReadAdd(); break;
            case "softmax": ReadSoftmax(); break;
            case "flatten": ReadFlatten(); break;
            default: ReadPool(type); break;
        }
    }

    private void AllowOnly(params ReadOnlySpan<string> known) => field.AllowOnly([.. (ReadOnlySpan<string>)["type", "name", "from"], .. known]);

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
    private Window NewWindow(int rows, int columns, (int Y, int X) missingStride)
    {
        (_, int height, int width, _) = input.Shape.Nhwc;
        (int strideY, int strideX) = field.Optional("stride")?.Pair(1, 1 << 16) ?? missingStride;
        (int dilationY, int dilationX) = field.Optional("dilation")?.Pair(1, 1 << 16) ?? (1, 1);
        (int top, int outHeight) = Along(height, rows, strideY, dilationY, 0);
        (int left, int outWidth) = Along(width, columns, strideX, dilationX, 1);
        return new Window(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
    }

    // "same", "valid", or [top, bottom, left, right].
    private (int Before, int Outputs) Along(int extent, int taps, int stride, int dilation, int axis)
    {
        long reach = (long)(taps - 1) * dilation + 1;
        int before = 0, after = 0;
        if (field.Optional("padding") is { } padding)
        {
            if (padding.IsList)
            {
                JsonField[] sides = padding.Items(4, 4);
                (before, after) = (sides[2 * axis].Int(0, 1 << 16), sides[2 * axis + 1].Int(0, 1 << 16));
                if (before >= reach || after >= reach) throw padding.Refuse($"must be less than the window's {reach} cells");
            }
            else if (padding.Word("same", "valid") == "same")
            {
                int outputs = (extent + stride - 1) / stride;
                return ((int)Math.Max(0, ((long)(outputs - 1) * stride + reach - extent) / 2), outputs);
            }
        }
        if (extent + before + after < reach) throw field.Refuse($"a window of {reach} does not fit an extent of {extent + before + after}; take a smaller one or \"padding\": \"same\"");
        return (before, (int)((extent + before + after - reach) / stride) + 1);
    }
}
