using System.Collections.Immutable;

namespace EdgeConv.Tests.Packed;

/// <summary>
/// Layers of any geometry through file and packed engine against the reference engine: among them weights of more than one array and lanes
/// that are flushed.
/// </summary>
[TestClass]
public class PackedLayerTests
{
    private readonly Random _random = new(3);

    [TestMethod]
    public void ConvolutionsOfAnyGeometry()
    {
        for (int number = 0; number < 150; number++)
        {
            int groups = Pick(1, 1, 1, 2, 3), c = groups * Pick(1, 2, 3, 5, 8, 16), k = groups * Pick(1, 2, 3, 4, 7, 9, 10, 12, 20);
            Tensor x = Map(Pick(1, 1, 2), c);
            Window window = AnyWindow(x);
            Check(new Conv2D(x, Filters(k, 0, k, window.Rows, window.Columns, c / groups), Bias(k), Output(x, window, k), window,
                AnyActivation()));
        }
    }

    [TestMethod]
    public void DepthwiseConvolutionsOfAnyGeometry()
    {
        for (int number = 0; number < 150; number++)
        {
            int c = Pick(1, 2, 3, 5, 8), multiplier = Pick(1, 1, 1, 2, 10);
            Tensor x = Map(Pick(1, 1, 2), c);
            Window window = AnyWindow(x);
            Check(new DepthwiseConv2D(x, Filters(c * multiplier, 3, 1, window.Rows, window.Columns, c * multiplier), Bias(c * multiplier),
                Output(x, window, c * multiplier), window, AnyActivation()));
        }
    }

    [TestMethod]
    public void ConnectedLayersOfAnySize()
    {
        for (int number = 0; number < 100; number++)
        {
            int batches = Pick(1, 1, 3), inputs = Pick(1, 5, 31, 32, 33, 64, 100, 300), outputs = Pick(1, 2, 3, 4, 10, 40);
            Tensor filters = number % 3 == 0 ? Int8([outputs, inputs], _random.Next(-128, 128)).WithConstant(Values(outputs * inputs))
                : Filters(outputs, 0, outputs, inputs);
            Check(new FullyConnected(Int8([batches, inputs], _random.Next(-128, 128)), filters, number % 4 == 0 ? null : Bias(outputs),
                Int8([batches, outputs], _random.Next(-128, 128)), AnyActivation()));
        }
    }

    [TestMethod]
    public void WeightsOfSeveralArrays()
    {
        // 150 blocks of nine taps, 140 of eight, 134 groups of three outputs; and a streamed depthwise of more channels than one array
        // takes.
        Tensor x = Int8([1, 4, 4, 150], 3);
        Window same = new(3, 3, 1, 1, 1, 1, 1, 1, 4, 4), point = new(1, 1, 1, 1, 1, 1, 0, 0, 1, 1);
        Check(new Conv2D(x, Filters(12, 0, 12, 3, 3, 150), Bias(12), Output(x, same, 12), same, Activation.None));
        Tensor deep = Int8([1, 1, 1, 1120], -7);
        Check(new Conv2D(deep, Filters(5, 0, 5, 1, 1, 1120), Bias(5), Output(deep, point, 5), point, Activation.None));
        Check(new FullyConnected(Int8([1, 70], 1), Filters(400, 0, 400, 70), Bias(400), Int8([1, 400], 0), Activation.None));
        Tensor wide = Int8([1, 3, 3, 1300], 0);
        Window three = new(3, 3, 1, 1, 1, 1, 1, 1, 3, 3);
        Check(new DepthwiseConv2D(wide, Filters(1300, 3, 1, 3, 3, 1300), Bias(1300), Output(wide, three, 1300), three, Activation.Relu));
    }

    [TestMethod]
    public void OtherOperators()
    {
        for (int number = 0; number < 80; number++)
        {
            int h = Pick(1, 2, 3, 5), w = Pick(1, 2, 4, 7), c = Pick(1, 2, 3, 8);
            int[] axes = [Pick(1, 2), h, w, c], slopes = [Pick(1, h), 1, Pick(1, c)];
            Tensor x = Int8(axes, Pick(-128, 127, 0, _random.Next(-128, 128)));
            Tensor slope = Int8(slopes, Pick(-128, 127, 0, 5)).WithConstant(Values(slopes[0] * slopes[2]));
            Check(new Prelu(x, slope, Int8(axes, Pick(-128, 127, 0, _random.Next(-128, 128)))));
            int mode = _random.Next(3);
            Check(new ResizeBilinear(x, Like(x, axes[0], _random.Next(1, 15), _random.Next(1, 15), c), mode == 1, mode == 2));
            int[] reduced = [.. Enumerable.Range(0, 4).Where(_ => _random.Next(2) == 0)];
            int[] kept = [.. axes.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)];
            Check(new Reduce(number % 2 == 0 ? ReduceKind.Maximum : ReduceKind.Minimum, x, reduced, Like(x, kept)));
            int along = _random.Next(4);
            int[] left = [.. axes[..along], .. axes[(along + 1)..]];
            Check(new Split(x, [.. Enumerable.Range(0, axes[along]).Select(_ => Like(x, left))], along, unpacks: true));
        }
    }

    [TestMethod]
    public void SeveralOutputs()
    {
        foreach (int count in (int[])[2, 9, 64])
        {
            Tensor x = Int8([count, 3], 5);
            Check(new Split(x, [.. Enumerable.Range(0, count).Select(_ => Like(x, 3))], 0, unpacks: true));
        }
        Tensor many = Int8([65], 0);
        Split split = new(many, [.. Enumerable.Range(0, 65).Select(_ => Like(many))], 0, unpacks: true);
        Graph tooMany = new("layer", [many], split.Outputs, [split]);
        string message = Assert.ThrowsExactly<ModelException>(() => EcmFile.Write(tooMany)).Message;
        Assert.Contains("outputs: 65 is not within 1 to 64", message);
    }

    [TestMethod]
    public void RandomNetworks()
    {
        // Some with several outputs, among them tensors that later operators read.
        int several = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            GraphDice dice = new(seed);
            Graph graph = Pipeline.Run(dice.Roll(8));
            if (graph.Outputs.Length > 1) several++;
            Check(graph, [.. dice.Inputs(graph).Cast<sbyte[]>()]);
        }
        Assert.IsGreaterThan(30, several);
    }

    private void Check(Operator op) => Check(new Graph("layer", [op.Inputs[0]], op.Outputs, [op]), [Values(op.Inputs[0].Shape.Length)]);

    private static void Check(Graph graph, sbyte[][] inputs)
    {
        TensorValues values = ReferenceEngine.Run(graph, inputs);
        sbyte[] x = [.. inputs.SelectMany(input => input)], expected = [.. graph.Outputs.SelectMany(values.Int8)];
        sbyte[] y = new sbyte[expected.Length];
        foreach (long ramBudget in (long[])[long.MaxValue, 0])
        {
            EcmFile file = EcmFile.Write(graph, ramBudget);
            PackedModel model = PackedModel.Load(file.Bytes);
            Assert.AreEqual(file.RamBytes, ArrayMemory.BytesOf(model));
            Assert.IsLessThanOrEqualTo(30000, ArrayMemory.LargestOf(model, except: file.ArenaBytes));
            model.Invoke(x, y);
            string operators = string.Join(", ", graph.Operators);
            CollectionAssert.AreEqual(expected, y, $"{operators} {graph.Inputs[0].Shape} to {graph.Outputs[0].Shape}, RAM {ramBudget}");
        }
    }

    private int Pick(params int[] choices) => choices[_random.Next(choices.Length)];

    private Activation AnyActivation() => (Activation)_random.Next(4);

    private sbyte[] Values(int count)
    {
        // All at an end fills lanes fastest.
        int kind = _random.Next(6);
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)(kind == 0 ? 127 : kind == 1 ? -128 : _random.Next(-128, 128)))];
    }

    private Tensor Int8(int[] axes, int zeroPoint) =>
        new("t", new Shape(axes), ElementType.Int8, Quantization.PerTensor(_random.Next(20, 60) / 1000f, zeroPoint));

    private static Tensor Like(Tensor x, params int[] axes) => new("y", new Shape(axes), ElementType.Int8, x.Quantization);

    private Tensor Map(int n, int c) =>
        Int8([n, Pick(1, 2, 3, 5, 8), Pick(1, 2, 4, 9, 70), c], Pick(-128, 127, 0, _random.Next(-128, 128)));

    private Tensor Output(Tensor x, Window window, int k) =>
        Int8([x.Shape[0], window.OutHeight, window.OutWidth, k], Pick(-128, 127, 0, _random.Next(-128, 128)));

    private Tensor Filters(int outputs, int axis, params int[] axes)
    {
        Shape shape = new(axes);
        ImmutableArray<float> scales = [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(1, 15) / 1000f)];
        return new("w", shape, ElementType.Int8, new Quantization(scales, [.. new int[outputs]], axis), Values(shape.Length));
    }

    private Tensor Bias(int outputs) => new("b", new Shape(outputs), ElementType.Int32, null,
        Enumerable.Range(0, outputs).Select(_ => _random.Next(-20000, 20000)).ToArray());

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
            if (freeRows >= 0 && freeColumns >= 0) return new(rows, columns, strideY, strideX, dilationY, dilationX, top, left,
                freeRows / strideY + 1, freeColumns / strideX + 1);
        }
    }
}
