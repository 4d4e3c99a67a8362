namespace EdgeConv.Tests.Models;

/// <summary>
/// Random layers of any geometry for an engine to agree with the reference engine on: extreme multipliers and biases, zero weights, weights
/// that overflow a lane.
/// </summary>
/// <param name="seed">Of all choices.</param>
/// <param name="percent">Of the cases of each test.</param>
public abstract class LayerTests(int seed, int percent)
{
    private protected Random Random { get; } = new(seed);

    /// <summary>Kinds of reductions that the engine has.</summary>
    private protected virtual ReduceKind[] Reductions => Enum.GetValues<ReduceKind>();

    [TestMethod]
    public void ConvolutionsOfAnyGeometry() => CheckLayers(150, _ =>
    {
        int groups = Pick(1, 1, 1, 2, 3), c = groups * Pick(1, 2, 3, 5, 8, 16), k = groups * Pick(1, 2, 3, 4, 7, 9, 10, 12, 20);
        Tensor x = Map(Pick(1, 1, 2), c);
        Window window = AnyWindow(x);
        return [Convolution(x, k, window, AnyActivation(), groups)];
    });

    [TestMethod]
    public void DepthwiseConvolutionsOfAnyGeometry() => CheckLayers(150, number =>
    {
        int c = Pick(1, 2, 3, 5, 8), k = c * Pick(1, 1, 1, 2, 10);
        Tensor x = Map(Pick(1, 1, 2), c);
        Window window = number % 3 > 0 ? AnyWindow(x) : new Window(3, 3, 1, 1, 1, 1, 1, 1, x.Shape[1], x.Shape[2]);
        return [Depthwise(x, k, window, AnyActivation())];
    });

    [TestMethod]
    public void ConnectedLayersOfAnySize() => CheckLayers(100, number =>
    {
        int batches = Pick(1, 1, 3), inputs = Pick(1, 5, 31, 32, 33, 64, 100, 300), outputs = Pick(1, 2, 3, 4, 10, 40);
        Tensor filters = number % 3 == 0 ? Constant([outputs, inputs], AnyInt8()) : Filters(outputs, 0, outputs, inputs);
        Tensor x = Int8([batches, inputs], AnyInt8()), y = Int8([batches, outputs], AnyInt8());
        return [new FullyConnected(x, filters, number % 4 == 0 ? null : Bias(outputs), y, AnyActivation())];
    });

    [TestMethod]
    public void OtherOperators() => CheckLayers(80, _ =>
    {
        int h = Pick(1, 2, 3, 5), w = Pick(1, 2, 4, 7), c = Pick(1, 2, 3, 8);
        int[] axes = [Pick(1, 2), h, w, c];
        Tensor x = Int8(axes, AnyZeroPoint());
        int mode = Random.Next(3), along = Random.Next(4);
        int[] reduced = [.. Enumerable.Range(0, 4).Where(_ => Random.Next(2) == 0)];
        int[] kept = [.. axes.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)];
        ReduceKind kind = Reductions[Random.Next(Reductions.Length)];
        Tensor y = kind is ReduceKind.Mean or ReduceKind.Sum ? Int8(kept, AnyInt8()) : Like(x, kept);
        int[] left = [.. axes[..along], .. axes[(along + 1)..]];
        return
        [
            new Prelu(x, Constant([Pick(1, h), 1, Pick(1, c)], Pick(-128, 127, 0, 5)), Int8(axes, AnyZeroPoint())),
            new ResizeBilinear(x, Like(x, axes[0], Random.Next(1, 15), Random.Next(1, 15), c), mode == 1, mode == 2),
            new Reduce(kind, x, reduced, y),
            new Split(x, [.. Enumerable.Range(0, axes[along]).Select(_ => Like(x, left))], along, unpacks: true),
            .. MoreOperators(x),
        ];
    });

    [TestMethod]
    public void RandomNetworks()
    {
        Graph[] graphs = [.. Enumerable.Range(0, Cases(150)).Select(seed => Pipeline.Run(new GraphDice(seed).Roll(8)))];
        // Some with several outputs, among them tensors that later operators read.
        Assert.IsGreaterThan(graphs.Length / 5, graphs.Count(graph => graph.Outputs.Length > 1));
        Check(graphs);
    }

    /// <summary>Operators over a map that only this engine has.</summary>
    private protected virtual Operator[] MoreOperators(Tensor x) => [];

    /// <summary>Compares the engine with the reference engine on each graph.</summary>
    private protected abstract void Check(IReadOnlyList<Graph> graphs);

    private protected int Cases(int all) => all * percent / 100;

    private protected void CheckLayers(int cases, Func<int, Operator[]> layers) =>
        Check([.. Enumerable.Range(0, Cases(cases)).SelectMany(layers).Select(OperatorRun.Layer)]);

    private protected static Graph Layer(Operator op) => OperatorRun.Layer(op);

    /// <summary>Names a graph in the message of a failure.</summary>
    private protected static string Described(Graph graph) =>
        $"{string.Join(", ", graph.Operators.Select(op => op.Kind))} {graph.Inputs[0].Shape} to {graph.Outputs[0].Shape}";

    private protected Conv2D Convolution(Tensor x, int k, Window window, Activation activation = Activation.None, int groups = 1) => new(
        x, Filters(k, 0, k, window.Rows, window.Columns, x.Shape[3] / groups), Bias(k), Output(x, window, k), window, activation);

    private protected DepthwiseConv2D Depthwise(Tensor x, int k, Window window, Activation activation) =>
        new(x, Filters(k, 3, 1, window.Rows, window.Columns, k), Bias(k), Output(x, window, k), window, activation);

    /// <summary>A fully connected layer of [1, inputs] to [1, outputs].</summary>
    private protected FullyConnected Connected(int inputs, int outputs, int zeroPoint) => new(
        Int8([1, inputs], zeroPoint), Filters(outputs, 0, outputs, inputs), Bias(outputs), Int8([1, outputs], 0), Activation.None);

    /// <summary>A window of 3x3 that keeps an even extent.</summary>
    private protected static Window Same(int extent) => new(3, 3, 1, 1, 1, 1, 1, 1, extent, extent);

    private protected int Pick(params int[] choices) => choices[Random.Next(choices.Length)];

    private protected int AnyInt8() => Random.Next(-128, 128);

    private protected int AnyZeroPoint() => Pick(-128, 127, 0, AnyInt8());

    private protected Activation AnyActivation() => (Activation)Random.Next(4);

    private protected sbyte[] Values(int count)
    {
        // All at an end fills lanes fastest; zeros leave terms out.
        int kind = Random.Next(8);
        int Value() => kind switch
        {
            0 => 127,
            1 => -128,
            2 => Random.Next(4) / 3 * AnyInt8(),
            3 => 0,
            _ => AnyInt8(),
        };
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)Value())];
    }

    private protected Tensor Int8(int[] axes, int zeroPoint) =>
        new("t", new Shape(axes), ElementType.Int8, Quantization.PerTensor(Random.Next(20, 60) / 1000f, zeroPoint));

    private protected Tensor Constant(int[] axes, int zeroPoint)
    {
        Tensor tensor = Int8(axes, zeroPoint);
        return tensor.WithConstant(Values(tensor.Shape.Length));
    }

    private protected static Tensor Like(Tensor x, params int[] axes) => new("y", new Shape(axes), ElementType.Int8, x.Quantization);

    private protected Tensor Map(int n, int c) => Int8([n, Pick(1, 2, 3, 5, 8), Pick(1, 2, 4, 9, 30, 70), c], AnyZeroPoint());

    private protected Tensor Output(Tensor x, Window window, int k) =>
        Int8([x.Shape[0], window.OutHeight, window.OutWidth, k], AnyZeroPoint());

    private protected Tensor Filters(int outputs, int axis, params int[] axes)
    {
        Shape shape = new(axes);
        // Now and then multipliers far from 1, which may have no form of one shift.
        double power = Pick(0, 0, 0, 0, 6, -8, 8);
        IEnumerable<float> scales = Enumerable.Range(0, outputs).Select(_ => (float)(Random.Next(1, 15) / 1000.0 * Math.Pow(10, power)));
        return new("w", shape, ElementType.Int8, new Quantization([.. scales], [.. new int[outputs]], axis), Values(shape.Length));
    }

    private protected Tensor Bias(int outputs)
    {
        int kind = Random.Next(6);
        int Value() => kind switch
        {
            0 => int.MinValue + Random.Next(3) * 50000,
            1 => int.MaxValue - Random.Next(3) * 50000,
            _ => Random.Next(-20000, 20000),
        };
        return new("b", new Shape(outputs), ElementType.Int32, null, Enumerable.Range(0, outputs).Select(_ => Value()).ToArray());
    }

    private protected Window AnyWindow(Tensor x)
    {
        while (true)
        {
            int rows = Pick(1, 1, 2, 3, 3, 5), columns = Pick(1, 2, 3, 4), strideY = Pick(1, 1, 2, 3), strideX = Pick(1, 1, 2, 3),
                dilationY = Pick(1, 1, 2), dilationX = Pick(1, 1, 2, 3);
            if (Random.Next(2) == 0) columns = rows;
            int top = Pick(0, 0, 1, 2), left = Pick(0, 0, 1, 2), over = Pick(0, 0, 1);
            int freeRows = x.Shape[1] + top + over - (rows - 1) * dilationY - 1,
                freeColumns = x.Shape[2] + left + over - (columns - 1) * dilationX - 1;
            int outRows = freeRows / strideY + 1, outColumns = freeColumns / strideX + 1;
            if (freeRows >= 0 && freeColumns >= 0)
                return new(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outRows, outColumns);
        }
    }
}
