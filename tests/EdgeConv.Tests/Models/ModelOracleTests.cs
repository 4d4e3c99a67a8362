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

    [TestMethod, DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsTensorFlowLiteMicro(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        Graph graph = s_graphs.GetOrAdd(model, path => TfliteImporter.Read(path, Bytes(path)));
        TensorValues values = ReferenceEngine.Run(graph, Inputs(graph, input));
        byte[] actual = [.. graph.Outputs.SelectMany(tensor => (byte[])(Array)values.Int8(tensor))];
        CollectionAssert.AreEqual(Wanted(output), actual);
    }

    internal static byte[] Wanted(string output) => output.StartsWith("cases/") ? Bytes(output) : Convert.FromHexString(output);

    private static IEnumerable<object?[]> Read(string list)
    {
        foreach (JsonNode? model in JsonNode.Parse(Bytes(list))!["models"]!.AsArray())
            foreach (JsonNode? each in model!["cases"]!.AsArray())
                yield return [(string?)model["model"], (string?)each!["input"], (string?)(each["output"] ?? each["output_hex"])];
    }

    // "seed:N" is xorshift32 from N over all inputs in order, "const:V" the value V, anything else a file.
    internal static Array[] Inputs(Graph graph, string input)
    {
        int position = 0;
        Func<sbyte> next;
        if (input.StartsWith("seed:"))
        {
            Xorshift random = new(uint.Parse(input[5..]));
            next = () => (sbyte)(random.Next() >> 24);
        }
        else if (input.StartsWith("const:"))
        {
            sbyte value = sbyte.Parse(input[6..]);
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
