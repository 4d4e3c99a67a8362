namespace EdgeConv.Tests.Operators;

/// <summary>
/// uint8 inputs and outputs around an int8 network: raw uint8 on the desktop, int8 on a board, the bytes of TensorFlow Lite Micro's
/// QUANTIZE.
/// </summary>
[TestClass]
public sealed class UnsignedTests : CommandTests
{
    private static readonly byte[] s_all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    [TestMethod]
    public void QuantizeFromAndToUnsigned()
    {
        Random random = new(12);
        for (int round = 0; round < 120; round++)
        {
            // Equal scales and ends of the range often: there QUANTIZE is value - 128, or clamps.
            float from = 0.02f, to = round % 3 == 0 ? from : (float)(from * Math.Exp(random.NextDouble() * 8 - 4));
            int high = Zero(random, 0, 255), low = round % 2 == 0 ? high - 128 : Zero(random, -128, 127);
            TfliteBuilder model = new();
            int x = model.UInt8([256], from, high), y = model.Int8([256], to, low);
            Graph lowers = model.Operator(114, [x], [y]).Read([x], [y]);
            sbyte[] lowered = Array.ConvertAll(s_all, value => (sbyte)Requantize(value, from, high, to, low, -128, 127));
            CollectionAssert.AreEqual(lowered, Run(lowers, s_all), $"{from}, {high} to {to}, {low}");
            if (round % 6 == 0) Assert.IsTrue(lowers.Operators[0].IsView, "nothing to compute");
            model = new();
            (x, y) = (model.Int8([256], from, low), model.UInt8([256], to, high));
            Graph raises = model.Operator(114, [x], [y]).Read([x], [y]);
            byte[] raised = Array.ConvertAll(s_all, value => (byte)Requantize((sbyte)value, from, low, to, high, 0, 255));
            CollectionAssert.AreEqual(raised, Raised(Run(raises, Flipped(s_all))), $"{from}, {low} to {to}, {high}");
        }
    }

    [TestMethod]
    public void EveryEngineTakesAndGivesUnsigned()
    {
        (byte[] file, Graph inner) = Network(0.031f, 17);
        string model = Command.Put("model.tflite", file);
        byte[] x = new byte[64];
        new Random(3).NextBytes(x);
        byte[] expected = Expected(inner, x, 0.031f, 17);
        Command.Put("in.bin", x);
        string[] raw = ["--input", "in.bin", "--output", "out.bin"];
        foreach (string engine in (string[])["reference", "packed", "compiled"])
        {
            Command.Run(["run", model, "--engine", engine, .. raw]).AssertDone();
            CollectionAssert.AreEqual(expected, Command.Bytes("out.bin"), engine);
        }

        JsonNode json = Command.Run(["run", model, "--input", "in.bin", "--dump", "tensors", "--json"]).AssertDone().Json;
        CollectionAssert.AreEqual(x, Command.Bytes("tensors/000-t0.bin"));
        CollectionAssert.AreEqual(expected, Command.Bytes("tensors/003-t3.bin"));
        JsonAssert.Holds($$"""
            { "inputs": [{ "type": "uint8", "zeroPoint": 17 }], "outputs": [{ "values": [{{string.Join(", ", expected)}}] }] }
            """, json);
        JsonNode top = json["outputs"]![0]!["top"]![0]!;
        Assert.AreEqual(((int)top["value"]! - 200) * 0.05, (double)top["real"]!, 1e-6);

        // An .ecm file and compiled code have int8, and say what it was.
        Command.Run(["pack", model, "--out", "model.ecm"]).AssertDone();
        Command.Put("in.bin", Flipped(x));
        Command.Run(["run", "model.ecm", .. raw]).AssertDone();
        CollectionAssert.AreEqual(Flipped(expected), Command.Bytes("out.bin"));
        Command.Run(["inspect", "model.ecm"]).AssertDone();
        Assert.AreEqual(2, Command.Output.Split("uint8 in the model it was packed from").Length - 1);
        Command.Run(["inspect", model]).AssertDone("1x8x8x1 uint8, real = (q - 17) * 0.031; int8 on a board, where values are 128 lower");
        string source = CSharpCompiler.Compile(Pipeline.Run(ModelFile.Open(model)), "M", "M", "test");
        Assert.Contains("// Its input and output are uint8 in the model's file; int8 here, each value 128 lower.", source);
        Assert.Contains("0.031f, -111, true)", source);
    }

    [TestMethod]
    public void PixelsAreTheSameOnTheDesktopAndOnTheBoard()
    {
        byte[] pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 255 / 63))];
        Command.Put("frame.png", FrameFiles.Png(8, 8, (x, y) => FrameFiles.Grey(pixels[8 * y + x])));
        Command.Put("frame.npy", FrameFiles.Npy("|u1", "(8, 8)", pixels));
        foreach ((float scale, int zeroPoint) in new[] { (1f / 255, 0), (1f, 0), (0.031f, 17), (2f / 255, 128) })
        {
            (byte[] file, Graph inner) = Network(scale, zeroPoint);
            string model = Command.Put("model.tflite", file);
            byte[] expected = Expected(inner, pixels, scale, zeroPoint);
            foreach (string frame in (string[])["frame.png", "frame.npy"])
            {
                Command.Run(["run", model, "--input", frame, "--output", "out.bin"]).AssertDone();
                CollectionAssert.AreEqual(expected, Command.Bytes("out.bin"), $"{frame}, {scale}, {zeroPoint}");
            }
            PackedModel packed = PackedModel.Load(EcmFile.Write(Pipeline.Run(ModelFile.Open(model))).Bytes);
            Assert.IsTrue(packed.Input.IsUnsigned && packed.Output.IsUnsigned);
            sbyte[] tensor = new sbyte[64], y = new sbyte[packed.Output.Length];
            Preprocessor preprocessor = new Preprocessor(new FrameFormat(8, 8, 1, 0, 255), packed.Input).FixedRange(0, 255);
            preprocessor.Run(Array.ConvertAll(pixels, pixel => (short)pixel), tensor);
            CollectionAssert.AreEqual(Array.ConvertAll(pixels, pixel => (sbyte)(pixel - 128)), tensor);
            packed.Invoke(tensor, y);
            CollectionAssert.AreEqual(expected, Raised(y), $"{scale}, {zeroPoint}");
        }
    }

    [TestMethod]
    public void OperatorsThatOnlyMoveValuesTakeUnsigned()
    {
        TfliteBuilder model = new();
        int x = model.UInt8([2, 3], 0.1f, 0), other = model.UInt8([1, 3], 0.1f, 0, [0, 128, 255]), joined = model.UInt8([3, 3], 0.1f, 0);
        int flat = model.UInt8([9], 0.1f, 0), y = model.Int8([9], 0.1f, -128);
        model.Operator(2, [x, other], [joined], (0, 0)).Operator(22, [joined], [flat]).Operator(114, [flat], [y]);
        Graph graph = model.Read([x], [y]);
        CollectionAssert.AreEqual((sbyte[])[-128, -127, -126, -3, -2, 127, -128, 0, 127], Run(graph, [0, 1, 2, 125, 126, 255]));
        // int8 and uint8 in one copy is no file that a converter writes.
        TfliteBuilder mixed = new();
        (x, y) = (mixed.UInt8([2, 3], 0.1f, 0), mixed.Int8([6], 0.1f, 0));
        OperatorRun.IsRefused(mixed.Operator(22, [x], [y]), [x], [y], "operator 0 RESHAPE 't1': uint8 quantization of TensorFlow 1");
        TfliteBuilder damaged = new();
        (x, y) = (damaged.UInt8([2], 0.1f, 256), damaged.Int8([2]));
        OperatorRun.IsRefused(damaged.Operator(114, [x], [y]), [x], [y], "a zero point of 256");
    }

    [TestMethod]
    public void OnnxFilesOfUnsignedToo()
    {
        QuantizedNet net = new(new NetForm(false, true, false), 4);
        byte[] file = net.Finish(net.Conv(net.Input(1, 1, 6, 6), 2, 3)), x = new byte[36];
        new Random(5).NextBytes(x);
        Graph graph = OnnxImporter.Read("net", file);
        Command.Put("in.bin", x);
        Command.Put("net.onnx", file);
        Command.Run(["run", "net.onnx", "--input", "in.bin", "--output", "out.bin"]).AssertDone();
        CollectionAssert.AreEqual(Raised(Run(graph, x)), Command.Bytes("out.bin"));
    }

    // uint8 [1, 8, 8, 1] -> QUANTIZE -> CONV_2D -> QUANTIZE -> uint8, as inference_input_type and inference_output_type of uint8 make it;
    // and what is between.
    private static (byte[] File, Graph Inner) Network(float scale, int zeroPoint)
    {
        sbyte[] weights = OperatorRun.Random(new Random(9), 18);
        TfliteBuilder model = new(), inner = new();
        (int, object)[] options = [(0, (byte)1), (1, 1), (2, 1), (4, 1), (5, 1)];
        void Convolve(TfliteBuilder of, int input, int output)
        {
            int filters = of.Int8([2, 3, 3, 1], 0.02f, 0, weights), bias = of.Int32([2], 100, -300);
            of.Operator(3, [input, filters, bias], [output], options);
        }
        int x = model.UInt8([1, 8, 8, 1], scale, zeroPoint), quantized = model.Int8([1, 8, 8, 1], 0.05f, -20);
        int map = model.Int8([1, 6, 6, 2], 0.1f, 4), y = model.UInt8([1, 6, 6, 2], 0.05f, 200);
        model.Operator(114, [x], [quantized]);
        Convolve(model, quantized, map);
        byte[] file = model.Operator(114, [map], [y]).File([x], [y]);
        (x, y) = (inner.Int8([1, 8, 8, 1], 0.05f, -20), inner.Int8([1, 6, 6, 2], 0.1f, 4));
        Convolve(inner, x, y);
        return (file, inner.Read([x], [y]));
    }

    private static byte[] Expected(Graph inner, byte[] x, float scale, int zeroPoint)
    {
        sbyte[] quantized = Array.ConvertAll(x, value => (sbyte)Requantize(value, scale, zeroPoint, 0.05f, -20, -128, 127));
        sbyte[] map = ReferenceEngine.Run(inner, [quantized]).Int8(inner.Outputs[0]);
        return Array.ConvertAll(map, value => (byte)Requantize(value, 0.1f, 4, 0.05f, 200, 0, 255));
    }

    private static sbyte[] Run(Graph graph, byte[] unsigned) =>
        ReferenceEngine.Run(graph, [Array.ConvertAll(unsigned, value => (sbyte)(value - 128))]).Int8(graph.Outputs[0]);

    private static byte[] Flipped(byte[] values) => Array.ConvertAll(values, value => (byte)(value ^ 0x80));

    private static byte[] Raised(sbyte[] values) => Array.ConvertAll(values, value => (byte)(value + 128));

    private static int Zero(Random random, int min, int max) =>
        random.Next(4) switch { 0 => min, 1 => max, _ => random.Next(min, max + 1) };

    // TensorFlow Lite Micro's QUANTIZE (reference/requantize.h) on plain numbers, in gemmlowp's steps.
    private static int Requantize(int value, float from, int fromZero, float to, int toZero, int min, int max)
    {
        double ratio = (double)from / to;
        int shift = 0;
        for (; ratio >= 1; shift++) ratio /= 2;
        for (; ratio < 0.5; shift--) ratio *= 2;
        long mantissa = (long)Math.Round(ratio * (1L << 31), MidpointRounding.AwayFromZero);
        if (mantissa == 1L << 31) (mantissa, shift) = (mantissa / 2, shift + 1);
        long product = (long)(value - fromZero) * (1 << Math.Max(0, shift)) * mantissa;
        long high = (product + (product >= 0 ? 1L << 30 : 1 - (1L << 30))) / (1L << 31);
        int right = Math.Max(0, -shift);
        long mask = (1L << right) - 1, remainder = high & mask, threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (int)Math.Clamp((high >> right) + (remainder > threshold ? 1 : 0) + toZero, min, max);
    }
}
