using System.IO.Hashing;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Packed;

/// <summary>The self-test in .ecm files: it passes on the desktop, catches changed weights and keeps to its time.</summary>
[TestClass]
public sealed class SelfTestTests
{
    private const int Copies = 200;

    public static IEnumerable<object[]> Models =>
        from model in (string[])["digits", "hand", "shake", "shapes", "strokes", "warm-spot", "sample", "micro_speech_quantized",
            "hello_world_int8", "tm_mnist_dw_q", "emlearn_mnist_cnn_int8"]
        where model == "sample" || PathOf(model) is not null
        select (object[])[model];

    [TestMethod, DynamicData(nameof(Models))]
    public void ChangedWeightsAreCaught(string model)
    {
        Graph graph = Open(model);
        TestedFile tested = TestedFile.Of(graph, EcmFile.Write(graph));
        Assert.AreEqual((Copies, Copies), (tested.Copies, tested.Caught));
        byte[] file = tested.File.Bytes;
        SelfTest test = SelfTest.Read(new ByteArraySource(file));
        Assert.AreEqual(tested.Layers + tested.Inputs, test.Count);
        Assert.IsTrue(Passes(test, PackedModel.Load(file)));

        // Other copies than those it was chosen with.
        int[] weights = Weights(graph);
        Random random = new(20261);
        int hidden = 0;
        for (int copy = 0; copy < Copies; copy++)
        {
            int at = weights[random.Next(weights.Length)];
            sbyte old = (sbyte)file[at], changed;
            do changed = (sbyte)random.Next(-128, 128);
            while (Math.Abs(changed - old) < TestedFile.MinChange);
            byte[] other = [.. file];
            other[at] = (byte)changed;
            PackedModel wrong = PackedModel.Load(Signed(other));
            if (!Passes(test, wrong)) continue;
            hidden++;
            Assert.IsTrue(AreEqual(PackedModel.Load(file), wrong, random), $"copy {copy}: {old} became {changed} at {at}");
        }
        Assert.IsLessThanOrEqualTo(Copies / 20, hidden, "copies that no input shows");
    }

    [TestMethod]
    public void CompactWeightsPassTheTestOfFastOnes()
    {
        Graph graph = Open("sample");
        byte[] fast = TestedFile.Of(graph, EcmFile.Write(graph)).File.Bytes, compact = EcmFile.WriteCompact(graph).Bytes;
        Assert.IsTrue(Passes(SelfTest.Read(new ByteArraySource(fast)), PackedModel.Load(compact)));
    }

    [TestMethod]
    public void ARunAllocatesNothing()
    {
        Graph graph = Open("sample");
        byte[] file = TestedFile.Of(graph, EcmFile.Write(graph), [Input(graph, 1), Input(graph, 2)]).File.Bytes;
        PackedModel model = PackedModel.Load(file);
        SelfTest test = SelfTest.Read(new ByteArraySource(file));
        for (int i = 0; i < 50; i++) Assert.IsTrue(Passes(test, model));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Passes(test, model);
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [TestMethod]
    public void FramesTakeThePlaceOfNoise()
    {
        Graph graph = Open("strokes");
        EcmFile file = EcmFile.Write(graph);
        sbyte[][] frames = [.. Enumerable.Range(1, 9).Select(seed => Input(graph, seed))];
        TestedFile four = TestedFile.Of(graph, file, frames), one = TestedFile.Of(graph, file, frames[..1]);
        Assert.AreEqual((4, 1), (four.Inputs, one.Inputs));
        Assert.IsGreaterThan(-1, four.File.Bytes.AsSpan().IndexOf((byte[])(Array)frames[0]));
        SelfTest test = SelfTest.Read(new ByteArraySource(one.File.Bytes));
        Assert.IsTrue(Passes(test, PackedModel.Load(one.File.Bytes)));
        // The last step is the frame: with another one it fails.
        byte[] changed = [.. one.File.Bytes];
        changed[changed.AsSpan().IndexOf((byte[])(Array)frames[0]) + 5] ^= 0x80;
        SelfTest other = SelfTest.Read(new ByteArraySource(Signed(changed)));
        Assert.IsFalse(other.Run(PackedModel.Load(changed), other.Count - 1));
    }

    [TestMethod]
    public void ItKeepsToItsTimeOrIsOneInput()
    {
        foreach (object[] model in Models)
        {
            Graph graph = Open((string)model[0]);
            TestedFile tested = TestedFile.Of(graph, EcmFile.Write(graph));
            Assert.IsLessThanOrEqualTo(TestedFile.MaxTestSeconds, tested.MaxSeconds!.Value, (string)model[0]);
            Assert.IsInRange(0, SelfTest.MaxInputs, tested.Inputs);
        }
        Graph large = Pipeline.ForBoard(ModelFile.Open(OutsideData.Model("person_detect")));
        TestedFile once = TestedFile.Of(large, EcmFile.WriteCompact(large));
        Assert.IsGreaterThan(TestedFile.MaxTestSeconds, once.MaxSeconds!.Value);
        Assert.AreEqual((0, once.Layers), (once.Inputs, once.LayerInferences));
        Assert.IsGreaterThan(Copies * 3 / 4, once.Caught);
        Assert.IsTrue(Passes(SelfTest.Read(new ByteArraySource(once.File.Bytes)), PackedModel.Load(once.File.Bytes)));
    }

    [TestMethod]
    public void AModelWithoutWeightsHasNone()
    {
        Tensor x = new("x", new Shape(1, 4, 4, 1), ElementType.Int8, Quantization.PerTensor(1, 0)),
            y = new("y", new Shape(1, 2, 2, 1), ElementType.Int8, x.Quantization);
        Pool2D pool = new(PoolKind.Maximum, x, y, new Window(2, 2, 2, 2, 1, 1, 0, 0, 2, 2), Activation.None);
        Graph graph = new("pool", [x], [y], [pool]);
        TestedFile tested = TestedFile.Of(graph, EcmFile.Write(graph));
        Assert.IsNull(SelfTest.Read(new ByteArraySource(tested.File.Bytes)));
        Assert.AreEqual((0, 0, 0), (tested.Layers, tested.Inputs, tested.Copies));
    }

    [TestMethod]
    public void ABlockCanBeReplaced()
    {
        EcmFile file = EcmFile.Write(Open("sample"));
        EcmFile twice = file.WithSelfTest(new byte[8]).WithSelfTest([]);
        CollectionAssert.AreEqual(file.Bytes, twice.Bytes);
    }

    /// <summary>Puts the CRC of a file in its place.</summary>
    internal static byte[] Signed(byte[] file)
    {
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), Crc32.HashToUInt32(file.AsSpan(0, file.Length - 4)));
        return file;
    }

    private static bool Passes(SelfTest test, PackedModel model)
    {
        for (int i = 0; i < test.Count; i++)
            if (!test.Run(model, i)) return false;
        return true;
    }

    // On inputs of many kinds.
    private static bool AreEqual(PackedModel a, PackedModel b, Random random)
    {
        int inputs = Enumerable.Range(0, a.InputCount).Sum(i => a.InputAt(i).Length),
            outputs = Enumerable.Range(0, a.OutputCount).Sum(i => a.OutputAt(i).Length);
        sbyte[] x = new sbyte[inputs], ofA = new sbyte[outputs], ofB = new sbyte[outputs];
        for (int run = 0; run < 256; run++)
        {
            SelfTest.Noise(x, x.Length, 0, (uint)random.Next(1, int.MaxValue), 1 + run % 50, run % 4, run % 3, -128);
            if (inputs == 1) x[0] = (sbyte)run;
            a.Invoke(x, ofA);
            b.Invoke(x, ofB);
            if (!ofA.AsSpan().SequenceEqual(ofB)) return false;
        }
        return true;
    }

    /// <summary>Where weights are: bytes that are 1 where all weights are 1, and 2 where all are 2. What fills up blocks is 0 in
    /// both.</summary>
    internal static int[] Weights(Graph graph)
    {
        byte[] File(sbyte value) => EcmFile.Write(new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. graph.Operators.Select(op =>
            op is WeightedOperator layer ? op.With([op.Input, layer.Filters.WithConstant(Filled(layer.Filters, value)),
                .. op.Inputs.Skip(2)], op.Outputs) : op)])).Bytes;
        (byte[] ones, byte[] twos) = (File(1), File(2));
        return [.. Enumerable.Range(0, ones.Length - 4).Where(i => ones[i] == 1 && twos[i] == 2)];
    }

    private static sbyte[] Filled(Tensor tensor, sbyte value) => [.. Enumerable.Repeat(value, tensor.Shape.Length)];

    private static sbyte[] Input(Graph graph, int seed)
    {
        byte[] bytes = new byte[graph.Inputs.Sum(input => input.Shape.Length)];
        new Random(seed).NextBytes(bytes);
        return (sbyte[])(Array)bytes;
    }

    private static Graph Open(string model) =>
        model == "sample" ? Pipeline.Run(SampleNetwork.Make(1)) : Pipeline.ForBoard(ModelFile.Open(PathOf(model)!));

    // Null if it is a model of ../shared/data, and that is not there.
    private static string? PathOf(string model)
    {
        string own = Repository.PathOf("examples", model + ".json");
        return File.Exists(own) ? own : OutsideData.PathOf($"models/{model}.tflite");
    }
}
