using System.Text.RegularExpressions;
using EdgeConv.Compiler.SelfTests;

namespace EdgeConv.Tests.Packed;

/// <summary>
/// Models of ../shared/data on nanoCLR: a program, made here, that holds the .ecm files, runs them and their self-tests, and prints the
/// outputs. The emulator has no files.
/// </summary>
internal static class NanoClrModels
{
    // Array initializers of one assembly share a table of 65,000 bytes.
    private const int MaxData = 60000;

    private static readonly string[] s_models = ["hello_world_int8", "micro_speech_quantized", "tm_mnist_dw_q", "emlearn_mnist_cnn_int8"];

    private const string Program = """
        using EdgeConv.Models;
        using EdgeConv.Slots;

        public static class Program
        {
            public static void Main()
            {
                string[] cases = Cases.All;
                PackedModel model = null;
                string loaded = "";
                for (int i = 0; i < cases.Length; i += 2)
                {
                    if (cases[i] != loaded)
                    {
                        byte[] file = Cases.File(cases[i]);
                        model = PackedModel.Load(file);
                        SelfTest test = SelfTest.Read(new ByteArraySource(file));
                        int passed = 0;
                        for (int k = 0; k < test.Count; k++)
                            if (test.Run(model, k)) passed++;
                        System.Console.WriteLine("self-test " + cases[i] + " " + passed + " of " + test.Count);
                        loaded = cases[i];
                    }
                    sbyte[] x = new sbyte[model.Input.Length], y = new sbyte[model.Output.Length];
                    byte[] given = Cases.File(cases[i + 1]);
                    uint state = given == null && cases[i + 1][0] == 's' ? uint.Parse(cases[i + 1].Substring(5)) : 0;
                    for (int k = 0; k < x.Length; k++)
                    {
                        state ^= state << 13;
                        state ^= state >> 17;
                        state ^= state << 5;
                        x[k] = given != null ? (sbyte)given[k]
                            : cases[i + 1][0] == 's' ? (sbyte)(byte)(state >> 24) : (sbyte)int.Parse(cases[i + 1].Substring(6));
                    }
                    model.Invoke(x, y);
                    string line = "output " + cases[i] + " " + cases[i + 1] + " ";
                    for (int k = 0; k < y.Length; k++) line += ((byte)y[k]).ToString("X2");
                    System.Console.WriteLine(line);
                }
            }
        }
        """;

    /// <summary>Adds a check for each model and form of its weights, where the models are there.</summary>
    public static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools)
    {
        if (OutsideData.PathOf("models.json") is null) return;
        foreach (bool isCompact in (bool[])[false, true])
        {
            var cases = new Lazy<List<(string Model, string Input, string Output)>>(Cases);
            var run = new Lazy<DeviceRun>(() =>
            {
                string name = isCompact ? "CompactModels" : "Models";
                return tools.Run(build.Compile(name, [("Program.cs", Program), ("Cases.cs", Source(cases.Value, isCompact))], libraries,
                    program: true), TimeSpan.FromMinutes(5));
            });
            foreach (string model in s_models)
                checks.Add($"packed engine, {(isCompact ? "compact" : "fast")} weights: {model}", () =>
                {
                    (string Model, string Input, string Output)[] own = [.. cases.Value.Where(each => each.Model == model)];
                    Assert.IsGreaterThan(3, own.Length);
                    string steps = run.Value.Lines.FirstOrDefault(line => line.StartsWith($"self-test {model} ")) ?? "";
                    StringAssert.Matches(steps, new Regex(@" ([1-9]\d*) of \1$"), $"{steps}; {run.Value.Ending}");
                    foreach ((_, string input, string output) in own)
                    {
                        string prefix = $"output {model} {input} ";
                        string line = run.Value.Lines.FirstOrDefault(line => line.StartsWith(prefix)) ?? Missing(run.Value, input);
                        Assert.AreEqual(output, line[prefix.Length..], input);
                    }
                });
        }
    }

    private static string Missing(DeviceRun run, string input) => throw new AssertFailedException($"no output for {input}: {run.Ending}");

    // All generated inputs, and the first two that are files.
    private static List<(string Model, string Input, string Output)> Cases()
    {
        List<(string, string, string)> cases = [];
        foreach (string model in s_models)
        {
            int files = 0;
            foreach (object?[] each in ModelOracleTests.Cases.Where(each => (string?)each[0] == $"models/{model}.tflite"))
                if (!((string)each[1]!).StartsWith("cases/") || ++files <= 2)
                    cases.Add((model, (string)each[1]!, Convert.ToHexString(ModelOracleTests.Bytes((string)each[2]!))));
        }
        return cases;
    }

    private static string Source(List<(string Model, string Input, string Output)> cases, bool isCompact)
    {
        StringBuilder source = new("public static class Cases\n{\n    public static readonly string[] All = { ");
        source.AppendJoin(", ", cases.Select(e => $"\"{e.Model}\", \"{e.Input}\""))
            .Append(" };\n\n    public static byte[] File(string name)\n    {\n");
        int total = 0;
        void Add(string name, byte[] bytes)
        {
            total += bytes.Length;
            source.Append($"        if (name == \"{name}\") return new byte[] {{ {string.Join(",", bytes)} }};\n");
        }
        foreach (string model in s_models) Add(model, Pack(model, isCompact));
        foreach (string input in cases.Select(each => each.Input).Distinct())
            if (input.StartsWith("cases/")) Add(input, ModelOracleTests.Bytes(input));
        if (total > MaxData) throw new InvalidOperationException($"{total} bytes of models and inputs, one assembly holds {MaxData}");
        return source.Append("        return null;\n    }\n}\n").ToString();
    }

    private static byte[] Pack(string model, bool isCompact)
    {
        Graph graph = Pipeline.Run(TfliteImporter.Read(model, ModelOracleTests.Bytes($"models/{model}.tflite")));
        graph = Int8InputsAndOutputs.Run(graph);
        return TestedFile.Of(graph, EcmFile.Write(graph, isCompact ? 0 : long.MaxValue)).File.Bytes;
    }
}
