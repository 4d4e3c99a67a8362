using System.Collections.Concurrent;

namespace EdgeConv.Tests.Models;

/// <summary>
/// Every case of ../shared/data/models.json and ops.json, whose outputs are TensorFlow Lite Micro's, through the .tflite reader and the
/// reference engine, byte for byte.
/// </summary>
[TestClass]
public class ModelOracleTests
{
    private static readonly ConcurrentDictionary<string, Graph> s_graphs = new();

    public static IEnumerable<object?[]> Cases =>
        OutsideData.PathOf("models.json") is null ? [[OutsideData.Missing, "", ""]] : [.. Read("models.json"), .. Read("ops.json")];

    public static string DisplayName(MethodInfo method, object?[] data) => $"TensorFlow Lite Micro: {data[0]} {data[1]}";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsTensorFlowLiteMicro(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        Graph graph = s_graphs.GetOrAdd(model, path => TfliteImporter.Read(path, Bytes(path)));
        TensorValues values = ReferenceEngine.Run(graph, Inputs(graph, input));
        byte[] actual = [.. graph.Outputs.SelectMany(tensor => (byte[])(Array)values.Int8(tensor))];
        CollectionAssert.AreEqual(Wanted(output), actual);
    }

    internal static byte[] Wanted(string output) =>
        output.StartsWith("cases/", StringComparison.Ordinal) ? Bytes(output) : Convert.FromHexString(output);

    private static IEnumerable<object?[]> Read(string list)
    {
        using JsonDocument document = JsonDocument.Parse(Bytes(list));
        foreach (JsonElement model in document.RootElement.GetProperty("models").EnumerateArray())
            foreach (JsonElement each in model.GetProperty("cases").EnumerateArray())
                yield return [model.GetProperty("model").GetString(), each.GetProperty("input").GetString(),
                    (each.TryGetProperty("output", out JsonElement file) ? file : each.GetProperty("output_hex")).GetString()];
    }

    // "seed:N" is xorshift32 from N over all inputs in order, "const:V" the value V, anything else a file.
    internal static Array[] Inputs(Graph graph, string input)
    {
        uint seed = 0;
        int position = 0;
        Func<sbyte> next;
        if (input.StartsWith("seed:", StringComparison.Ordinal))
        {
            seed = uint.Parse(input[5..], CultureInfo.InvariantCulture);
            next = () =>
            {
                seed ^= seed << 13;
                seed ^= seed >> 17;
                seed ^= seed << 5;
                return (sbyte)(seed >> 24);
            };
        }
        else if (input.StartsWith("const:", StringComparison.Ordinal))
        {
            sbyte value = sbyte.Parse(input[6..], CultureInfo.InvariantCulture);
            next = () => value;
        }
        else
        {
            byte[] file = Bytes(input);
            next = () => (sbyte)file[position++];
        }
        Array[] inputs = [.. graph.Inputs.Select(tensor => tensor.NewValue())];
        foreach (Array each in inputs)
            for (int i = 0; i < each.Length; i++) each.SetValue(next(), i);
        return inputs;
    }

    internal static byte[] Bytes(string path) => File.ReadAllBytes(OutsideData.PathOf(path.Split('/'))!);
}
