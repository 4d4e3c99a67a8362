namespace EdgeConv.Tests.Training;

using EdgeConv.Training.Layers; // within the namespace: these layers, not the compiler's of the same names

/// <summary>The gradients of every layer against finite differences of what it computes.</summary>
[TestClass]
public sealed class GradientTests
{
    private const int Count = 3;
    private const float Step = 1e-2f;

    private static Window Same(int rows, int columns, int stride, int height, int width, int dilation = 1) => new(
        rows, columns, stride, stride, dilation, dilation, (rows - 1) * dilation / 2, (columns - 1) * dilation / 2,
        (height + stride - 1) / stride, (width + stride - 1) / stride);

    private static Window Valid(int rows, int columns, int strideY, int strideX, int height, int width) => new(
        rows, columns, strideY, strideX, 1, 1, 0, 0, (height - rows) / strideY + 1, (width - columns) / strideX + 1);

    public static IEnumerable<object[]> Layers()
    {
        static object[] Case(string name, int channels, int height, int width, Func<Maps, Layer> make) =>
            [name, channels, height, width, make];
        yield return Case("convolution 3x3", 2, 5, 6, x => new Convolution("", x, Valid(3, 3, 1, 1, 5, 6), 4));
        yield return Case("convolution 3x3 same, stride 2", 3, 5, 6, x => new Convolution("", x, Same(3, 3, 2, 5, 6), 2));
        yield return Case("convolution 3x3 same, dilation 2", 2, 6, 5, x => new Convolution("", x, Same(3, 3, 1, 6, 5, 2), 2));
        yield return Case("convolution 1x5 of a window over time", 3, 1, 12, x => new Convolution("", x, Same(1, 5, 2, 1, 12), 4));
        yield return Case("convolution 1x1", 3, 4, 4, x => new Convolution("", x, Valid(1, 1, 1, 1, 4, 4), 5));
        yield return Case("depthwise 3x3 same", 3, 5, 4, x => new Depthwise("", x, Same(3, 3, 1, 5, 4), 1));
        yield return Case("depthwise 3x2, stride 2 and 1, two filters each", 2, 5, 5,
            x => new Depthwise("", x, Valid(3, 2, 2, 1, 5, 5), 2));
        yield return Case("fully connected", 3, 2, 3, x => new FullyConnected("", x, 4));
        yield return Case("batch norm", 3, 3, 2, x => new BatchNorm("", x));
        yield return Case("ReLU", 2, 3, 3, x => new Relu("", x));
        yield return Case("ReLU6", 2, 3, 3, x => new Relu("", x, 6));
        yield return Case("maximum pooling 2x2", 2, 4, 6, x => new ExtremePool("", x, Valid(2, 2, 2, 2, 4, 6), isMinimum: false));
        yield return Case("minimum pooling 3x3 same, overlapping", 2, 4, 5,
            x => new ExtremePool("", x, Same(3, 3, 2, 4, 5), isMinimum: true));
        yield return Case("global maximum", 2, 3, 4, x => new ExtremePool("", x, Valid(3, 4, 1, 1, 3, 4), isMinimum: false));
        yield return Case("average pooling 3x3 same", 2, 5, 4, x => new AveragePool("", x, Same(3, 3, 2, 5, 4)));
        yield return Case("global average", 3, 3, 4, x => new AveragePool("", x, Valid(3, 4, 1, 1, 3, 4)));
    }

    [TestMethod, DynamicData(nameof(Layers), DynamicDataDisplayName = nameof(Name))]
    public void GradientsAreTheFiniteDifferences(string name, int channels, int height, int width, Func<Maps, Layer> make)
    {
        _ = name;
        Random random = new(7);
        Maps input = new(channels, height, width);
        input.Resize(Count);
        Layer layer = make(input);
        if (layer is WeightedLayer weighted) weighted.Initialize(random);
        foreach (Parameter parameter in layer.Parameters)
            for (int i = 0; i < parameter.Values.Length; i++) parameter.Values[i] += (float)(random.NextDouble() - 0.5) * 0.4f;
        // Distinct and off the corners at 0 and 6, so that no step crosses one; some above 6.
        float[] values = [.. Enumerable.Range(0, input.All.Length)
            .Select(i => (i - input.All.Length / 2 + 0.5f) * (input.All.Length < 40 ? 0.55f : 0.14f))];
        random.Shuffle(values);
        float[] weights = [.. Enumerable.Range(0, layer.Output.Channels * layer.Output.Plane * Count)
            .Select(_ => (float)(random.NextDouble() * 2 - 1))];

        _ = Loss();
        weights.CopyTo(layer.Output.AllGradients);
        layer.Backward();
        float[] byInput = input.AllGradients.ToArray();
        float[][] byParameters = [.. layer.Parameters.Select(parameter => (float[])parameter.Gradients.Clone())];

        Check("input", values, byInput);
        for (int p = 0; p < byParameters.Length; p++) Check($"parameter {p}", layer.Parameters[p].Values, byParameters[p]);

        double Loss()
        {
            values.CopyTo(input.All); // a layer may work in place
            layer.Forward(training: true);
            double sum = 0;
            for (int i = 0; i < weights.Length; i++) sum += weights[i] * layer.Output.All[i];
            return sum;
        }

        void Check(string what, float[] at, float[] gradients)
        {
            Assert.HasCount(at.Length, gradients);
            for (int i = 0; i < at.Length; i++)
            {
                double expected = Slope(ref at[i], Loss);
                Assert.AreEqual(expected, gradients[i], 2e-3 + 1e-2 * Math.Abs(expected), $"{what} {i}");
            }
        }
    }

    // The slope of a loss along one value, from a step to each side.
    private static double Slope(ref float value, Func<double> loss)
    {
        float before = value;
        value = before + Step;
        double above = loss();
        value = before - Step;
        double below = loss();
        value = before;
        return (above - below) / (2 * Step);
    }

    public static string Name(MethodInfo method, object[] data) => $"{method.Name}: {data[0]}";

    [TestMethod]
    public void LossGradientsAreTheFiniteDifferences()
    {
        Maps scores = new(4, 1, 1);
        scores.Resize(5);
        Random random = new(3);
        for (int i = 0; i < 20; i++) scores.Values[i] = (float)(random.NextDouble() * 4 - 2);
        int[] labels = [0, 3, 1, 1, 2];
        SoftmaxCrossEntropy loss = new(scores, [1, 0.5f, 2, 1.5f]);
        _ = loss.Forward(labels);
        float[] gradients = scores.AllGradients.ToArray();
        for (int i = 0; i < 20; i++)
            Assert.AreEqual(Slope(ref scores.Values[i], () => loss.Forward(labels).Loss), gradients[i], 1e-4);
    }

    [TestMethod]
    public void ClassesWeighAlikeWhateverTheirFrames()
    {
        Sample[] frames = [.. Enumerable.Range(0, 12)
            .Select(i => new Sample(new LabelledRecording("", i < 9 ? 0 : i < 11 ? 1 : 2, [], [0]), 0))];
        float[] balanced = Trainer.ClassWeights(3, frames, isBalanced: true);
        Assert.AreEqual(9 * balanced[0], 2 * balanced[1], 1e-6f);
        Assert.AreEqual(9 * balanced[0], balanced[2], 1e-6f);
        Assert.AreEqual(12, 9 * balanced[0] + 2 * balanced[1] + balanced[2], 1e-5f);
        CollectionAssert.AreEqual(new float[] { 1, 1, 1 }, Trainer.ClassWeights(3, frames, isBalanced: false));
    }

    [TestMethod]
    public void DropoutPassesWhatItKept()
    {
        Maps input = new(1, 10, 10);
        input.Resize(10);
        input.All.Fill(2);
        Dropout layer = new("", input, 0.25f, new Random(1));
        layer.Forward(training: true);
        float[] output = layer.Output.All.ToArray();
        Assert.IsTrue(output.All(value => value is 0 or (2 / 0.75f)));
        Assert.AreEqual(250, output.Count(value => value == 0), 50);
        layer.Output.AllGradients.Fill(1);
        layer.Backward();
        for (int i = 0; i < output.Length; i++) Assert.AreEqual(output[i] / 2, input.Gradients[i]);
        layer.Forward(training: false);
        Assert.IsTrue(layer.Output.All.ToArray().All(value => value == 2));
    }

    [TestMethod]
    public void FakeQuantizationRoundsAndPassesWhatItDoesNotClamp()
    {
        Maps input = new(1, 1, 4);
        input.Resize(1);
        QuantizedRange range = new();
        range.Set(-1, 1);
        FakeQuantization layer = new("", input, range, observes: false);
        float[] given = [0.3f, -1.2f, 1.2f, -0.004f];
        given.CopyTo(input.All);
        layer.Forward(training: true);
        for (int i = 0; i < given.Length; i++)
        {
            int q = Math.Clamp((int)MathF.Round(given[i] / range.Scale) + range.ZeroPoint, -128, 127);
            Assert.AreEqual((q - range.ZeroPoint) * range.Scale, input.Values[i], 1e-6f);
        }
        input.AllGradients.Fill(3);
        layer.Backward();
        CollectionAssert.AreEqual(new float[] { 3, 0, 0, 3 }, input.AllGradients.ToArray());
    }
}
