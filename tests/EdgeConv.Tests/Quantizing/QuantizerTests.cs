using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeConv.Tests.Quantizing;

/// <summary>
/// Every operator that is quantized, in random float networks: folding leaves what ONNX Runtime computes, and the int8 graph, through a
/// .tflite file, stays near it.
/// </summary>
[TestClass]
public sealed class QuantizerTests
{
    public static IEnumerable<object[]> Networks =>
    [
        Net("convolutions with batch normalization, and pools", net =>
        {
            FloatValue x = net.Same("Relu", net.BatchNorm(net.Conv(net.Input(0, 3, 12, 10), 8, hasBias: false)));
            x = net.Same("Relu", net.BatchNorm(net.Conv(net.Pool("MaxPool", x, 2, 2), 8, groups: 8)));
            x = net.Pool("AveragePool", net.Clip(net.Conv(x, 12, taps: 1), 0, 6), 2, 2);
            return net.Gemm(net.Flatten(net.Node("GlobalAveragePool", [1, 12, 1, 1], [x])), 5);
        }),
        Net("activations, joined", net =>
        {
            FloatValue x = net.Conv(net.Input(1, 2, 8, 8), 6);
            FloatValue sum = net.Node("Add", x.Dims, [net.Same("LeakyRelu", x, ("alpha", 0.1f)), net.Same("Tanh", x)]),
                product = net.Node("Mul", x.Dims, [sum, net.Same("Sigmoid", x)]);
            FloatValue all = net.Node("Concat", [1, 18, 8, 8], [product, net.Same("HardSwish", x), net.Same("Relu", x)], null, ("axis", 1));
            return net.Gemm(net.Flatten(net.Conv(all, 4, stride: 2)), 6);
        }),
        Net("a residual block, padding, groups and dilation", net =>
        {
            FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 4, 9, 9), 8, groups: 2)), same = net.Conv(x, 8);
            x = net.Same("Relu", net.Node("Add", x.Dims, [x, same]));
            x = net.Node("Pad", [1, 8, 11, 12], [x], [net.Ints(0, 0, 1, 1, 0, 0, 1, 2)]);
            x = net.Node("Conv", [1, 4, 7, 8], [x], [net.Weights([4, 8, 3, 3], 0.15f)], ("dilations", new[] { 2, 2 }));
            return net.Gemm(net.Node("Reshape", [1, 224], [x], [net.Ints(0, -1)]), 4, false);
        }),
        Net("squeeze and excitation", net =>
        {
            FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 3, 8, 8), 8)), gate = net.Node("GlobalAveragePool", [1, 8, 1, 1], [x]);
            gate = net.Same("HardSigmoid", net.Conv(net.Same("Relu", net.Conv(gate, 4, taps: 1)), 8, taps: 1), ("alpha", 1f / 6));
            x = net.Node("Mul", x.Dims, [x, gate]);
            return net.Node("ReduceMean", [1, 8], [net.Conv(x, 8)], null, ("axes", new[] { 2, 3 }), ("keepdims", 0));
        }),
        Net("hard swish and swish in pieces", net =>
        {
            FloatValue x = net.Conv(net.Input(1, 3, 7, 7), 6);
            x = net.Node("Mul", x.Dims, [x, net.Same("HardSigmoid", x, ("alpha", 1f / 6))]);
            x = net.Conv(x, 6);
            FloatValue gate = net.Clip(net.Node("Add", x.Dims, [x], [net.Constant([3])]), 0, 6);
            x = net.Node("Div", x.Dims, [net.Node("Mul", x.Dims, [x, gate])], [net.Constant([6])]);
            x = net.Conv(x, 6);
            return net.Flatten(net.Conv(net.Node("Mul", x.Dims, [x, net.Same("Sigmoid", x)]), 2, stride: 2));
        }),
        Net("windows over time", net =>
        {
            FloatValue x = net.Same("Relu", net.BatchNorm(net.Conv(net.Input(0, 3, 32), 8, taps: 5, stride: 2)));
            x = net.Same("Relu", net.Conv(net.Pool("MaxPool", x, 2, 2), 8, groups: 8));
            return net.Same("Softmax", net.Gemm(net.Flatten(net.Conv(x, 8, taps: 1)), 4), ("axis", -1));
        }),
        Net("factors and terms behind layers, dropout, identity", net =>
        {
            FloatValue x = net.Conv(net.Input(1, 2, 6, 6), 4, hasBias: false);
            x = net.Node("Mul", x.Dims, [x], [net.Constant([0.5f, 2, 1, -1], 1, 4, 1, 1)]);
            x = net.Node("Sub", x.Dims, [net.Node("Add", x.Dims, [x], [net.Constant([0.1f, 0.2f, -0.3f, 0], 4, 1, 1)])],
                [net.Constant([0.25f])]);
            x = net.Flatten(net.Same("Dropout", net.Same("Identity", net.Same("Relu", x))));
            x = net.Node("Add", [1, 16], [net.Node("MatMul", [1, 16], [x], [net.Weights([144, 16], 0.1f)])], [net.Weights([16], 0.3f)]);
            return net.Gemm(net.Same("Relu", x), 3, true, ("alpha", 0.5f), ("beta", 2f));
        }),
        Net("batch normalization behind no layer", net =>
        {
            FloatValue x = net.BatchNorm(net.Input(1, 3, 8, 8)), first = net.Same("Relu", net.Conv(x, 4)), second = net.Conv(x, 4);
            x = net.Same("Relu", net.BatchNorm(net.Node("Concat", [1, 8, 8, 8], [first, second], null, ("axis", 1))));
            return net.Gemm(net.BatchNorm(net.Flatten(net.Conv(x, 2, stride: 2))), 5);
        }),
        Net("channels last", net =>
        {
            FloatValue x = net.Input(1, 8, 10, 2);
            x = net.Same("Relu", net.Conv(net.Node("Transpose", [1, 2, 8, 10], [x], null, ("perm", new[] { 0, 3, 1, 2 })), 6));
            return net.Node("Transpose", [1, 4, 5, 3], [net.Conv(x, 3, stride: 2)], null, ("perm", new[] { 0, 2, 3, 1 }));
        }),
        Net("splits, global maximum, squeezing and back", net =>
        {
            FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 2, 8, 8), 8));
            net.Writer.Node("Split", [x.Name, net.Ints(4, 4)], ["upper", "lower"], "", ("axis", 1));
            FloatValue upper = net.Conv(new("upper", [1, 4, 8, 8]), 6), lower = net.Conv(new("lower", [1, 4, 8, 8]), 6);
            FloatValue max = net.Node("GlobalMaxPool", [1, 6, 1, 1], [net.Node("Add", upper.Dims, [upper, lower])]);
            FloatValue flat = net.Node("Squeeze", [1, 6], [max], [net.Ints(2, 3)]);
            return net.Gemm(net.Flatten(net.Node("Unsqueeze", [1, 6, 1, 1], [flat], [net.Ints(2, 3)])), 4);
        }),
        Net("slices, resizing and transposed convolution", net =>
        {
            FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 2, 8, 8), 8));
            x = net.Node("Slice", [1, 6, 8, 8], [x], [net.Ints(1), net.Ints(7), net.Ints(1)]);
            x = net.Node("Resize", [1, 6, 16, 16], [net.Conv(x, 6, stride: 1)], ["", net.Constant([1, 1, 2, 2], 4)], ("mode", "nearest"),
                ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
            return net.Node("ConvTranspose", [1, 3, 33, 33], [net.Conv(x, 4)], [net.Weights([4, 3, 3, 3], 0.2f)],
                ("strides", new[] { 2, 2 }));
        }),
    ];

    [TestMethod, DynamicData(nameof(Networks))]
    public void IsNearOnnxRuntimesFloat(string what, object build)
    {
        for (int seed = 0; seed < 2; seed++)
        {
            FloatNet net = new(seed);
            FloatValue output = ((Func<FloatNet, FloatValue>)build)(net);
            byte[] file = net.Finish(output);
            Quantizer quantizer = new(what, file);
            QuantizationResult result = quantizer.Run(FloatNet.Frames(quantizer.InputShape, 100), new QuantizerOptions());
            Assert.IsLessThan(1e-4, result.FoldingError, $"{what}, seed {seed}: folding");
            double decibels = Compare(file, OperatorRun.WrittenAndRead(result.Graph), quantizer, output);
            Console.WriteLine($"{what}, seed {seed}: {decibels:0.0} dB, {result.Decibels:0.0} while calibrating, " +
                $"{result.MinMaxDecibels:0.0} with min-max alone");
            Assert.IsGreaterThan(24, decibels, $"{what}, seed {seed}");
            Assert.IsGreaterThan(result.MinMaxDecibels - 0.1, result.Decibels, $"{what}, seed {seed}: worse than min-max alone");
            Assert.IsTrue(result.Layers.All(layer => layer.Decibels > 20), $"{what}, seed {seed}");
        }
    }

    // Nothing that is forced is much better than what was chosen: the steps are chosen one after the other, on frames other than those that
    // give the last ranges.
    [TestMethod, DataRow(0), DataRow(1), DataRow(2)]
    public void RangesEqualizationAndBiasesAreChosenByTheErrorTheyLeave(int seed)
    {
        FloatNet net = new(seed);
        FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 2, 10, 10), 8, gain: k => k % 4 == 0 ? 8 : 1));
        x = net.Clip(net.Conv(x, 8, groups: 8), 0, 6);
        Quantizer quantizer = new("chosen", net.Finish(net.Gemm(net.Flatten(net.Same("Relu", net.Conv(x, 8))), 5)));
        Random random = new(seed + 10);
        // Peaked, and now and then a value far out.
        float Value() => (float)((random.Next(5000) == 0 ? 8 : 0.4) * (random.Next(2) * 2 - 1) * -Math.Log(1 - random.NextDouble()));
        CalibrationSet frames = new("peaked", quantizer.InputShape,
            [.. Enumerable.Range(0, 100).Select(_ => Enumerable.Range(0, 200).Select(_ => Value()).ToArray())], null, false, []);
        QuantizerOptions chosen = new();
        double decibels = quantizer.Run(frames, chosen).Decibels;
        HashSet<double> forced = [];
        foreach (QuantizerOptions options in (QuantizerOptions[])
        [
            .. Enum.GetValues<RangeMethod>().Select(method => chosen with { Ranges = method }),
            .. Enum.GetValues<EqualizationKind>().Select(kind => chosen with { Equalization = kind }),
            chosen with { CorrectsBias = true },
            chosen with { CorrectsBias = false },
        ])
        {
            double with = quantizer.Run(frames, options).Decibels;
            forced.Add(with);
            Console.WriteLine($"{options.Ranges} {options.Equalization} {options.CorrectsBias}: {with:0.00} dB, chosen {decibels:0.00}");
            Assert.IsGreaterThan(with - 1.5, decibels, options.ToString());
        }
        Assert.IsGreaterThan(4, forced.Count, "the ways differ");
    }

    [TestMethod]
    public void TheSameCommandGivesTheSameFile()
    {
        byte[] Quantized()
        {
            FloatNet net = new(4);
            FloatValue x = net.Same("Relu", net.BatchNorm(net.Conv(net.Input(1, 2, 8, 8), 6)));
            Quantizer quantizer = new("twice", net.Finish(net.Gemm(net.Flatten(net.Same("Relu", net.Conv(x, 6, groups: 6))), 4)));
            return TfliteWriter.Write(quantizer.Run(FloatNet.Frames(quantizer.InputShape, 30), new QuantizerOptions()).Graph);
        }
        CollectionAssert.AreEqual(Quantized(), Quantized());
    }

    private static object[] Net(string what, Func<FloatNet, FloatValue> build) => [what, build];

    // Signal to noise of the output on the first frames: our input and output conversion, not the quantizer's.
    private static double Compare(byte[] file, Graph graph, Quantizer quantizer, FloatValue output)
    {
        using InferenceSession session = new(file);
        CalibrationSet frames = FloatNet.Frames(quantizer.InputShape, 12);
        int[] dims = [.. session.InputMetadata["input"].Dimensions.Select(extent => Math.Max(1, extent))];
        Quantization from = graph.Inputs[0].Quantized, to = graph.Outputs[0].Quantized;
        double signal = 0, noise = 0;
        foreach (float[] frame in frames.Frames)
        {
            bool isLast = dims.Length == 4 && dims[3] == quantizer.InputShape.Channels && dims[1] == quantizer.InputShape.Height;
            float[] turned = dims.Length < 3 || isLast ? frame : ChannelsFirst(frame, dims[1]);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
                session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(turned, dims))]);
            float[] expected = [.. results.Single().AsEnumerable<float>()];
            sbyte[] x = Array.ConvertAll(frame, value => (sbyte)Math.Clamp(Math.Round(value / from.Scale) + from.ZeroPoint, -128, 127));
            float[] actual = Array.ConvertAll(ReferenceEngine.Run(graph, [x]).Int8(graph.Outputs[0]), s => (s - to.ZeroPoint) * to.Scale);
            if (output.Dims.Length is 3 or 4 && graph.Outputs[0].Shape != new Shape(output.Dims))
                actual = ChannelsFirst(actual, output.Dims[1]);
            for (int i = 0; i < expected.Length; i++)
            {
                signal += (double)expected[i] * expected[i];
                noise += Math.Pow((double)expected[i] - actual[i], 2);
            }
        }
        return 10 * Math.Log10(signal / noise);
    }

    private static float[] ChannelsFirst(float[] values, int channels)
    {
        float[] turned = new float[values.Length];
        int cells = values.Length / channels;
        for (int i = 0; i < values.Length; i++) turned[i % channels * cells + i / channels] = values[i];
        return turned;
    }
}
