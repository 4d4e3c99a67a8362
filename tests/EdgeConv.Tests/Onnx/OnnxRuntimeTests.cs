namespace EdgeConv.Tests.Onnx;

/// <summary>
/// Imported models beside ONNX Runtime, in all forms: by one at most where values are requantized, equal where they are moved.
/// </summary>
[TestClass]
public sealed class OnnxRuntimeTests
{
    private static readonly NetForm[] s_forms =
    [
        new(true, false, false), new(true, false, true), new(true, true, false), new(true, true, true), new(true, true, true, true),
        new(false, false, false), new(false, false, true), new(false, true, false), new(false, true, true), new(false, true, false, true),
    ];

    [TestMethod]
    public void Convolutions() => InAllForms(1, (net, seed) =>
    {
        Random random = new(seed);
        int groups = random.Next(3) == 0 ? 2 : 1, taps = random.Next(1, 4), dilation = random.Next(1, 3);
        QuantizedValue x = net.Input(random.Next(1, 3), groups * random.Next(1, 4), random.Next(6, 10), random.Next(6, 10));
        int[] pads = [random.Next(0, 2), random.Next(0, 2), random.Next(0, 2), random.Next(0, 2)];
        return net.Conv(x, groups * random.Next(2, 5), taps, random.Next(1, 3), pads, groups, dilation, hasBias: random.Next(2) == 0);
    }, 20);

    [TestMethod]
    public void DepthwiseConvolutions() => InAllForms(1, (net, seed) =>
    {
        Random random = new(seed);
        int c = random.Next(2, 6);
        QuantizedValue x = net.Input(1, c, random.Next(5, 9), random.Next(5, 9));
        return net.Conv(x, c * random.Next(1, 3), 3, random.Next(1, 3), [1, 1, 1, 1], c);
    }, 10);

    [TestMethod]
    public void ConvolutionsOfOneAxis() => InAllForms(1, (net, seed) => net.Conv(net.Input(1, 3, 12), 5, 3, 2, [1, 0]), 4);

    [TestMethod]
    public void ConvolutionsOfThreeAxes() => InAllForms(1, (net, seed) =>
    {
        Random random = new(seed);
        int taps = random.Next(1, 4), dilation = random.Next(1, 3);
        QuantizedValue x = net.Input(random.Next(1, 3), random.Next(1, 4), random.Next(5, 8), random.Next(5, 8), random.Next(5, 8));
        int[] pads = [.. Enumerable.Range(0, 6).Select(_ => random.Next(0, 2))];
        return net.Conv(x, random.Next(2, 5), taps, random.Next(1, 3), pads, 1, dilation, hasBias: random.Next(2) == 0);
    }, 20);

    [TestMethod]
    public void FullyConnected() =>
        InAllForms(1, (net, seed) => seed % 3 == 0 ? net.MatMul(net.Input(2, 3, 7), 5) : net.Gemm(net.Input(2, 9), 6, seed % 3 == 1), 9);

    [TestMethod]
    public void FlattenedMapsBeforeAFullyConnectedLayer() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(2, 3, 4, 5);
        x = seed % 2 == 0 ? net.Move("Flatten", x, [2, 60]) : net.Move("Reshape", x, [2, 60], [net.Ints(0, -1)]);
        return net.Gemm(x, 7, true);
    }, 4);

    [TestMethod]
    public void ConvolutionsWithAnActivation()
    {
        foreach (string then in new[] { "Relu", "Clip" })
            InAllForms(1, (net, _) => net.Conv(net.Input(1, 3, 6, 6), 4, 3, then: then), 4, form => form.IsQdq);
    }

    [TestMethod]
    public void TransposedConvolutions() => InAllForms(1, (net, seed) =>
    {
        int crop = seed % 2;
        return net.ConvTranspose(net.Input(1, 3, 4, 5), 4, 3, 2, [crop, 0, crop, crop], [crop, 0]);
    }, 10, form => form.IsQdq && !form.HasUnsignedFilters);

    [TestMethod]
    public void MaximumPoolsAreEqual() => InAllForms(0, (net, seed) => seed % 2 == 0
        ? net.MaxPool(Stated(net, 1, 3, 7, 8), [1, 3, 4, 4], [3, 2], ("pads", new[] { 1, 0, 1, 0 }))
        : net.MaxPool(Stated(net, 1, 3, 7, 8), [1, 3, 4, 4], [2, 2], ("ceil_mode", 1)), 2);

    [TestMethod]
    public void AveragePools() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 3, 6, 8);
        return net.Unary("AveragePool", x, [1, 3, 4, 4], x.Scale, 0, ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }),
            ("pads", new[] { 1, 0, 1, 0 }), ("count_include_pad", seed % 2));
    }, 2);

    [TestMethod]
    public void GlobalAveragePools() => InAllForms(2, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 5, 6, 7);
        x = net.Unary("GlobalAveragePool", x, [1, 5, 1, 1], x.Scale / 3, 5);
        return net.Gemm(net.Move("Flatten", x, [1, 5]), 4, true);
    }, 3);

    [TestMethod]
    public void Means() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 5, 6, 7);
        return net.Unary("ReduceMean", x, [1, 5, 7], x.Scale / 2, 5, ("axes", new[] { 2 }), ("keepdims", 0));
    }, 2, f => f.IsQdq);

    [TestMethod]
    public void SumsAndProducts() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 3, 5, 6);
        string type = seed % 2 == 0 ? "Add" : "Mul";
        return (seed / 2) switch
        {
            0 => net.Binary(type, x, x),
            1 => net.Binary(type, x, null, [1, 3, 5, 6]),
            2 => net.Binary(type, x, null, [3, 1, 1]),
            3 => net.Binary(type, x, null, [6]),
            _ => net.Binary(type, x, null, [2, 3, 5, 6]),
        };
    }, 10);

    [TestMethod]
    public void NetworksLayerByLayer()
    {
        for (int seed = 0; seed < 5; seed++)
            foreach (NetForm form in s_forms)
            {
                QuantizedNet net = new(form, seed);
                QuantizedValue x = net.Input(1, 4, 8, 8);
                QuantizedValue a = net.Conv(x, 4, 3, 1, [1, 1, 1, 1]), b = net.Conv(x, 4, 1), sum = net.Binary("Add", a, b);
                QuantizedValue all = net.Concat(1, sum, x, b);
                QuantizedValue pooled = net.MaxPool(all, [1, 12, 4, 4], [2, 2]);
                QuantizedValue mean = net.Unary("GlobalAveragePool", net.Conv(pooled, 24, 3, groups: 12), [1, 24, 1, 1], 0.4f, 3);
                QuantizedValue scaled = net.Binary("Mul", net.Conv(pooled, 24, 1), mean);
                net.Gemm(net.Move("Flatten", scaled, [1, 384]), 5, true);
                net.Gemm(net.Move("Reshape", pooled, [1, 192], [net.Ints(1, -1)]), 3, false);
                BesideOnnxRuntime.CheckLayers(net.FinishWithAll(), 1, form.IsQdq, seed + 1);
            }
    }

    [TestMethod]
    public void Curves() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 3, 5, 6);
        return seed switch
        {
            0 => net.Unary("LeakyRelu", x, x.Dims, 0.04f, 5, ("alpha", 0.1f)),
            1 => net.Unary("Sigmoid", x, x.Dims, 1f / 256, -128),
            2 => net.Unary("Sigmoid", x, x.Dims, 1f / 255, -128),
            3 => net.Unary("LeakyRelu", x, x.Dims, 0.06f, -9, ("alpha", 0.3f)),
            4 => net.Unary("Softmax", net.Conv(x, 8, 3, 3), [1, 8, 1, 2], 1f / 256, -128, ("axis", 1)),
            _ => net.Unary("Softmax", x, x.Dims, 1f / 255, -128, ("axis", -1)),
        };
    }, 6);

    [TestMethod]
    public void CurvesOfQdqModels() => InAllForms(1, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 3, 5, 6);
        return seed switch
        {
            0 => net.Unary("Relu", x, x.Dims, 0.03f, -128),
            1 => net.Unary("Tanh", x, x.Dims, 1f / 128, 0),
            2 => net.Unary("HardSwish", x, x.Dims, 0.03f, -100),
            3 => net.Unary("Elu", x, x.Dims, 0.04f, -90),
            4 => net.Unary("Abs", x, x.Dims, 0.04f, -128),
            5 => net.Unary("Neg", x, x.Dims, 0.05f, 3),
            _ => net.Unary("HardSigmoid", x, x.Dims, 1f / 255, -128),
        };
    }, 7, f => f.IsQdq);

    [TestMethod]
    public void MovedValuesAreEqual() => InAllForms(0, (net, seed) =>
    {
        QuantizedValue x = Stated(net, 1, 4, 6, 5);
        QuantizedValue ChannelsLast() => Permuted(net, x, 0, 2, 3, 1);
        return seed switch
        {
            0 => ChannelsLast(),
            1 => Permuted(net, x, 0, 3, 1, 2),
            2 => net.Move("Reshape", x, [1, 12, 10], [net.Ints(1, 12, -1)]),
            3 => net.Move("Flatten", x, [4, 30], null, ("axis", 2)),
            4 => net.Move("Unsqueeze", net.Move("Squeeze", x, [4, 6, 5], [net.Ints(0)]), [4, 6, 1, 5], [net.Ints(2)]),
            5 => net.Move("Slice", x, [1, 2, 6, 2], [net.Ints(1, -1), net.Ints(3, -100), net.Ints(1, 3), net.Ints(1, -3)]),
            6 => net.Move("Resize", x, [1, 4, 12, 10],
                ["", net.Writer.Constant("scales", new[] { 1f, 1f, 2f, 2f }, 4)], ("mode", "nearest")),
            7 => net.Move("Resize", x, [1, 4, 9, 15], ["", "", net.Ints(1, 4, 9, 15)],
                ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")),
            _ => Permuted(net, net.Move("Reshape", ChannelsLast(), [1, 30, 4], [net.Ints(1, 30, 4)]), 0, 2, 1),
        };
    }, 9, f => !f.IsPerChannel);

    [TestMethod]
    public void PaddingIsEqual() => InAllForms(0, (net, seed) =>
    {
        QuantizedValue x = net.Input(1, 4, 6, 5);
        return net.Move("Pad", x, [1, 5, 8, 6], [net.Ints(0, 1, 0, 1, 0, 0, 2, 0)]);
    }, 2, f => f.IsQdq && !f.IsPerChannel);

    [TestMethod]
    public void AnInputThatTheFileTurnsItselfIsNhwcAlready() =>
        InAllForms(1, (net, _) => net.Conv(Permuted(net, net.Input(1, 6, 5, 3), 0, 3, 1, 2), 4, 3), 2, form => form.IsPerChannel);

    // An input whose scale is told by a concatenation of one part, which changes nothing.
    private static QuantizedValue Stated(QuantizedNet net, params int[] dims) => net.Concat(1, net.Input(dims));

    private static QuantizedValue Permuted(QuantizedNet net, QuantizedValue x, params int[] axes) =>
        net.Move("Transpose", x, Array.ConvertAll(axes, axis => x.Dims[axis]), null, ("perm", axes));

    private static void InAllForms(
        int tolerance, Func<QuantizedNet, int, QuantizedValue> build, int cases, Func<NetForm, bool>? where = null)
    {
        for (int seed = 0; seed < cases; seed++)
            foreach (NetForm form in s_forms.Where(where ?? (_ => true)))
            {
                QuantizedNet net = new(form, seed);
                byte[] file = net.Finish(build(net, seed));
                try
                {
                    BesideOnnxRuntime.Check(file, tolerance, form.IsQdq, seed + 1);
                }
                catch (Exception e)
                {
                    throw new AssertFailedException($"seed {seed}, {form}: {e.Message}", e);
                }
            }
    }
}
