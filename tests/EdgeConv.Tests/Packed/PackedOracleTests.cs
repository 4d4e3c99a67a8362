namespace EdgeConv.Tests.Packed;

/// <summary>
/// Every case of ../shared/data/models.json and ops.json through the packed engine, with fast and with compact weights: TensorFlow Lite
/// Micro's bytes.
/// </summary>
[TestClass]
public class PackedOracleTests
{
    private static readonly ConcurrentDictionary<string, PackedModel[]> s_models = new();

    public static IEnumerable<object?[]> Cases => ModelOracleTests.Cases;

    public static string DisplayName(MethodInfo method, object?[] data) => $"packed engine: {data[0]} {data[1]}";

    [TestMethod, DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsTensorFlowLiteMicro(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        byte[] expected = ModelOracleTests.Wanted(output);
        Graph graph = Import(model);
        sbyte[] x = [.. ModelOracleTests.Inputs(graph, input).SelectMany(v => (sbyte[])v)], y = new sbyte[expected.Length];
        foreach (PackedModel packed in s_models.GetOrAdd(model, _ => [Load(graph, long.MaxValue), Load(graph, 0)]))
        {
            packed.Invoke(x, y);
            CollectionAssert.AreEqual(expected, (byte[])[.. y.Select(value => (byte)value)]);
        }
    }

    private static PackedModel Load(Graph graph, long ramBudget)
    {
        EcmFile file = EcmFile.Write(graph, ramBudget);
        PackedModel model = PackedModel.Load(file.Bytes);
        Assert.AreEqual(file.RamBytes, model.RequiredBytes);
        Assert.AreEqual(model.RequiredBytes, ArrayMemory.BytesOf(model));
        return model;
    }

    private static Graph Import(string model) =>
        Int8InputsAndOutputs.Run(Pipeline.Run(TfliteImporter.Read(model, ModelOracleTests.Bytes(model))));
}
