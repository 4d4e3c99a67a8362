namespace EdgeConv.Tests.Json;

/// <summary>
/// Hand-written networks: one gives the bytes of kernels put together by hand, factors are exact, and every mistake is named by its path.
/// </summary>
[TestClass]
public sealed class JsonModelTests
{
    private const string Input = """ "input": { "shape": [5, 6, 2] } """;
    private const string Volume = """ "input": { "shape": [4, 5, 6, 2] } """;

    [TestMethod]
    public void StrokesGivesTheBytesOfKernelsPutTogetherByHand()
    {
        const int Zero = -128;
        string[] names = ["sobel-x", "sobel-y", "laplacian", "gaussian"];
        // [3, 2, 2, 4]: all four taps weigh the four maps alike.
        sbyte[][] rows = [[3, -3, 0, 1], [-3, 3, 0, 1], [1, 1, 1, 0]];
        // 2^30 / 2^31 * 2^shift is 1/4, of the last 1/16.
        var edges = new Kernels.Conv2D(Kernels.Window2D.Same(8, 8, 1, 3, 3, 1), 4, 1,
            [.. names.SelectMany(name => NamedFilter.ByName(name).Weights)], null, Zero,
            new Kernels.Requantization([1 << 30, 1 << 30, 1 << 30, 1 << 30], [-1, -1, -1, -3], Zero, Zero, 127));
        var pooled = new Kernels.Pool2D(Kernels.Window2D.Valid(8, 8, 4, 2, 2, 2), PoolKind.Maximum, -128, 127);
        var strokes = new Kernels.Conv2D(Kernels.Window2D.Valid(4, 4, 4, 2, 2, 1), 3, 1,
            [.. rows.SelectMany(row => Enumerable.Repeat(row, 4).SelectMany(tap => tap))], null, Zero,
            new Kernels.Requantization([1 << 30], [-2], Zero, Zero, 127));
        var mean = new Kernels.Pool2D(Kernels.Window2D.Valid(3, 3, 3, 3, 3, 1), PoolKind.Average, -128, 127);
        Graph graph = ModelFile.Open(Repository.PathOf("examples", "strokes.json"));
        Assert.AreEqual("1x3", graph.Outputs[0].Shape.ToString());
        var dice = new Random(1);
        sbyte[][] layers = [new sbyte[256], new sbyte[64], new sbyte[27], new sbyte[3]];
        for (int round = 0; round < 2000; round++)
        {
            sbyte[] input = Values(dice, 64);
            edges.Invoke(input, 0, layers[0], 0);
            pooled.Invoke(layers[0], 0, layers[1], 0);
            strokes.Invoke(layers[1], 0, layers[2], 0);
            mean.Invoke(layers[2], 0, layers[3], 0);
            TensorValues values = ReferenceEngine.Run(graph, [input]);
            for (int layer = 0; layer < 4; layer++)
                CollectionAssert.AreEqual(layers[layer], values.Int8(graph.Operators[layer].Output), $"layer {layer}");
        }
    }

    [TestMethod]
    public void EveryExampleRuns()
    {
        string[] files = Directory.GetFiles(Repository.PathOf("examples"), "*.json");
        Assert.IsGreaterThanOrEqualTo(3, files.Length);
        foreach (string file in files)
        {
            Graph graph = ModelFile.Open(file);
            Assert.AreEqual(Path.GetFileNameWithoutExtension(file), graph.Name);
            sbyte[] output = ReferenceEngine.Run(graph, [Values(new Random(2), graph.Inputs[0].Shape.Length)]).Int8(graph.Outputs[0]);
            Assert.HasCount(graph.Outputs[0].Shape.Length, output);
        }
    }

    [TestMethod, DataRow(1), DataRow(3), DataRow(9), DataRow(16), DataRow(1000), DataRow(16777213)]
    public void ADivisorIsExactWhateverTheScales(int divisor)
    {
        Graph graph = Read($$"""
            { "edgeconv": 1, "input": { "shape": [3, 3, 1], "scale": 0.1 },
              "layers": [{ "type": "convolution", "filters": ["box"], "divisor": {{divisor}}, "scale": 0.3 }] }
            """);
        NamedFilter.Reciprocal(divisor, out int mantissa, out int shift);
        Assert.AreEqual(new Multiplier(mantissa, shift), ((Conv2D)graph.Operators[0]).Multipliers.Distinct().Single());
    }

    [TestMethod]
    public void AWeightScaleGivesTheMultiplierOfTheScales()
    {
        Graph graph = Read("""
            { "edgeconv": 1, "input": { "shape": [2], "scale": 0.1 },
              "layers": [{ "type": "fullyConnected", "weights": [[1, 2]], "weightScale": 0.02, "scale": 0.3 }] }
            """);
        Assert.AreEqual(Multiplier.Of((double)(0.1f * 0.02f) / 0.3f), ((FullyConnected)graph.Operators[0]).Multipliers.Single());
    }

    [TestMethod]
    [DataRow("""{ "type": "convolution", "filters": [[[1, 2], [3, 4]]], "bias": [5] }""", "1x4x5x1")]
    [DataRow("""{ "type": "convolution", "filters": ["box", "identity"], "padding": "same", "stride": 2 }""", "1x3x3x2")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "padding": [2, 0, 1, 1], "stride": [1, 3] }""", "1x5x2x1")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "dilation": [2, 1] }""", "1x1x4x1")]
    [DataRow("""{ "type": "depthwise", "filters": ["box"] }""", "1x3x4x2")]
    [DataRow("""{ "type": "depthwise", "filters": ["box", "box", "sharpen", "sharpen"] }""", "1x3x4x4")]
    [DataRow("""{ "type": "maxPool", "window": 2 }""", "1x2x3x2")]
    [DataRow("""{ "type": "minPool", "window": [2, 3], "stride": 1 }""", "1x4x4x2")]
    [DataRow("""{ "type": "averagePool", "window": "global" }""", "1x1x1x2")]
    [DataRow("""{ "type": "flatten" }""", "1x60")]
    [DataRow("""{ "type": "activation", "function": "tanh" }""", "1x5x6x2")]
    [DataRow("""{ "type": "add", "with": "input" }""", "1x5x6x2")]
    [DataRow("""{ "type": "softmax", "name": "x", "from": "input" }""", "1x5x6x2")]
    public void ShapesFollow(string layer, string shape) =>
        Assert.AreEqual(shape, Read($$"""{ "edgeconv": 1, {{Input}}, "layers": [{{layer}}] }""").Outputs[0].Shape.ToString());

    [TestMethod]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[2]]]] }""", "1x3x5x6x1")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[2]]]], "padding": "same", "stride": [1, 2, 3] }""", "1x4x3x2x1")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[[1, 2], 3]]]], "padding": [0, 0, 0, 0, 1, 1], "stride": 2 }""", "1x2x3x4x1")]
    // A volume of one plane is a map.
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[2]]]], "dilation": [3, 1, 1] }""", "1x5x6x1")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[2]]]] }, { "type": "flatten" }""", "1x90")]
    public void ShapesOfVolumesFollow(string layer, string shape) => Assert.AreEqual(shape,
        Read($$"""{ "edgeconv": 1, {{Volume}}, "layers": [{{layer}}] }""").Outputs[0].Shape.ToString());

    [TestMethod]
    public void OneAxisIsAMapOfOneRow()
    {
        static Graph Of(string layer) => Read($$"""{ "edgeconv": 1, "input": { "shape": [1, 9, 2] }, "layers": [{{layer}}] }""");
        Graph row = Of("""
            { "type": "convolution1d", "filters": [[[1, 2], [3, 4], 5], [6, 7, 8]], "stride": 2, "dilation": 2, "padding": [4, 0] }
            """);
        Graph map = Of("""
            { "type": "convolution", "filters": [[[[1, 2], [3, 4], 5]], [[6, 7, 8]]], "stride": 2, "dilation": 2, "padding": [0, 0, 4, 0] }
            """);
        Assert.AreEqual("1x1x5x2", row.Outputs[0].Shape.ToString());
        sbyte[] input = Values(new Random(3), 18);
        CollectionAssert.AreEqual(EngineCheck.Agree(map, input), EngineCheck.Agree(row, input));
    }

    [TestMethod]
    public void FramesInAStackAreSummedAcross()
    {
        // The last of three frames less the first, of 2x2 cells.
        Graph graph = Read("""
            { "edgeconv": 1, "input": { "shape": [3, 2, 2, 1] },
              "layers": [{ "type": "convolution3d", "filters": [[[[-1]], [[0]], [[1]]]], "activation": "relu", "name": "risen" },
                { "type": "maxPool", "window": "global" }] }
            """);
        CollectionAssert.AreEqual((string[])["risen", "layer1"], graph.Operators[^2..].Select(op => op.Output.Name).ToArray());
        CollectionAssert.AreEqual((sbyte[])[7], EngineCheck.Agree(graph, [1, 2, 3, 4, 99, 99, 99, 99, 0, 9, 3, 1]));
    }

    [TestMethod]
    [DataRow("""[]""", "must be an object")]
    [DataRow("""{ "edgeconv": 1, }""", "input: is missing")]
    [DataRow("""{ "edgeconv": 2, "input": {}, "layers": [] }""", "edgeconv: must be a whole number from 1 to 1")]
    [DataRow("""{ "edgeconv": 1, "edgeconv": 1 }""", "no valid JSON")]
    [DataRow("""{ "edgeconv": 1 """, "line 1, column")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8] }, "layers": [{}] }""", "input.shape: must be [height, width, channels]")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 0, 1] }, "layers": [{}] }""", "input.shape[1]: must be a whole number from 1")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [67108864, 67108864, 67108864] }, "layers": [{}] }""", "input.shape: shape")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8, 1], "scale": 0 }, "layers": [{}] }""", "input.scale: must be a number above 0")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8, 1], "scale": 1e99 }, "layers": [{}] }""",
        "input.scale: must be a number above 0")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8, 1], "zeroPoint": 128 }, "layers": [{}] }""",
        "input.zeroPoint: must be a whole number from -128 to 127")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8, 1] }, "layers": [] }""",
        "layers: must be a list of 1 to 1,000 values, but has 0")]
    [DataRow("""{ "edgeconv": 1, "input": { "shape": [8, 8, 1] }, "layers": [{ "type": "flatten", "name": "\ud800" }] }""",
        "no valid Unicode")]
    public void AMistakeInTheFileIsNamed(string file, string fragment) => Refused(file, fragment);

    [TestMethod]
    [DataRow("""{ }""", "layers[0].type: is missing; give one of convolution")]
    [DataRow("""{ "type": "conv" }""", "layers[0].type: must be one of convolution")]
    [DataRow("""{ "type": "flatten", "stride": 2 }""", "layers[0].stride: is an unknown field; known fields are type, name, from")]
    [DataRow("""{ "type": "convolution" }""", "layers[0].filters: is missing")]
    [DataRow("""{ "type": "convolution", "filters": ["sobel"] }""", "layers[0].filters[0]: must be one of identity")]
    [DataRow("""{ "type": "convolution", "filters": ["box", [[1]]] }""",
        "layers[0].filters[1]: is 1x1, but the layer's first filter is 3x3")]
    [DataRow("""{ "type": "convolution", "filters": [[[1, 2], [3]]] }""", "layers[0].filters[0]: must have rows of equal length")]
    [DataRow("""{ "type": "convolution", "filters": [[[1, 200]]] }""",
        "layers[0].filters[0][0][1]: must be a whole number from -127 to 127")]
    [DataRow("""{ "type": "convolution", "filters": [[[[1, 2, 3]]]] }""",
        "layers[0].filters[0][0][0]: must be a list of 2 values, but has 3")]
    [DataRow("""{ "type": "convolution", "filters": [{ "filter": "box", "divisor": 2, "shift": 1 }] }""",
        "layers[0].filters[0]: give only one of divisor, shift and weightScale")]
    [DataRow("""{ "type": "convolution", "filters": [{ "rows": [[1]] }] }""", "layers[0].filters[0].rows: is an unknown field")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "divisor": 0 }""", "layers[0].divisor: must be a whole number from 1")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "bias": [1, 2] }""", "layers[0].bias: must be a list of 1 value, but has 2")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "padding": "full" }""", "layers[0].padding: must be one of same, valid")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "padding": [3, 0, 0, 0] }""",
        "layers[0].padding: must be less than the window's 3 cells")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "dilation": 3 }""", "layers[0]: a window of 7 does not fit an extent of 5")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "activation": "gelu" }""", "layers[0].activation: must be one of none")]
    [DataRow("""{ "type": "convolution", "filters": ["box"], "weightScale": 1e30, "scale": 1e-30 }""", "layers[0]: ")]
    [DataRow("""{ "type": "depthwise", "filters": ["box", "box", "box"] }""", "layers[0].filters: has 3 for 2 channels")]
    [DataRow("""{ "type": "fullyConnected", "weights": [[1, 2]] }""", "layers[0].weights[0]: must be a list of 60 values, but has 2")]
    [DataRow("""{ "type": "convolution1d", "filters": [[1]] }""", "layers[0]: takes a map of one row")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]]]] }""", "layers[0]: takes a volume [depth, height, width, channels]")]
    [DataRow("""{ "type": "maxPool", "window": "all" }""", "layers[0].window: must be one of global")]
    [DataRow("""{ "type": "add", "with": "nothing" }""", "layers[0].with: must be the name of an earlier layer")]
    [DataRow("""{ "type": "flatten", "name": "input" }""", "layers[0].name: a layer before has this name")]
    [DataRow("""{ "type": "flatten", "from": 3 }""", "layers[0].from: must be a text")]
    [DataRow("""{ "type": "activation", "function": "relu", "alpha": 0.1 }""", "layers[0].alpha: only leakyRelu")]
    [DataRow("""{ "type": "activation", "function": "tanh", "scale": 0.1 }""", "layers[0].scale: tanh has a quantization of its own")]
    public void AMistakeInALayerIsNamed(string layer, string fragment) =>
        Refused($$"""{ "edgeconv": 1, {{Input}}, "layers": [{{layer}}] }""", fragment);

    [TestMethod]
    [DataRow("""{ "type": "convolution", "filters": ["box"] }""", "layers[0]: shape 1x4x5x6x2 is no map of four axes")]
    [DataRow("""{ "type": "convolution1d", "filters": [[1]] }""", "layers[0]: shape 1x4x5x6x2 is no map of four axes")]
    [DataRow("""{ "type": "convolution3d", "filters": ["box"] }""", "layers[0].filters[0]: must be a list of 1 to 65,536 values")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[1], [2]]]] }""",
        "layers[0].filters[0]: must have the same number of rows in each plane")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]]]], "stride": [1, 2] }""", "layers[0].stride: must be a list of 3 values")]
    [DataRow("""{ "type": "convolution3d", "filters": [[[[1]], [[1]], [[1]], [[1]], [[1]]]] }""",
        "layers[0]: a window of 5 does not fit an extent of 4")]
    public void AMistakeInAVolumeIsNamed(string layer, string fragment) =>
        Refused($$"""{ "edgeconv": 1, {{Volume}}, "layers": [{{layer}}] }""", fragment);

    [TestMethod]
    public void WeightsAreBoundedBeforeTheyAreAllocated()
    {
        string layers = string.Join(",", Enumerable.Repeat("""{ "type": "convolution", "filters": ["box"], "from": "input" }""", 4));
        Refused($$"""{ "edgeconv": 1, "input": { "shape": [3, 3, 700000] }, "layers": [{{layers}}] }""",
            "layers[2]: gives the model more than 16,777,216 weights");
    }

    private static void Refused(string file, string fragment)
    {
        ModelException refusal = Assert.ThrowsExactly<ModelException>(() => Read(file));
        Assert.Contains(fragment, refusal.Message);
        Assert.DoesNotContain("\n", refusal.Message);
    }

    private static Graph Read(string text) => ModelFile.Read("test", ".json", Encoding.UTF8.GetBytes(text));

    private static sbyte[] Values(Random dice, int length)
    {
        sbyte[] values = new sbyte[length];
        dice.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
