namespace EdgeConv.Tests.Quantizing;

using EdgeConv.Training.Layers; // within the namespace: these layers, not the compiler's of the same names

/// <summary>A network trained on the digits, in floating point, as a float .onnx file that takes pixels / 16.</summary>
internal static class TrainedOnnx
{
    private const string Depthwise = """
        {
          "edgeconv": 1,
          "layers": [
            { "type": "convolution", "name": "first", "filters": 12, "size": 3, "padding": "same" }, { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "depthwise", "name": "depth", "size": 3, "stride": 2, "padding": "same" }, { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "convolution", "name": "point", "filters": 24, "size": 1 }, { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "averagePool", "window": 2 }, { "type": "fullyConnected", "name": "scores", "outputs": "classes" },
            { "type": "softmax" }
          ]
        }
        """;

    private static readonly Lazy<(byte[] Plain, byte[] Depthwise)> s_files =
        new(() => (Train(Preset.File("tiny-8x8"), null), Train(Encoding.UTF8.GetBytes(Depthwise), null)));

    /// <summary>Convolutions, pooling, a fully connected layer, softmax.</summary>
    public static byte[] Plain => s_files.Value.Plain;

    /// <summary>A depthwise block.</summary>
    public static byte[] WithDepthwise => s_files.Value.Depthwise;

    /// <summary>
    /// A depthwise block whose channels were scaled apart, up to a thousandfold, before and back behind the depthwise layer: the same
    /// function.
    /// </summary>
    public static byte[] BadlyScaled { get; } = Train(Encoding.UTF8.GetBytes(Depthwise), k => MathF.Pow(10, k % 4 - 1.5f));

    private static byte[] Train(byte[] network, Func<int, float>? gain)
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        TrainingOptions options = new() { Epochs = 20, FineTuning = 0 };
        Random random = new(1);
        DataSplit split = SplitPlan.Parse("stratified")!.Split(data, 0.2, 0.1, random);
        return Write(TrainedModel.Train(data, split, network, "digits", options, random).Network, gain);
    }

    private static byte[] Write(Network network, Func<int, float>? gain)
    {
        OnnxWriter writer = new();
        Maps input = network.Input;
        writer.Input("frame", typeof(float), 0, input.Channels, input.Height, input.Width);
        string value = "frame";
        bool wasScaled = false;
        foreach (Layer layer in network.Layers)
        {
            string next = layer.Name + ":" + layer.GetType().Name;
            switch (layer)
            {
                case FullyConnected full:
                    writer.Node("Flatten", [value], ["flat"]);
                    writer.Node("Gemm", ["flat", writer.Constant(layer.Name + ".w", full.Weights.Values, full.Output.Channels, full.Taps),
                        writer.Constant(layer.Name + ".b", full.Bias.Values, full.Output.Channels)], [next], "", ("transB", 1));
                    break;
                case WeightedLayer weighted:
                    bool isDepthwise = layer is Depthwise;
                    int channels = isDepthwise ? 1 : layer.Input.Channels, k = layer.Output.Channels, taps = weighted.Window.Rows;
                    // The first layer's outputs are scaled apart, what the layer behind the depthwise one reads back together.
                    float Gain(int channel, params string[] layers) => layers.Contains(layer.Name) ? gain?.Invoke(channel) ?? 1 : 1;
                    float Weight(float w, int i) => w * Gain(i / weighted.Taps, "first") / Gain(i % weighted.Taps / (taps * taps), "point");
                    float[] weights = [.. weighted.Weights.Values.Select(Weight)];
                    float[] bias = [.. weighted.Bias.Values.Select((b, o) => b * Gain(o, "first", "depth"))];
                    wasScaled |= gain is not null;
                    writer.Node("Conv", [value, writer.Constant(layer.Name + ".w", weights, k, channels, taps, taps),
                        writer.Constant(layer.Name + ".b", bias, k)], [next], "",
                        ("group", isDepthwise ? k : 1), ("strides", new[] { weighted.Window.StrideY, weighted.Window.StrideX }),
                        ("pads", Pads(weighted.Window, layer.Input)));
                    break;
                case Relu: writer.Node("Relu", [value], [next]); break;
                case ExtremePool pool: writer.Node("MaxPool", [value], [next], "", Window(pool.Window)); break;
                case AveragePool pool: writer.Node("AveragePool", [value], [next], "", Window(pool.Window)); break;
                default: continue;
            }
            value = next;
        }
        Assert.AreEqual(gain is not null, wasScaled);
        writer.Node("Softmax", [value], ["probabilities"], "", ("axis", -1));
        writer.Output("probabilities", typeof(float), 0, network.Scores.Channels);
        return writer.ToArray();
    }

    private static (string, object)[] Window(Window window) =>
        [("kernel_shape", new[] { window.Rows, window.Columns }), ("strides", new[] { window.StrideY, window.StrideX })];

    private static int[] Pads(Window window, Maps input) =>
    [
        window.PadTop, window.PadLeft, Math.Max(0, (window.OutHeight - 1) * window.StrideY + window.Rows - window.PadTop - input.Height),
        Math.Max(0, (window.OutWidth - 1) * window.StrideX + window.Columns - window.PadLeft - input.Width),
    ];
}
