namespace EdgeConv.Tests.Passes;

/// <summary>
/// Passes change no byte of a tensor that survives, on random networks and on the models of ../shared/data; and do what they are for.
/// </summary>
[TestClass]
public class PassTests
{
    private static readonly Dictionary<string, Func<Graph, Graph>> s_passes = new()
    {
        ["constant folding"] = ConstantFolding.Run,
        ["dead code"] = DeadCode.Run,
        ["padding fusion"] = PaddingFusion.Run,
        ["activation fusion"] = ActivationFusion.Run,
        ["pipeline"] = Pipeline.Run,
    };

    public static IEnumerable<object[]> Models => OutsideData.PathOf("models.json") is null
        ? [[OutsideData.Missing]]
        : [.. ((string[])["models", "ops"]).SelectMany(f => Directory.GetFiles(OutsideData.PathOf(f)!, "*.tflite"))
            .Order().Select(f => (object[])[f])];

    public static string DisplayName(MethodInfo method, object[] data) => $"{method.Name}: {Path.GetFileName((string)data[0])}";

    [TestMethod, DynamicData(nameof(Models), DynamicDataDisplayName = nameof(DisplayName))]
    public void ModelsKeepTheirBytes(string file)
    {
        if (file == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        Graph graph = TfliteImporter.Read(file, File.ReadAllBytes(file));
        GraphDice dice = new(1);
        Graph after = Pipeline.Run(graph);
        foreach (Array[] inputs in (Array[][])[dice.Inputs(graph), dice.Inputs(graph)]) Same(graph, after, inputs, file);
        ArenaCheck.Run(after, ArenaPlanner.Plan(after), dice.Inputs(graph));
    }

    [TestMethod]
    public void RandomNetworksKeepTheirBytes()
    {
        Dictionary<string, int> removed = s_passes.Keys.ToDictionary(name => name, _ => 0);
        for (int seed = 0; seed < 600; seed++)
        {
            GraphDice dice = new(seed);
            Graph graph = dice.Roll(12);
            Array[] inputs = dice.Inputs(graph);
            foreach ((string name, Func<Graph, Graph> pass) in s_passes)
            {
                Graph after = pass(graph);
                removed[name] += graph.Operators.Length - after.Operators.Length;
                Same(graph, after, inputs, $"{name}, seed {seed}");
                ArenaCheck.Run(after, ArenaPlanner.Plan(after), inputs);
            }
        }
        foreach ((string name, int count) in removed) Assert.IsGreaterThan(50, count, name + " had too little to do");
    }

    [TestMethod]
    public void ComputedShapesVanish()
    {
        // SHAPE -> STRIDED_SLICE -> PACK -> RESHAPE, as Keras' Flatten and Reshape are exported.
        TfliteBuilder model = new();
        int x = model.Int8([1, 2, 3]), shape = model.Int32([3], null), batch = model.Int32([], null), target = model.Int32([2], null),
            y = model.Int8([1, 6]);
        int zero = model.Ints(0), one = model.Ints(1), rest = model.Int32([], 6);
        model.Operator(77, [x], [shape]).Operator(45, [shape, zero, one, one], [batch], (4, 1))
            .Operator(83, [batch, rest], [target], (0, 2), (1, 0)).Operator(22, [x, target], [y]);
        Graph graph = model.Read([x], [y]);
        Assert.AreEqual("RESHAPE", Pipeline.Run(graph).Operators.Single().Kind);
        CollectionAssert.AreEqual((int[])[1, 6], (Array)ConstantFolding.Run(model.Read([x], [target])).Outputs[0].Constant!);
    }

    [TestMethod]
    public void PaddingBecomesTheWindows()
    {
        Tensor x = Map("x", 4, 5, 5), padded = Map("padded", 6, 7, 5), y = Map("y", 4, 5, 5), pooled = Map("pooled", 4, 5, 5);
        Tensor filters = new("filters", new Shape(1, 3, 3, 1), ElementType.Int8, Quantization.PerTensor(0.1f, 0), new sbyte[9]);
        Window window = new(3, 3, 1, 1, 1, 1, 0, 0, 4, 5);
        foreach (sbyte value in (sbyte[])[5, 6, -128])
        {
            Pad pad = new(x, padded, [0, 1, 1, 0], [0, 1, 1, 0], value);
            Graph convolution = new("g", [x], [y], [pad, new Conv2D(padded, filters, null, y, window, Activation.None)]);
            Assert.HasCount(value == 5 ? 1 : 2, PaddingFusion.Run(convolution).Operators);
            Graph Pooled(PoolKind kind) => new("g", [x], [pooled], [pad, new Pool2D(kind, padded, pooled, window, Activation.None)]);
            Assert.HasCount(value == -128 ? 1 : 2, PaddingFusion.Run(Pooled(PoolKind.Maximum)).Operators);
            Assert.HasCount(2, PaddingFusion.Run(Pooled(PoolKind.Average)).Operators);
            // Who else reads the padded map needs it.
            Graph both = new("g", [x], [y, pooled], [.. convolution.Operators, Pooled(PoolKind.Average).Operators[1]]);
            Assert.HasCount(3, PaddingFusion.Run(both).Operators);
        }
    }

    [TestMethod]
    [DataRow(Activation.None, Activation.Relu, true)]
    [DataRow(Activation.None, Activation.Relu6, true)]
    [DataRow(Activation.Relu, Activation.Relu6, true)]
    [DataRow(Activation.Relu6, Activation.Relu, true)]
    [DataRow(Activation.Relu6, Activation.Relu6, true)]
    [DataRow(Activation.ReluN1To1, Activation.Relu6, false)]
    public void ActivationsFuseWhereTheirRangesDo(Activation first, Activation second, bool fuses)
    {
        Tensor x = Map("x", 2, 2, 5), sum = Map("sum", 2, 2, 5), y = Map("y", 2, 2, 5);
        Operator table = new UnaryTable("RELU", sum, y,
            second == Activation.Relu ? UnaryTables.Relu(sum.Quantized, y.Quantized) : UnaryTables.Relu6(sum.Quantized));
        Graph graph = new("g", [x], [y], [new Elementwise(ElementwiseKind.Add, x, x, sum, first), table]);
        Assert.HasCount(fuses ? 1 : 2, ActivationFusion.Run(graph).Operators);
        Assert.HasCount(2, ActivationFusion.Run(new Graph("g", [x], [sum, y], graph.Operators)).Operators);
    }

    [TestMethod]
    [DataRow(ElementwiseKind.Maximum, new sbyte[] { 5, 20, 40, 127 })]
    [DataRow(ElementwiseKind.Minimum, new sbyte[] { 5, 5, 20, 20 })]
    public void AnExtremeKeepsTheActivationBehindIt(ElementwiseKind kind, sbyte[] expected)
    {
        // MAXIMUM and MINIMUM end in no clamp that could hold the RELU.
        Tensor x = Map("x", 2, 2, 5), extreme = Map("extreme", 2, 2, 5), y = Map("y", 2, 2, 5);
        Tensor other = x.WithConstant((sbyte[])[-100, 20, 20, 20]);
        Operator relu = new UnaryTable("RELU", extreme, y, UnaryTables.Relu(extreme.Quantized, y.Quantized));
        Graph graph = new("g", [x], [y], [new Elementwise(kind, x, other, extreme, Activation.None), relu]);
        Assert.HasCount(2, Pipeline.Run(graph).Operators);
        CollectionAssert.AreEqual(expected, EngineCheck.Agree(graph, [-128, -7, 40, 127]));
    }

    [TestMethod]
    public void FloatInputsAndOutputsComeOff()
    {
        TfliteBuilder model = new();
        int x = model.Float32([4]), q = model.Int8([4]), r = model.Int8([4]), y = model.Float32([4]);
        Graph graph = model.Operator(114, [x], [q]).Operator(19, [q], [r]).Operator(6, [r], [y]).Read([x], [y]);
        Graph after = Int8InputsAndOutputs.Run(graph);
        Assert.AreEqual("RELU", after.Operators.Single().Kind);
        OperatorRun.Gives(after, (sbyte[])[-1, 0, 1, 2], 0, 0, 1, 2);
    }

    internal static Tensor Map(string name, int h, int w, int zeroPoint) =>
        new(name, new Shape(1, h, w, 1), ElementType.Int8, Quantization.PerTensor(0.1f, zeroPoint));

    // Tensors are followed by object, and by name where a pass had to make them anew as constants.
    private static void Same(Graph before, Graph after, Array[] inputs, string message)
    {
        TensorValues expected = ReferenceEngine.Run(before, inputs), actual = ReferenceEngine.Run(after, inputs);
        static IEnumerable<Tensor> All(Graph graph) => graph.Operators.SelectMany(op => op.Outputs.Concat(op.Inputs)).Concat(graph.Outputs);
        Dictionary<string, Tensor> originals = All(before).DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        foreach (Tensor tensor in All(after))
        {
            Tensor original = expected.Has(tensor) ? tensor : originals[tensor.Name];
            CollectionAssert.AreEqual(expected.Of(original), actual.Of(tensor), $"{message}: {tensor}");
        }
        Assert.AreEqual(string.Join(", ", before.Outputs), string.Join(", ", after.Outputs), message);
    }
}
