namespace EdgeConv.Tests.Operators;

/// <summary>Models of kinds that are not supported: each names the layer or tensor and what to do.</summary>
[TestClass]
public class ModelKindTests
{
    [TestMethod]
    [DataRow((byte)1, "float16")]
    [DataRow((byte)3, "uint8 quantization of TensorFlow 1")]
    [DataRow((byte)7, "int16 activations")]
    [DataRow((byte)8, "element type 8")]
    public void RefusesOtherTypes(byte type, string text)
    {
        TfliteBuilder model = new();
        int x = model.OfType(type, [1, 4]), y = model.OfType(type, [1, 4]);
        string message = Refusal(model.Operator(19, [x], [y]), x, y);
        Assert.StartsWith("operator 0 RELU 't1': ", message);
        Assert.Contains(text, message);
        Assert.Contains("onver", message, "what to do");
    }

    [TestMethod]
    public void AnUnsupportedTypeMattersOnlyWhereItIsUsed()
    {
        TfliteBuilder model = new();
        model.OfType(7, [4]);
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]), other = model.OfType(7, [1, 4]);
        model.Operator(19, [x], [y]);
        Assert.HasCount(1, model.Read([x], [y]).Operators);
        Assert.Contains("input 't3': int16 activations", Assert.ThrowsExactly<ModelException>(() => model.Read([other], [y])).Message);
    }

    [TestMethod]
    public void RefusesFloatAndHybridModels()
    {
        foreach (bool hybrid in (bool[])[false, true])
        {
            TfliteBuilder model = new();
            int x = model.Float32([1, 5, 5, 1]), y = model.Float32([1, 4, 4, 1]);
            int filters = hybrid ? model.Int8([1, 2, 2, 1], 0.1f, 0, new sbyte[4]) : model.Float32([1, 2, 2, 1]);
            (int, object)[] options = [(0, (byte)1), (1, 1), (2, 1), (4, 1), (5, 1)];
            for (int i = 0; i < 60; i++) model.Operator(3, [x, filters, -1], [y], options).Operator(19, [y], [y]);
            string message = Refusal(model, x, y);
            Assert.StartsWith("operator 0 CONV_2D 't1', operator 1 RELU 't1'", message, "each kind is named");
            Assert.Contains("117 more operators: computing in float32", message);
            Assert.Contains("full int8 quantization", message);
        }
    }

    [TestMethod]
    public void RefusesInt8WithoutScales()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4], scale: 0), weights = model.Int8([2, 4], 0, 0, new sbyte[8]), y = model.Int8([1, 2], scale: 0);
        string message = Refusal(model.Operator(9, [x, weights, -1], [y], (0, (byte)0), (1, (byte)0)), x, y);
        Assert.StartsWith("operator 0 FULLY_CONNECTED 't2': an int8 tensor has no scale; convert", message);
    }

    [TestMethod]
    [DataRow(16, "LSTM", "convolutions over a window")]
    [DataRow(27, "SVDF", "convolutions over a window")]
    [DataRow(44, "UNIDIRECTIONAL_SEQUENCE_LSTM", "convolutions over a window")]
    [DataRow(119, "WHILE", "control flow")]
    [DataRow(36, "GATHER", "retrain the model without it")]
    [DataRow(249, "builtin operator 249", "retrain the model without it")]
    public void RefusesOperatorsByName(int code, string name, string advice)
    {
        // The int16 state of an LSTM or SVDF is not the reason.
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), state = model.OfType(7, [1, 4]), between = model.Int8([1, 4]), y = model.Int8([1, 4]);
        model.Operator(114, [x], [state]).Operator(code, [x, state], [between]).Operator(code, [between, state], [y]);
        string message = Refusal(model, x, y);
        Assert.StartsWith($"operator 1 {name} 't2', operator 2 {name} 't3': ", message, "every layer that is the cause, and that first");
        Assert.Contains("not supported", message);
        Assert.Contains(advice, message);
    }

    [TestMethod]
    public void RefusesModelsThatKeepState()
    {
        TfliteBuilder model = new() { MoreSubgraphs = 1 };
        int x = model.Int8([1, 4]), handle = model.OfType(13, [1]), read = model.Int8([1, 4]), y = model.Int8([1, 4]);
        model.Operator(129, [], []).Operator(142, [], [handle]).Operator(143, [handle], [read]);
        model.Operator(0, [x, read], [y], (0, (byte)0)).Operator(144, [handle, y], []);
        string message = Refusal(model, x, y);
        const string Operators = "operator 0 CALL_ONCE, operator 1 VAR_HANDLE 't1', operator 2 READ_VARIABLE 't2' and 1 more operator: ";
        Assert.StartsWith(Operators, message);
        Assert.Contains("because the model keeps state in variables between inferences; export it without state", message);
    }

    [TestMethod]
    public void RefusesFilesOfAnEthosCompiler()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]);
        int commands = model.UInt8([64], 0, 0, new byte[64]), arena = model.OfType(3, [512]);
        string message = Refusal(model.Custom("ethos-u", [commands, arena, x], [y]), x, y);
        Assert.StartsWith("operator 0 custom 'ethos-u' 't1': ", message);
        Assert.Contains("Vela", message);
        TfliteBuilder other = new();
        (x, y) = (other.Int8([1, 4]), other.Int8([1, 4]));
        Assert.Contains("custom 'MyOp' 't1': this kind of operator is not supported; retrain",
            Refusal(other.Custom("MyOp", [x], [y]), x, y));
    }

    [TestMethod]
    public void ReadsTheFirstOfSeveralSubgraphs()
    {
        TfliteBuilder model = new() { MoreSubgraphs = 2 };
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]);
        Assert.AreEqual("RELU", model.Operator(19, [x], [y]).Read([x], [y]).Operators.Single().Kind);
    }

    [TestMethod]
    public void AMessageOfManyReasonsIsShort()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]);
        foreach (int code in (int[])[5, 16, 36, 47, 118, 129, 13, 88]) model.Operator(code, [x], [y]);
        Assert.Contains("more operators for other reasons", Refusal(model, x, y));
    }

    [TestMethod]
    public void AnEngineThatLacksAnOperatorPointsToOneThatHasIt()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), pads = model.Int32([2, 2], 0, 1, 0, 1), y = model.Int8([3, 4]);
        Graph mirrored = model.Operator(100, [x, pads], [y], (0, (byte)1)).Read([x], [y]);
        string message = Assert.ThrowsExactly<ModelException>(() => EcmFile.Write(mirrored)).Message;
        Assert.AreEqual("MIRROR_PAD 't2': the packed engine lacks MIRROR_PAD; use the compiled engine (edgeconv compile)", message);
        model = new();
        x = model.Int8([1, 3]);
        int axis = model.Int32([], 1), best = model.Int32([1], null);
        Graph argMax = model.Operator(56, [x, axis], [best]).Read([x], [best]);
        foreach (Action write in (Action[])[() => EcmFile.Write(argMax), () => CSharpCompiler.Compile(argMax, "M", "M", "test")])
            Assert.Contains("the reference engine runs it (edgeconv run)", Assert.ThrowsExactly<ModelException>(write).Message);
    }

    [TestMethod]
    public void UnpacksFourBitWeights()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5]), weights = model.Int4([1, 5], 0x81, 0xF7, 0x02), y = model.Int8([1, 1]);
        Graph graph = model.Operator(9, [x, weights, -1], [y], (0, (byte)0), (1, (byte)0)).Read([x], [y]);
        CollectionAssert.AreEqual((sbyte[])[1, -8, 7, -1, 2], graph.Operators[0].Inputs[1].Constant);
    }

    private static string Refusal(TfliteBuilder model, int x, int y)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => { TfliteImporter.Read("test", model.File([x], [y])); }).Message;
        Assert.DoesNotContain("\n", message);
        Assert.IsLessThan(800, message.Length, message);
        return message;
    }
}
