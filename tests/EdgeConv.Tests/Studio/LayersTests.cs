using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Maps and windows beside the reference engine, over random networks and frames.</summary>
[TestClass]
public sealed class LayersTests : CommandTests
{
    [TestMethod]
    public async Task MapsEqualTheReferenceEngine()
    {
        var dice = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            int size = dice.Next(8, 25);
            byte[] network = Encoding.UTF8.GetBytes(Network(dice, size)), frame = Bytes(dice, size * size);
            JsonNode answer = await Ask("/api/layers", new { model = Model("net.json", network), frame });
            Assert.AreEqual("packed", (string?)answer["engine"]);
            Check(ModelFile.Read("net", ".json", network), frame, answer);
        }
    }

    [TestMethod, DataRow("strokes.json", 64), DataRow("shapes.json", -1), DataRow("warm-spot.json", 64)]
    public async Task EveryLayerOfTheExamplesEqualsTheReferenceEngine(string name, int length)
    {
        Graph graph = ModelFile.Open(Repository.PathOf("examples", name));
        byte[] frame = Bytes(new Random(3), graph.Inputs[0].Shape.Length);
        if (length > 0) Assert.HasCount(length, frame);
        Check(graph, frame, await Ask("/api/layers", new { model = Example(name), frame }));
    }

    [TestMethod]
    public async Task AWindowComesToTheCellOfTheMap()
    {
        var dice = new Random(11);
        for (int i = 0; i < 40; i++)
        {
            int size = dice.Next(8, 17);
            object model = Model("net.json", Encoding.UTF8.GetBytes(Network(dice, size)));
            byte[] frame = Bytes(dice, size * size);
            JsonArray layers = (await Ask("/api/layers", new { model, frame }))["layers"]!.AsArray();
            for (int layer = 0; layer < layers.Count; layer++)
            {
                if (layers[layer]!["window"] is null) continue;
                JsonNode output = layers[layer]!["output"]!;
                int height = (int)output["height"]!, width = (int)output["width"]!, channels = (int)output["channels"]!;
                int row = dice.Next(height), column = dice.Next(width), channel = dice.Next(channels);
                JsonNode window = await Ask("/api/window", new { model, frame, layer, channel, row, column });
                sbyte cell = Map(layers[layer]!)[(row * width + column) * channels + channel];
                Assert.AreEqual(cell, (sbyte)(int)window["result"]!, $"case {i}, layer {layer}");
                if (layer > 0) continue;
                int sum = window["products"]!.AsArray().Sum(product => (int)product!);
                Assert.AreEqual(sum + (int)window["bias"]!, (int)window["accumulator"]!);
            }
        }
    }

    [TestMethod]
    public async Task AnEcmFileShowsItsOutput()
    {
        Command.Run(["pack", Strokes, "--out", "strokes.ecm"]).AssertDone();
        byte[] frame = Bytes(new Random(5), 64);
        JsonNode packed = await Ask("/api/layers", new { model = Model("strokes.ecm", Command.Bytes("strokes.ecm")), frame });
        JsonNode whole = await Ask("/api/layers", new { model = StrokesModel, frame });
        CollectionAssert.AreEqual(Map(whole["layers"]!.AsArray()[^1]!), Map(packed["layers"]!.AsArray().Single()!));
    }

    private static void Check(Graph graph, byte[] frame, JsonNode answer)
    {
        TensorValues values = ReferenceEngine.Run(graph, [Array.ConvertAll(frame, value => (sbyte)(value - 128))]);
        JsonNode[] layers = [.. answer["layers"]!.AsArray()!];
        Dictionary<string, Tensor> tensors = graph.Operators.ToDictionary(op => op.Output.Name, op => op.Output);
        Assert.IsNotEmpty(layers);
        foreach (JsonNode layer in layers)
            CollectionAssert.AreEqual(values.Int8(tensors[(string)layer["tensor"]!]), Map(layer), (string?)layer["tensor"]);
        Assert.AreEqual(graph.Outputs[0].Name, (string?)layers[^1]["tensor"]);
    }

    private static sbyte[] Map(JsonNode layer) =>
        Array.ConvertAll(Convert.FromBase64String((string)layer["maps"]!["data"]!), v => (sbyte)v);

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
        string List(int count, Func<string> item) => $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => item()))}]";
        string Filter()
        {
            string rows = List(taps, () => List(taps, () => $"{dice.Next(-127, 128)}"));
            return $$"""{ "filter": {{rows}}, "divisor": {{dice.Next(1, 2000)}}, "bias": {{dice.Next(-5000, 5000)}} }""";
        }
        string[] functions = ["leakyRelu", "tanh", "sigmoid"], pools = ["maxPool", "averagePool", "minPool"];
        string steps = $"\"stride\": {dice.Next(1, 3)}, \"dilation\": {dice.Next(1, 3)}";
        string output = relu ? "\"activation\": \"relu\"" : "\"scale\": 0.007843137, \"zeroPoint\": 0";
        string layers =
            $$"""{ "type": "convolution", "padding": "same", {{steps}}, {{output}}, "filters": {{List(filters, Filter)}} }""";
        if (!relu && dice.Next(2) == 0) layers += $$""", { "type": "activation", "function": "{{functions[dice.Next(3)]}}" }""";
        if (dice.Next(4) > 0)
            layers += $$""", { "type": "{{pools[dice.Next(3)]}}", "window": {{window}}, "stride": {{dice.Next(1, 3)}} }""";
        string input = $$"""{ "shape": [{{size}}, {{size}}, 1], "scale": 0.003921569, "zeroPoint": -128 }""";
        return $$"""{ "edgeconv": 1, "input": {{input}}, "layers": [{{layers}}] }""";
    }
}
