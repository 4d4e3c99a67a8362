namespace EdgeConv.Tests.Packed;

/// <summary>
/// Layers through file and packed engine against the reference engine: among them weights of more than one array and lanes that are
/// flushed.
/// </summary>
[TestClass]
public sealed class PackedLayerTests() : LayerTests(seed: 3, percent: 100)
{
    private protected override ReduceKind[] Reductions => [ReduceKind.Maximum, ReduceKind.Minimum];

    [TestMethod]
    public void WeightsOfSeveralArrays()
    {
        // 150 blocks of nine taps, 140 of eight, 134 groups of three outputs; and a streamed depthwise of more channels than one array
        // takes.
        Check([Layer(Convolution(Int8([1, 4, 4, 150], 3), 12, Same(4))), Layer(Connected(70, 400, 1)),
            Layer(Convolution(Int8([1, 1, 1, 1120], -7), 5, new Window(1, 1, 1, 1, 1, 1, 0, 0, 1, 1))),
            Layer(Depthwise(Int8([1, 3, 3, 1300], 0), 1300, Same(3), Activation.Relu))]);
    }

    [TestMethod]
    public void SeveralOutputs()
    {
        Split Unpacked(Tensor x) => new(x, [.. Enumerable.Range(0, x.Shape[0]).Select(_ => Like(x, x.Shape.ToArray()[1..]))], 0, true);
        int[] counts = [2, 9, 64];
        Check([.. counts.Select(count => Layer(Unpacked(Int8([count, 3], 5))))]);
        Graph tooMany = Layer(Unpacked(Int8([65], 0)));
        string message = Assert.ThrowsExactly<ModelException>(() => EcmFile.Write(tooMany)).Message;
        Assert.Contains("outputs: 65 is not within 1 to 64", message);
    }

    private protected override void Check(IReadOnlyList<Graph> graphs)
    {
        foreach (Graph graph in graphs)
        {
            sbyte[][] inputs = [.. graph.Inputs.Select(input => Values(input.Shape.Length))];
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
                CollectionAssert.AreEqual(expected, y, $"{Described(graph)}, RAM {ramBudget}");
            }
        }
    }
}
