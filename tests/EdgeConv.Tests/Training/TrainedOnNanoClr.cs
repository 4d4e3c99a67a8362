using System.Globalization;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;
using EdgeConv.NanoClr;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Networks;

namespace EdgeConv.Tests.Training;

/// <summary>Trained networks on nanoCLR, packed and compiled: the digits of examples/ and gestures learned here; the bytes of the reference engine.</summary>
internal static class TrainedOnNanoClr
{
    private static readonly uint[] s_seeds = [1, 77, 2463534242];

    private const string Program = """
        using EdgeConv.Models;

        public static class Program
        {
            public static void Main()
            {
                Run("compiled", new Models.Model());
                Run("packed", PackedModel.Load(File.Bytes));
            }

            private static void Run(string engine, IModel model)
            {
                uint[] seeds = new uint[] { SEEDS };
                for (int k = 0; k < seeds.Length; k++)
                {
                    sbyte[] x = new sbyte[model.Input.Length], y = new sbyte[model.Output.Length];
                    uint state = seeds[k];
                    for (int i = 0; i < x.Length; i++)
                    {
                        state ^= state << 13;
                        state ^= state >> 17;
                        state ^= state << 5;
                        x[i] = (sbyte)(byte)(state >> 24);
                    }
                    model.Invoke(x, y);
                    string line = "output " + engine + " ";
                    for (int i = 0; i < y.Length; i++) line += ((byte)y[i]).ToString("X2");
                    System.Console.WriteLine(line);
                }
            }
        }
        """;

    /// <summary>Adds a check for each network.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly library, Toolchain tools)
    {
        checks.Add("trained digits, packed and compiled", () => Check(build, library, tools, "TrainedDigits", ModelFile.Open(Repository.PathOf("examples", "digits.json"))));
        checks.Add("trained gestures, packed and compiled", () => Check(build, library, tools, "TrainedGestures", Gestures()));
    }

    // Those of ../shared/data where they are there, else waves.
    private static Graph Gestures()
    {
        string folder = Directory.CreateTempSubdirectory("edgeconv-test-").FullName;
        try
        {
            TrainingData.Waves(folder);
            DataSet data = DataReader.Read(OutsideData.PathOf("gestures") ?? folder, new DataOptions { Window = 100 });
            Random random = new(1);
            TrainingOptions options = new() { Epochs = 10, FineTuning = 3, Augmentation = Augmentation.For(data.Kind) };
            return TrainedModel.Train(data, DataSplit.Stratified(data, 0.2, 0.1, random), Preset.File("tiny-1d"), "gestures", options, random).Graph;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(DeviceBuild build, DeviceAssembly library, Toolchain tools, string name, Graph graph)
    {
        graph = QuantizedBorders.Run(Pipeline.Run(graph));
        string model = CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile", splits: false, CompiledModel.BytecodeLimit).Files[0].Text;
        string file = $"public static class File {{ public static readonly byte[] Bytes = new byte[] {{ {string.Join(',', EcmFile.Write(graph, long.MaxValue).Bytes)} }}; }}";
        string program = Program.Replace("SEEDS", string.Join(", ", s_seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture) + "u")), StringComparison.Ordinal);
        DeviceRun run = tools.Run(build.Compile(name, [("Model.cs", model), ("File.cs", file), ("Program.cs", program)], [library], program: true), TimeSpan.FromMinutes(5));
        string[] expected = [.. s_seeds.Select(seed => Convert.ToHexString((byte[])(Array)ReferenceEngine.Run(graph, ModelOracleTests.Inputs(graph, $"seed:{seed}")).Int8(graph.Outputs[0])))];
        Assert.HasCount(s_seeds.Length, expected.Distinct().ToArray(), "outputs that tell inputs apart");
        foreach (string engine in (string[])["compiled", "packed"])
        {
            string prefix = $"output {engine} ";
            string[] actual = [.. run.Lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];
            CollectionAssert.AreEqual(expected, actual, $"{engine}: {run.Ending}");
        }
    }
}
