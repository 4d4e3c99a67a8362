using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Maps and windows beside the reference engine, over random networks and frames.</summary>
[TestClass]
public sealed class LayersTests
{
    [TestMethod]
    public async Task MapsEqualTheReferenceEngine()
    {
        var dice = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            int size = dice.Next(8, 25);
            byte[] network = Encoding.UTF8.GetBytes(Network(dice, size)), frame = Bytes(dice, size * size);
            JsonNode answer = await AskLayers(Model("net.json", network), frame);
            Assert.AreEqual("packed", answer["engine"]!.GetValue<string>());
            Check(ModelFile.Read("net", ".json", network), frame, answer);
        }
    }

    [TestMethod]
    [DataRow("strokes.json", 64)]
    [DataRow("shapes.json", -1)]
    [DataRow("warm-spot.json", 64)]
    public async Task EveryLayerOfTheExamplesEqualsTheReferenceEngine(string name, int length)
    {
        byte[] model = File.ReadAllBytes(Repository.PathOf("examples", name));
        Graph graph = ModelFile.Read("model", ".json", model);
        byte[] frame = Bytes(new Random(3), graph.Inputs[0].Shape.Length);
        if (length > 0) Assert.HasCount(length, frame);
        Check(graph, frame, await AskLayers(Model(name, model), frame));
    }

    [TestMethod]
    public async Task AWindowComesToTheCellOfTheMap()
    {
        var dice = new Random(11);
        for (int i = 0; i < 40; i++)
        {
            int size = dice.Next(8, 17);
            JsonObject model = Model("net.json", Encoding.UTF8.GetBytes(Network(dice, size)));
            string frame = Convert.ToBase64String(Bytes(dice, size * size));
            JsonNode[] layers = [.. (await Ask("/api/layers",
                new JsonObject { ["model"] = model.DeepClone(), ["frame"] = frame }))["layers"]!.AsArray()!];
            for (int l = 0; l < layers.Length; l++)
            {
                if (layers[l]["window"] is null) continue;
                (int height, int width, int channels) = (Int(layers[l]["output"]!, "height"), Int(layers[l]["output"]!, "width"),
                    Int(layers[l]["output"]!, "channels"));
                (int row, int column, int channel) = (dice.Next(height), dice.Next(width), dice.Next(channels));
                JsonNode window = await Ask("/api/window", new JsonObject
                {
                    ["model"] = model.DeepClone(), ["frame"] = frame, ["layer"] = l,
                    ["channel"] = channel, ["row"] = row, ["column"] = column
                });
                Assert.AreEqual(Map(layers[l])[(row * width + column) * channels + channel], (sbyte)Int(window, "result"),
                    $"case {i}, layer {l}");
                if (l > 0) continue;
                int[] products = [.. window["products"]!.AsArray().Select(value => value!.GetValue<int>())];
                Assert.AreEqual(products.Sum() + Int(window, "bias"), Int(window, "accumulator"));
            }
        }
    }

    [TestMethod]
    public async Task AnEcmFileShowsItsOutput()
    {
        using var command = new SimulatedCommand();
        Assert.AreEqual(0, command.Run(["pack", Repository.PathOf("examples", "strokes.json"), "--out",
            command.File("strokes.ecm")]).ExitCode);
        byte[] frame = Bytes(new Random(5), 64);
        JsonNode packed = await Ask("/api/layers", new JsonObject
        {
            ["model"] =
            Model("strokes.ecm", File.ReadAllBytes(command.File("strokes.ecm"))), ["frame"] = Convert.ToBase64String(frame)
        });
        JsonNode whole = await AskLayers(Strokes, frame);
        CollectionAssert.AreEqual(Map(whole["layers"]!.AsArray()[^1]!), Map(packed["layers"]!.AsArray().Single()!));
    }

    private static void Check(Graph graph, byte[] frame, JsonNode answer)
    {
        TensorValues values = ReferenceEngine.Run(graph, [Array.ConvertAll(frame, value => (sbyte)(value - 128))]);
        JsonNode[] layers = [.. answer["layers"]!.AsArray()!];
        Dictionary<string, Tensor> tensors = graph.Operators.ToDictionary(op => op.Output.Name, op => op.Output);
        Assert.IsNotEmpty(layers);
        foreach (JsonNode layer in layers) CollectionAssert.AreEqual(values.Int8(tensors[layer["tensor"]!.GetValue<string>()]), Map(layer),
            layer["tensor"]!.GetValue<string>());
        Assert.AreEqual(graph.Outputs[0].Name, layers[^1]["tensor"]!.GetValue<string>());
    }

    private static sbyte[] Map(JsonNode layer) =>
        Array.ConvertAll(Convert.FromBase64String(layer["maps"]!["data"]!.GetValue<string>()), v => (sbyte)v);

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static byte[] Bytes(Random dice, int count)
    {
        byte[] bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }

    // Of the kind the page builds: a convolution, perhaps an activation of its own, perhaps pooling.
    private static string Network(Random dice, int size)
    {
        int taps = dice.Next(1, 8), filters = dice.Next(1, 9), window = dice.Next(1, 4);
        bool relu = dice.Next(2) == 0;
        string Filter() => $$"""{ "filter": [{{string.Join(", ", Enumerable.Range(0, taps)
            .Select(_ => "[" + string.Join(", ", Enumerable.Range(0, taps).Select(_ => dice.Next(-127, 128))) +
                "]"))}}], "divisor": {{dice.Next(1, 2000)}}, "bias": {{dice.Next(-5000, 5000)}} }""";
        string[] functions = ["leakyRelu", "tanh", "sigmoid"], pools = ["maxPool", "averagePool", "minPool"];
        List<string> layers =
        [
            $$"""{ "type": "convolution", "padding": "same", "stride": {{dice.Next(1, 3)}}, "dilation": {{dice.Next(1, 3)}}, {{(relu
                ? "\"activation\": \"relu\"" : "\"scale\": 0.007843137, \"zeroPoint\": 0")}}, "filters": [{{string.Join(", ",
                    Enumerable.Range(0, filters).Select(_ => Filter()))}}] }""",
        ];
        if (!relu && dice.Next(2) == 0) layers.Add($$"""{ "type": "activation", "function": "{{functions[dice.Next(3)]}}" }""");
        if (dice.Next(4) > 0) layers.Add(
            $$"""{ "type": "{{pools[dice.Next(3)]}}", "window": {{window}}, "stride": {{dice.Next(1, 3)}} }""");
        string input = $$"""{ "shape": [{{size}}, {{size}}, 1], "scale": 0.003921569, "zeroPoint": -128 }""";
        return $$"""{ "edgeconv": 1, "input": {{input}}, "layers": [{{string.Join(", ", layers)}}] }""";
    }
}
