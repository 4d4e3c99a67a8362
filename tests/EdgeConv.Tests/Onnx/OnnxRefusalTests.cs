namespace EdgeConv.Tests.Onnx;

/// <summary>
/// Models that cannot be used are refused with what is wrong and what to do; and what the importer makes of layouts, inputs and outputs.
/// </summary>
[TestClass]
public sealed class OnnxRefusalTests
{
    private static readonly NetForm s_qdq = new(IsQdq: true, IsUnsigned: false, IsPerChannel: false);

    [TestMethod]
    public void FloatModelIsSentToQuantization()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", typeof(float), 1, 3, 8, 8).Output("y", typeof(float), 1, 3, 8, 8);
        string message = Refusal(writer.Node("Relu", ["x"], ["y"]).ToArray());
        Assert.StartsWith("the model is float; quantize it first", message);
        Assert.Contains("edgeconv quantize", message);
    }

    [TestMethod]
    public void DynamicallyQuantizedModelIsNamed()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", typeof(float), 1, 4).Output("y", typeof(int), 1, 2);
        writer.Node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]);
        writer.Node("MatMulInteger", ["q", writer.Constant("w", new sbyte[8], 4, 2)], ["y"]);
        Assert.StartsWith("the model is quantized dynamically", Refusal(writer.ToArray()));
    }

    [TestMethod]
    public void UnsupportedOperatorsAreAllNamed()
    {
        QuantizedNet net = new(s_qdq, 1);
        QuantizedValue x = net.Input(1, 3, 4, 4);
        net.Writer.Node("LSTM", ["a"], ["b"]).Node("Erf", ["b"], ["c"]).Node("Whatever", ["b"], ["d"], "org.example");
        Assert.Contains("LSTM 'node_b'; Erf 'node_c'; Whatever 'node_d' are not supported", Refusal(net.Finish(x)));
    }

    [TestMethod]
    public void OperatorsOfAnotherDomainAreNotTakenForOnnxs()
    {
        QuantizedNet net = new(s_qdq, 1);
        QuantizedValue x = net.Input(1, 3, 4, 4);
        net.Writer.Node("Relu", ["a"], ["b"], "org.example");
        Assert.Contains("Relu 'node_b' is not supported", Refusal(net.Finish(x)));
    }

    [TestMethod]
    public void ExternalDataIsRefused()
    {
        QuantizedNet net = new(new NetForm(false, false, false), 1);
        QuantizedValue x = net.Input(1, 4);
        net.Writer.RawConstant("far", o =>
        {
            OnnxWriter.Bytes(o, 13, OnnxWriter.Message(p => OnnxWriter.Text(p, 1, "location")));
            OnnxWriter.Number(o, 14, 1);
        }, 4);
        net.Writer.Constant("s", new[] { 1f });
        net.Writer.Constant("z", new sbyte[1]);
        net.Writer.Node("QLinearAdd", ["input", "s", "z", "far", "s", "z", "s", "z"], ["y"], "com.microsoft");
        Assert.Contains("constant 'far': its data lies in another file", Refusal(net.Finish(x)));
    }

    [TestMethod]
    public void FloatTensorInsideIsNamedWithItsLayer()
    {
        QuantizedNet net = new(s_qdq, 1);
        QuantizedValue x = net.Input(1, 3, 4, 4);
        net.Writer.Constant("s", new[] { x.Scale });
        net.Writer.Constant("z", new[] { (sbyte)x.ZeroPoint });
        net.Writer.Node("DequantizeLinear", [x.Name, "s", "z"], ["real"]).Node("HardSwish", ["real"], ["curved"])
            .Node("Relu", ["curved"], ["positive"]);
        string message = Refusal(net.Finish(x));
        Assert.Contains("HardSwish 'node_curved': its output stays float", message);
        Assert.DoesNotContain("Relu", message, "what follows from it is not named");
    }

    [TestMethod]
    public void OpenBatchIsOneAndOtherOpenExtentsAreRefused()
    {
        Assert.AreEqual(new Shape(1, 3), OnnxImporter.Read("test", Doubled(0, 3)).Inputs[0].Shape);
        Assert.Contains("input 'x' leaves axis 1 open; export the model with fixed shapes", Refusal(Doubled(1, 0)));
    }

    [TestMethod]
    public void UnsignedInputsAndOutputsAreInt8AndMapsNhwc()
    {
        QuantizedNet net = new(new NetForm(false, true, true), 2);
        QuantizedValue x = net.Input(1, 3, 6, 5);
        Graph graph = OnnxImporter.Read("test", net.Finish(net.Conv(x, 4, 1)));
        Assert.AreEqual((new Shape(1, 6, 5, 3), new Shape(1, 6, 5, 4)), (graph.Inputs[0].Shape, graph.Outputs[0].Shape));
        Assert.AreEqual(ElementType.Int8, graph.Inputs[0].Type);
        Assert.AreEqual(x.ZeroPoint - 128, graph.Inputs[0].Quantized.ZeroPoint);
        Assert.HasCount(1, graph.Operators);
    }

    [TestMethod]
    public void FlatteningAMapCostsNoOperator()
    {
        QuantizedNet net = new(s_qdq, 2);
        QuantizedValue x = net.Conv(net.Input(1, 3, 6, 5), 4, 1);
        Graph graph = OnnxImporter.Read("test", net.Finish(net.Gemm(net.Move("Flatten", x, [1, 120]), 2, true)));
        Assert.AreEqual("CONV_2D FULLY_CONNECTED", string.Join(" ", graph.Operators.Select(op => op.Kind)));
    }

    [TestMethod]
    public void FilterZeroPointsAreTakenOffWhereTheyCan()
    {
        // Weights 0..255 with zero point 100 do not fit int8 around 0; a fully connected layer may keep it.
        byte[] File(string type, int[] weightDims, byte zeroPoint, int[] inputDims)
        {
            OnnxWriter writer = new OnnxWriter().Input("x", typeof(byte), inputDims).Output("y", typeof(byte));
            writer.Constant("s", new[] { 0.1f });
            writer.Constant("z", new[] { (byte)7 });
            writer.Constant("w", new byte[] { 0, 255, 17, 200 }, weightDims);
            writer.Constant("wz", new[] { zeroPoint });
            return writer.Node(type, ["x", "s", "z", "w", "s", "wz", "s", "z"], ["y"]).ToArray();
        }
        Assert.Contains("weights 'w' have a zero point", Refusal(File("QLinearConv", [2, 2, 1, 1], 100, [1, 2, 3, 3])));
        Graph graph = OnnxImporter.Read("test", File("QLinearMatMul", [2, 2], 100, [1, 2]));
        // y = 7 + round(0.1 * ((x0 - 7) * (w - 100) + ...)), uint8: 17 and 9 give 10 * -100 + 2 * -83 and 10 * 155 + 2 * 100.
        sbyte[] y = ReferenceEngine.Run(graph, [new sbyte[] { 17 - 128, 9 - 128 }]).Int8(graph.Outputs[0]);
        CollectionAssert.AreEqual((sbyte[])[-128, 7 + 175 - 128], y);
        Assert.IsNotNull(OnnxImporter.Read("test", File("QLinearConv", [2, 2, 1, 1], 128, [1, 2, 3, 3])));
    }

    [TestMethod]
    public void RecognizesItsFiles()
    {
        Assert.AreEqual("ADD", ModelFile.Read("test", "", Doubled(1, 3)).Operators.Single().Kind);
        Assert.IsTrue(OnnxImporter.Recognizes(Doubled(1, 3)));
        Assert.IsFalse(OnnxImporter.Recognizes("{ \"layers\": [] }"u8));
        Assert.IsFalse(OnnxImporter.Recognizes([0x1C, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', 0]));
        Assert.IsFalse(OnnxImporter.Recognizes([]));
    }

    private static byte[] Doubled(params int[] dims)
    {
        OnnxWriter writer = new OnnxWriter().Input("x", typeof(sbyte), dims).Output("y", typeof(sbyte), dims);
        writer.Constant("s", new[] { 0.5f });
        writer.Constant("z", new sbyte[1]);
        return writer.Node("QLinearAdd", ["x", "s", "z", "x", "s", "z", "s", "z"], ["y"], "com.microsoft").ToArray();
    }

    // Taps so far apart that the padding of SAME, or a padded row, would leave an int: refused, not wrapped.
    [TestMethod]
    [DataRow("SAME_UPPER")]
    [DataRow("SAME_LOWER")]
    public void WindowBeyondIntIsRefused(string padding)
    {
        QuantizedNet net = new(s_qdq, 1);
        QuantizedValue x = net.Input(1, 1, 4, 4);
        int[] far = [1 << 16, 1 << 16];
        x = net.Move("MaxPool", x, x.Dims, null, ("kernel_shape", far), ("dilations", far), ("auto_pad", padding));
        Assert.Contains("a window of 4294901761 does not fit an extent of 4", Refusal(net.Finish(x)));
    }

    [TestMethod]
    public void PaddedRowBeyondIntIsRefused()
    {
        const int Channels = 1 << 16;
        Quantization quantization = Quantization.PerTensor(1, 0);
        Tensor input = new("x", new Shape(1, 1, 4, Channels), ElementType.Int8, quantization),
            filters = new("w", new Shape(1, 1, 2, Channels), ElementType.Int8, quantization, new sbyte[2 * Channels]),
            output = new("y", new Shape(1, 1, 4, Channels), ElementType.Int8, quantization);
        Window window = new(1, 2, 1, 1, 1, 1 << 16, 0, 1 << 15, 1, 4);
        Graph graph = new("far", [input], [output], [new DepthwiseConv2D(input, filters, null, output, window, Activation.None)]);
        string message = Assert.ThrowsExactly<ModelException>(() => CSharpCompiler.Compile(graph, "Models", "Model", "test")).Message;
        Assert.AreEqual("a padded row needs 4,295,229,440 bytes, which no board has; use a smaller window", message);
    }

    private static string Refusal(byte[] file)
    {
        ModelException e = Assert.ThrowsExactly<ModelException>(() => OnnxImporter.Read("test", file));
        Assert.DoesNotContain("\n", e.Message);
        return e.Message;
    }
}
