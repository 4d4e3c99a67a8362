using System.Runtime.Loader;

namespace EdgeConv.Tests.Models;

/// <summary>
/// Layers of any geometry as C# against the reference engine: extreme multipliers and biases, zero weights, weights that overflow a lane.
/// All layers of a test are one assembly.
/// </summary>
[TestClass]
public class CompiledLayerTests
{
    private readonly Random _random = new(7);
    private readonly List<Graph> _graphs = [];

    [TestMethod]
    public void ConvolutionsOfAnyGeometry()
    {
        for (int number = 0; number < LongRun.Cases(60, 160); number++)
        {
            int groups = Pick(1, 1, 1, 2, 3), c = groups * Pick(1, 2, 3, 5, 8, 16), k = groups * Pick(1, 2, 3, 4, 7, 9, 10, 12, 20);
            Tensor x = Map(Pick(1, 1, 2), c);
            Window window = AnyWindow(x);
            Tensor filters = Filters(k, 0, k, window.Rows, window.Columns, c / groups);
            Layer(new Conv2D(x, filters, Bias(k), Output(x, window, k), window, AnyActivation()));
        }
        Check();
    }

    [TestMethod]
    public void PooledConvolutions()
    {
        for (int number = 0; number < 40; number++)
        {
            int c = Pick(1, 2, 3), k = Pick(1, 2, 3, 4, 8);
            Tensor x = Map(1, c);
            Window window = AnyWindow(x) with { StrideX = 1, StrideY = 1, DilationX = 1, DilationY = 1 };
            int h = x.Shape[1] + window.PadTop - window.Rows + 1, w = x.Shape[2] + window.PadLeft - window.Columns + 1;
            if (h < 2 || w < 2) continue;
            window = window with { OutHeight = h, OutWidth = w };
            Tensor map = Output(x, window, k), y = Like(map, [1, h / 2, w / 2, k]);
            Conv2D convolution = new(x, Filters(k, 0, k, window.Rows, window.Columns, c), Bias(k), map, window, AnyActivation());
            Pool2D pool = new(PoolKind.Maximum, map, y, new Window(2, 2, 2, 2, 1, 1, 0, 0, h / 2, w / 2), Activation.None);
            _graphs.Add(new Graph("pooled", [x], [y], [convolution, pool]));
        }
        Check();
    }

    [TestMethod]
    public void DepthwiseConvolutionsThatMakeTheirInput()
    {
        int cases = LongRun.Cases(45, 120);
        for (int number = 0; number < cases; number++)
        {
            int c = Pick(1, 2, 3, 5), k = Pick(2, 3, 7, 8, 12), groups = c == 3 && k % 3 == 0 ? Pick(1, 3) : 1;
            Tensor x = Int8([1, Pick(9, 16, 31), Pick(1, 2, 5, 9), c], Pick(-128, 127, AnyInt8()));
            Window window = number % 2 == 0 ? new Window(1, 1, 1, 1, 1, 1, 0, 0, x.Shape[1], x.Shape[2]) : AnyWindow(x);
            Tensor map = Output(x, window, k);
            Operator convolution = c == 1 && number % 3 == 0
                ? new DepthwiseConv2D(x, Filters(k, 3, 1, window.Rows, window.Columns, k), Bias(k), map, window, AnyActivation())
                : new Conv2D(x, Filters(k, 0, k, window.Rows, window.Columns, c / groups), Bias(k), map, window, AnyActivation());
            Window after = number % 3 > 0 ? AnyWindow(map)
                : new Window(3, 3, Pick(1, 2), Pick(1, 2), 1, 1, 1, 1, (window.OutHeight + 1) / 2, (window.OutWidth + 1) / 2);
            Tensor y = Output(map, after, k);
            DepthwiseConv2D depthwise = new(map, Filters(k, 3, 1, after.Rows, after.Columns, k), Bias(k), y, after, AnyActivation());
            _graphs.Add(new Graph("pair", [x], [y], [convolution, depthwise]));
        }
        int pairs = _graphs.Count(graph => Source(graph).Contains(" + DEPTHWISE_CONV_2D", StringComparison.Ordinal));
        Assert.IsGreaterThan(cases / 6, pairs);
        Assert.IsLessThan(cases * 5 / 6, pairs);
        Check();
    }

    [TestMethod]
    public void DepthwiseConvolutionsOfAnyGeometry()
    {
        for (int number = 0; number < LongRun.Cases(45, 120); number++)
        {
            int c = Pick(1, 2, 3, 5, 8), k = c * Pick(1, 1, 1, 2, 10);
            Tensor x = Map(Pick(1, 1, 2), c);
            Window window = number % 3 > 0 ? AnyWindow(x) : new Window(3, 3, 1, 1, 1, 1, 1, 1, x.Shape[1], x.Shape[2]);
            Tensor filters = Filters(k, 3, 1, window.Rows, window.Columns, k);
            Layer(new DepthwiseConv2D(x, filters, Bias(k), Output(x, window, k), window, AnyActivation()));
        }
        Check();
    }

    [TestMethod]
    public void ConnectedLayersOfAnySize()
    {
        for (int number = 0; number < LongRun.Cases(30, 80); number++)
        {
            int batches = Pick(1, 1, 3), inputs = Pick(1, 5, 31, 32, 33, 64, 100, 300), outputs = Pick(1, 2, 3, 4, 10, 40);
            Tensor filters = number % 5 == 0 ? Constant([outputs, inputs], AnyInt8()) : Filters(outputs, 0, outputs, inputs);
            Tensor x = Int8([batches, inputs], AnyInt8()), y = Int8([batches, outputs], AnyInt8());
            Layer(new FullyConnected(x, filters, number % 4 == 0 ? null : Bias(outputs), y, AnyActivation()));
        }
        Check();
    }

    [TestMethod]
    public void EqualFiltersAreSummedOnce()
    {
        // Filters 0, 2 and 5 are equal with biases of their own, 1 and 4 as well, 3 is all zero.
        const int Taps = 18;
        sbyte[] Filter(int scale, int offset) => [.. Enumerable.Range(0, Taps).Select(tap => (sbyte)(scale * tap + offset))];
        sbyte[] a = Filter(1, -40), b = Filter(3, 1), zero = new sbyte[Taps];
        Tensor connected = Int8([1, Taps], 3), map = Int8([1, 9, 9, 2], -7);
        Tensor bias = new("b", new Shape(6), ElementType.Int32, null, new int[] { 100, -70, 900, 55, -70, 100 });
        Tensor Weights(params int[] axes) =>
            new("w", new Shape(axes), ElementType.Int8, Quantization.PerTensor(0.01f, 0), (sbyte[])[.. a, .. b, .. a, .. zero, .. b, .. a]);
        FullyConnected layer = new(connected, Weights(6, Taps), bias, Int8([1, 6], 4), Activation.None);
        Graph graph = new("equal", [connected], [layer.Output], [layer]);
        // One long holds both sums: a product for each tap, and no more.
        Assert.AreEqual(Taps, Regex.Count(CSharpCompiler.CompileSums(graph, "Models", "Model"), @"x\d+ \* "));
        _graphs.Add(graph);
        foreach (int stride in (int[])[1, 2])
        {
            Window window = new(3, 3, stride, stride, 1, 1, 1, 1, 9 / stride + 9 % stride, 9 / stride + 9 % stride);
            Layer(new Conv2D(map, Weights(6, 3, 3, 2), bias, Output(map, window, 6), window, Activation.None));
            Tensor zeros = new("w", new Shape(2, 3, 3, 2), ElementType.Int8, Quantization.PerTensor(0.01f, 0), new sbyte[36]);
            Layer(new Conv2D(map, zeros, Bias(2), Output(map, window, 2), window, Activation.Relu));
        }
        Check();
    }

    [TestMethod]
    public void WideLayers()
    {
        // Sums that are flushed, called for each position, streamed in several methods, or too long to be code at all.
        Window same = new(3, 3, 1, 1, 1, 1, 1, 1, 4, 4), point = new(1, 1, 1, 1, 1, 1, 0, 0, 1, 1),
            three = new(3, 3, 1, 1, 1, 1, 1, 1, 3, 3);
        foreach (int channels in (int[])[20, 60, 110, 130, 300])
        {
            Tensor x = Int8([1, 4, 4, channels], 3);
            Layer(new Conv2D(x, Filters(7, 0, 7, 3, 3, channels), Bias(7), Output(x, same, 7), same, Activation.None));
        }
        Tensor deep = Int8([1, 1, 1, 2120], -7), wide = Int8([1, 3, 3, 700], 0), full = Int8([1, 4, 4, 40], -128);
        Layer(new Conv2D(deep, Filters(5, 0, 5, 1, 1, 2120), Bias(5), Output(deep, point, 5), point, Activation.None));
        Layer(new FullyConnected(Int8([1, 3000], 1), Filters(4, 0, 4, 3000), Bias(4), Int8([1, 4], 0), Activation.None));
        Layer(new DepthwiseConv2D(wide, Filters(700, 3, 1, 3, 3, 700), Bias(700), Output(wide, three, 700), three, Activation.Relu));
        // All weights at the end: every 63 products fill a lane.
        sbyte[] ends = [.. Enumerable.Repeat((sbyte)-128, 9 * 40 * 30)];
        Tensor filters = new("w", new Shape(30, 3, 3, 40), ElementType.Int8, Quantization.PerTensor(0.001f, 0), ends);
        Layer(new Conv2D(full, filters, Bias(30), Output(full, same, 30), same, Activation.None));
        Check();
    }

    [TestMethod]
    public void OtherOperators()
    {
        for (int number = 0; number < LongRun.Cases(30, 60); number++)
        {
            int h = Pick(1, 2, 3, 5), w = Pick(2, 4, 7), c = Pick(1, 2, 3, 8);
            Tensor x = Int8([Pick(1, 2), h, w, c], AnyInt8());
            int[] axes = x.Shape.ToArray(), before = Array.ConvertAll(axes, _random.Next), after = Array.ConvertAll(axes, _random.Next);
            Tensor padded = Like(x, [.. axes.Select((extent, axis) => before[axis] + extent + after[axis])]);
            Layer(new MirrorPad(x, padded, [.. before], [.. after], _random.Next(2) == 0));
            Tensor slopes = Constant([Pick(1, h), 1, Pick(1, c)], Pick(0, 5));
            Layer(new Prelu(x, slopes, Int8(axes, AnyInt8())));
            int outH = _random.Next(1, 12), outW = _random.Next(1, 12), mode = _random.Next(3);
            Layer(new ResizeBilinear(x, Like(x, [axes[0], outH, outW, c]), mode == 1, mode == 2));
            int[] reduced = [.. Enumerable.Range(0, 4).Where(_ => _random.Next(2) == 0)];
            int[] kept = [.. axes.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)];
            ReduceKind kind = (ReduceKind)_random.Next(4);
            Tensor y = kind is ReduceKind.Mean or ReduceKind.Sum ? Int8(kept, AnyInt8()) : Like(x, kept);
            Layer(new Reduce(kind, x, reduced, y));
            Split split = new(x, [.. Enumerable.Range(0, c).Select(_ => Like(x, axes[..3]))], 3, unpacks: true);
            _graphs.Add(new Graph("unpack", [x], split.Outputs, [split]));
            Layer(new Elementwise((ElementwiseKind)_random.Next(3), x, Constant([w, Pick(1, c)], 9), Int8(axes, 4), AnyActivation()));
            Tensor Channel() => Like(x, [axes[0], h, w, 1]).WithConstant(Values(axes[0] * h * w));
            Layer(new Concatenation([x, Channel(), Channel()], Like(x, [axes[0], h, w, c + 2]), 3, false));
        }
        Check();
    }

    [TestMethod]
    public void RandomNetworks()
    {
        for (int seed = 0; seed < 60; seed++) _graphs.Add(Pipeline.Run(new GraphDice(seed).Roll(6)));
        Check();
    }

    [TestMethod]
    public void FloatInsideIsATable()
    {
        Tensor x = Int8([1, 300], 3), real = new("real", x.Shape, ElementType.Float32, null), y = Int8([1, 300], -20);
        _graphs.Add(new Graph("float", [x], [y], [new Dequantize(x, real), new QuantizeFloat(real, y)]));
        Check();
    }

    [TestMethod]
    public void WhatIsNotInt8IsRefusedByName()
    {
        Tensor x = Int8([1, 10], 3), y = new("best", new Shape(1), ElementType.Int32, null);
        Graph graph = new("g", [x], [y], [new ArgMax(x, 1, y)]);
        Assert.Contains("'best' is Int32", Assert.ThrowsExactly<ModelException>(() => Source(graph)).Message);
    }

    [TestMethod]
    public void LayersThatDoNotFitBecomeTables()
    {
        Window same = new(3, 3, 1, 1, 1, 1, 1, 1, 8, 8);
        Tensor x = Int8([1, 8, 8, 16], 1), map = Int8([1, 8, 8, 16], 2), flat = Like(map, [1, 1024]), y = Int8([1, 20], 0);
        Conv2D convolution = new(x, Filters(16, 0, 16, 3, 3, 16), Bias(16), map, same, Activation.Relu);
        FullyConnected connected = new(flat, Filters(20, 0, 20, 1024), Bias(20), y, Activation.None);
        Graph graph = new("g", [x], [y], [convolution, new Reshape("RESHAPE", map, flat), connected]);
        CompiledSource Compiled(bool splits, int maxBytes) =>
            CSharpCompiler.Compile(graph, "Models", "Model", "test", splits, maxBytes, ModelProfile.CostOf);
        CompiledSource one = Compiled(false, 60000), several = Compiled(true, 60000);
        Assert.HasCount(1, one.Files);
        Assert.HasCount(1, one.Tables);
        Assert.Contains("tables in RAM", one.Files[0].Text);
        Assert.IsGreaterThan(2, several.Files.Length);
        Assert.IsEmpty(several.Tables);
        // A table runs on a kernel of EdgeConv.Packed; what is code needs EdgeConv alone.
        Assert.IsTrue(one.NeedsPacked && one.Files[^1].Text.Contains("references EdgeConv.Packed"));
        Assert.IsFalse(several.NeedsPacked || several.Files[^1].Text.Contains("EdgeConv.Packed"));
        byte[][] alone = [.. DeviceLibraries.Images.Take(1)];
        Assert.ThrowsExactly<ToolException>(() => DesktopBuild.Compile("Model", [("Model.cs", one.Files[0].Text)], alone));
        _ = DesktopBuild.Compile("Part", [("Part.cs", several.Files[0].Text)], alone);
        foreach (CompiledSource source in (CompiledSource[])[one, several])
        {
            List<byte[]> images = [.. DeviceLibraries.Images];
            foreach ((string name, string text, int bytes) in source.Files)
            {
                images.Add(DesktopBuild.Compile(name, [(name + ".cs", text)], [.. images]));
                CompiledLimits.Check(images[^1]);
                Assert.IsLessThanOrEqualTo(60000, bytes);
            }
            Compare(graph, Load(images), "Models.Model");
        }
        Assert.Contains("--assemblies", Assert.ThrowsExactly<ModelException>(() => Compiled(false, 100)).Message);
    }

    private static Assembly Load(List<byte[]> images)
    {
        var context = new AssemblyLoadContext("layers");
        return images.ConvertAll(image => context.LoadFromStream(new MemoryStream(image)))[^1];
    }

    private static string Source(Graph graph, string name = "Models") => CSharpCompiler.Compile(graph, name, "Model", "test");

    private void Layer(Operator op) => _graphs.Add(new Graph("layer", [op.Inputs[0]], [op.Output], [op]));

    private void Check()
    {
        Assert.IsNotEmpty(_graphs);
        IEnumerable<(string, string)> files = _graphs.Select((graph, i) => ($"Model{i}.cs", Source(graph, $"Models{i}")));
        byte[] image = DesktopBuild.Compile("Layers", files, DeviceLibraries.Images);
        using (var module = ModuleDefinition.ReadModule(new MemoryStream(image)))
        {
            IEnumerable<MethodDefinition> methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);
            Assert.AreEqual("", string.Join('\n', methods.Select(CompiledLimits.Breach).OfType<string>()));
        }
        Assembly assembly = Load([.. DeviceLibraries.Images, image]);
        for (int i = 0; i < _graphs.Count; i++) Compare(_graphs[i], assembly, $"Models{i}.Model");
    }

    private void Compare(Graph graph, Assembly assembly, string type)
    {
        graph = Int8InputsAndOutputs.Run(graph);
        object instance = Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!)!;
        Action<sbyte[], sbyte[]> invoke = instance.GetType().GetMethod("Invoke")!.CreateDelegate<Action<sbyte[], sbyte[]>>(instance);
        for (int round = 0; round < 3; round++)
        {
            Array[] inputs = [.. graph.Inputs.Select(input => (Array)Values(input.Shape.Length))];
            TensorValues values = ReferenceEngine.Run(graph, inputs);
            sbyte[] expected = [.. graph.Outputs.SelectMany(values.Int8)], y = new sbyte[expected.Length];
            invoke([.. inputs.SelectMany(input => (sbyte[])input)], y);
            CollectionAssert.AreEqual(expected, y,
                $"{type} {string.Join(", ", graph.Operators.Select(op => op.Kind))} {graph.Inputs[0].Shape} to {graph.Outputs[0].Shape}");
        }
    }

    private int Pick(params int[] choices) => choices[_random.Next(choices.Length)];

    private int AnyInt8() => _random.Next(-128, 128);

    private Activation AnyActivation() => (Activation)_random.Next(4);

    private sbyte[] Values(int count)
    {
        // All at an end fills lanes fastest; zeros leave terms out.
        int kind = _random.Next(8);
        int Value() => kind switch
        {
            0 => 127,
            1 => -128,
            2 => _random.Next(4) / 3 * AnyInt8(),
            3 => 0,
            _ => AnyInt8(),
        };
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)Value())];
    }

    private Tensor Int8(int[] axes, int zeroPoint) =>
        new("t", new Shape(axes), ElementType.Int8, Quantization.PerTensor(_random.Next(20, 60) / 1000f, zeroPoint));

    private Tensor Constant(int[] axes, int zeroPoint)
    {
        Tensor tensor = Int8(axes, zeroPoint);
        return tensor.WithConstant(Values(tensor.Shape.Length));
    }

    private static Tensor Like(Tensor x, int[] axes) => new("y", new Shape(axes), ElementType.Int8, x.Quantization);

    private Tensor Map(int n, int c) =>
        Int8([n, Pick(1, 2, 3, 5, 8), Pick(1, 2, 4, 9, 30), c], Pick(-128, 127, 0, AnyInt8()));

    private Tensor Output(Tensor x, Window window, int k) =>
        Int8([x.Shape[0], window.OutHeight, window.OutWidth, k], Pick(-128, 127, 0, AnyInt8()));

    private Tensor Filters(int outputs, int axis, params int[] axes)
    {
        Shape shape = new(axes);
        // Now and then multipliers far from 1, which may have no form of one shift.
        double power = Pick(0, 0, 0, 0, 6, -8, 8);
        IEnumerable<float> scales = Enumerable.Range(0, outputs).Select(_ => (float)(_random.Next(1, 15) / 1000.0 * Math.Pow(10, power)));
        return new("w", shape, ElementType.Int8, new Quantization([.. scales], [.. new int[outputs]], axis), Values(shape.Length));
    }

    private Tensor Bias(int outputs)
    {
        int kind = _random.Next(6);
        return new("b", new Shape(outputs), ElementType.Int32, null, Enumerable.Range(0, outputs).Select(_ =>
            kind == 0 ? int.MinValue + _random.Next(3) * 50000 : kind == 1 ? int.MaxValue - _random.Next(3) * 50000
                : _random.Next(-20000, 20000)).ToArray());
    }

    private Window AnyWindow(Tensor x)
    {
        while (true)
        {
            int rows = Pick(1, 1, 2, 3, 3, 5), columns = Pick(1, 2, 3, 4), strideY = Pick(1, 1, 2, 3), strideX = Pick(1, 1, 2, 3),
                dilationY = Pick(1, 1, 2), dilationX = Pick(1, 1, 2, 3);
            if (_random.Next(2) == 0) columns = rows;
            int top = Pick(0, 0, 1, 2), left = Pick(0, 0, 1, 2), over = Pick(0, 0, 1);
            int freeRows = x.Shape[1] + top + over - (rows - 1) * dilationY - 1,
                freeColumns = x.Shape[2] + left + over - (columns - 1) * dilationX - 1;
            int outRows = freeRows / strideY + 1, outColumns = freeColumns / strideX + 1;
            if (freeRows >= 0 && freeColumns >= 0)
                return new(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outRows, outColumns);
        }
    }
}
