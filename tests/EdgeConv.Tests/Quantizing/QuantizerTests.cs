using EdgeConv.Training.Quantizing;

namespace EdgeConv.Tests.Quantizing;

/// <summary>Float models in int8 beside ONNX Runtime's float: what folding changes, and what quantizing costs.</summary>
[TestClass]
public sealed class QuantizerTests
{
    [TestMethod]
    public void EveryOperator()
    {
        Check("conv, batch norm, pools", net =>
        {
            FloatValue x = net.Conv(net.Input(0, 3, 12, 10), 8, hasBias: false);
            x = net.Same("Relu", net.BatchNorm(x));
            x = net.Pool("MaxPool", x, 2, 2);
            x = net.Same("Relu", net.BatchNorm(net.Conv(x, 8, groups: 8)));
            x = net.Clip(net.Conv(x, 12, taps: 1), 0, 6);
            x = net.Pool("AveragePool", x, 2, 2);
            x = net.Node("GlobalAveragePool", [1, 12, 1, 1], [x]);
            return net.Gemm(net.Flatten(x), 5);
        });
        Check("activations", net =>
        {
            FloatValue x = net.Conv(net.Input(1, 2, 8, 8), 6);
            FloatValue leaky = net.Same("LeakyRelu", x, ("alpha", 0.1f)), sigmoid = net.Same("Sigmoid", x), tanh = net.Same("Tanh", x), swish = net.Same("HardSwish", x);
            FloatValue sum = net.Node("Add", x.Dims, [leaky, tanh]), product = net.Node("Mul", x.Dims, [sum, sigmoid]);
            FloatValue all = net.Node("Concat", [1, 18, 8, 8], [product, swish, net.Same("Relu", x)], null, ("axis", 1));
            return net.Gemm(net.Flatten(net.Conv(all, 4, stride: 2)), 6);
        });
    }

    private static void Check(string what, Func<FloatNet, FloatValue> build, double least = 25)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            FloatNet net = new(seed);
            byte[] file = net.Finish(build(net));
            Quantizer quantizer = new(what, file);
            QuantizationResult result = quantizer.Run(FloatNet.Frames(quantizer.InputShape, 40), new QuantizerOptions());
            Console.WriteLine($"{what} {seed}: {result.Decibels:0.0} dB (min-max {result.MinMaxDecibels:0.0}), {result.Equalization} {result.EqualizedPairs}, corrected {result.BiasCorrected}, folding {result.FoldingError:E1}");
            foreach (QuantizedLayer layer in result.Layers) Console.WriteLine($"   {layer.Name} {layer.Operator} {layer.Shape} {layer.Least:0.###}..{layer.Greatest:0.###} {layer.Method} {layer.Decibels:0.0} {layer.AloneDecibels:0.0} {layer.Advice}");
            Assert.IsLessThan(1e-4, result.FoldingError, what);
            Assert.IsGreaterThan(least, result.Decibels, what);
        }
    }
}
