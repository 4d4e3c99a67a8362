namespace EdgeConv.Tests.Quantizing;

/// <summary>What cannot be quantized is refused in one line that names the layer; damaged files end so too, soon.</summary>
[TestClass]
public sealed class QuantizeRefusalTests
{
    [TestMethod]
    public void UnsupportedOperatorsAreNamed()
    {
        byte[] file = With(net => net.Same("Erf", net.Same("Mish", net.Conv(net.Input(1, 2, 6, 6), 4))));
        Refuses(file, "Mish 'node_mish", "Erf 'node_erf", "not supported");
    }

    [TestMethod]
    public void AQuantizedModelIsTakenAsItIs()
    {
        QuantizedNet net = new(new NetForm(true, false, true), 1);
        Refuses(net.Finish(net.Conv(net.Input(1, 2, 6, 6), 3, 3)), "already quantized");
    }

    [TestMethod]
    public void InputsThatDoNotFit()
    {
        Refuses(With(net => net.Conv(net.Input(4, 2, 6, 6), 3)), "a batch of 4");
        FloatNet open = new(1);
        open.Writer.Input("input", typeof(float), 1, 2, 0, 6);
        Refuses(open.Finish(open.Conv(new FloatValue("input", [1, 2, 6, 6]), 3)), "leaves axis 2 open");
        FloatNet two = new(1);
        two.Writer.Input("more", typeof(float), 1, 2, 6, 6);
        Refuses(two.Finish(two.Node("Add", [1, 2, 6, 6], [two.Input(1, 2, 6, 6), new FloatValue("more", [1, 2, 6, 6])])), "2 inputs");
        Refuses(With(net => net.Conv(net.Input(1, 2, 6, 6), 3), 9), "opset 9");
        Refuses([], "no ONNX model");
    }

    [TestMethod]
    public void NumbersThatAreNone()
    {
        Refuses(With(net => net.Node("Gemm", [1, 2], [net.Input(1, 2)], [net.Constant([1, float.NaN, 2, 3], 2, 2)])), "Gemm 'node_gemm",
            "not a finite number");
        Refuses(With(net => net.Node("Div", [1, 2], [net.Input(1, 2)], [net.Constant([0], 1)])), "the constant divisor holds 0");
        // Only the frames show this one.
        Quantizer quantizer = new("large", With(net =>
        {
            FloatValue x = net.Node("Gemm", [1, 2], [net.Input(1, 2)], [net.Constant([1e8f, 1e8f, 1e8f, 1e8f], 2, 2)]);
            for (int i = 0; i < 4; i++) x = net.Node("Mul", [1, 2], [x, x]);
            return x;
        }));
        string message = Assert.ThrowsExactly<ModelException>(() =>
            quantizer.Run(FloatNet.Frames(quantizer.InputShape, 10), new QuantizerOptions())).Message;
        StringAssert.Contains(message, "calibration frame");
    }

    [TestMethod]
    public void TruncatedAndDamagedFiles()
    {
        FloatNet net = new(2);
        FloatValue x = net.Same("Relu", net.BatchNorm(net.Conv(net.Input(1, 2, 6, 6), 4)));
        x = net.Node("Mul", x.Dims, [x, net.Same("HardSigmoid", x, ("alpha", 1f / 6))]);
        byte[] file = net.Finish(net.Gemm(net.Node("Reshape", [1, 144], [net.Clip(net.Conv(x, 4, groups: 4), 0, 6)], [net.Ints(1, -1)]),
            3));
        for (int length = 0; length < file.Length; length += 7) Read(file[..length]);
        Random dice = new(3);
        // More: EDGECONV_FUZZ_CASES=100000 dotnet test tests/EdgeConv.Tests --filter QuantizeRefusalTests
        int count = LongRun.Number("EDGECONV_FUZZ_CASES", 1000);
        for (int i = 0; i < count; i++) Read(Mutator.Damage(file, false, dice));
    }

    private static byte[] With(Func<FloatNet, FloatValue> build, int opset = 17)
    {
        FloatNet net = new(1, opset);
        return net.Finish(build(net));
    }

    private static void Read(byte[] file)
    {
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            _ = new Quantizer("damaged", file);
        }
        catch (ModelException e)
        {
            Assert.DoesNotContain("\n", e.Message);
        }
        Assert.IsLessThan(LongRun.Limit(20), watch.Elapsed.TotalSeconds);
    }

    private static void Refuses(byte[] file, params string[] texts)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => new Quantizer("refused", file)).Message;
        Assert.IsTrue(texts.Any(text => message.Contains(text)), message);
        if (texts.Length > 2) foreach (string text in texts) StringAssert.Contains(message, text);
        Assert.DoesNotContain("\n", message);
    }
}
