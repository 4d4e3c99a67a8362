using System.Globalization;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Tflite;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests;

/// <summary>Compiled models of ../shared/data on nanoCLR: mnist_cnn, mnist_dw and person_detect whole, the last in more than twenty assemblies, and its operators 0 to 4; the bytes of the reference engine.</summary>
internal static class CompiledOnNanoClr
{
    private const string Program = """
        using EdgeConv.Models;

        public static class Program
        {
            public static void Main()
            {
                IModel model = new Models.Model();
                sbyte[] x = new sbyte[model.Input.Length], y = new sbyte[model.Output.Length];
                uint state = SEED;
                for (int i = 0; i < x.Length; i++)
                {
                    state ^= state << 13;
                    state ^= state >> 17;
                    state ^= state << 5;
                    x[i] = (sbyte)(byte)(state >> 24);
                }
                model.Invoke(x, y);
                string line = "";
                for (int i = 0; i < y.Length; i++)
                {
                    line += ((byte)y[i]).ToString("X2");
                    if (i % 64 != 63 && i != y.Length - 1) continue;
                    System.Console.WriteLine("output " + line);
                    line = "";
                }
            }
        }
        """;

    /// <summary>Adds a check for each model, where the models are there.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly library, Toolchain tools)
    {
        if (OutsideData.PathOf("models.json") is null)
        {
            checks.Add("skipped: compiled models, " + OutsideData.Missing, () => Assert.Inconclusive(OutsideData.Missing));
            return;
        }
        checks.Add("compiled engine: emlearn_mnist_cnn_int8", () => Check(build, library, tools, "CompiledMnist", "emlearn_mnist_cnn_int8", operators: int.MaxValue));
        checks.Add("compiled engine: tm_mnist_dw_q", () => Check(build, library, tools, "CompiledMnistDw", "tm_mnist_dw_q", operators: int.MaxValue));
        checks.Add("compiled engine: the whole of person_detect", () => Check(build, library, tools, "CompiledWholePersonDetect", "person_detect", operators: int.MaxValue));
        checks.Add("compiled engine: operators 0 to 4 of person_detect", () => Check(build, library, tools, "CompiledPersonDetect", "person_detect", operators: 5));
    }

    private static void Check(DeviceBuild build, DeviceAssembly library, Toolchain tools, string name, string model, int operators)
    {
        const uint seed = 2463534242;
        Graph graph = TfliteImporter.Read(model, ModelOracleTests.Bytes($"models/{model}.tflite"));
        if (operators < graph.Operators.Length) graph = new Graph(graph.Name, graph.Inputs, [graph.Operators[operators - 1].Output], graph.Operators[..operators]);
        graph = QuantizedBorders.Run(Pipeline.Run(graph));
        CompiledSource source = CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile", splits: true, 60000);
        Assert.IsEmpty(source.Tables);
        List<DeviceAssembly> parts = [library];
        foreach ((string file, string text, _) in source.Files[..^1]) parts.Add(build.Compile(name + file, [(file + ".cs", text)], [.. parts]));
        string program = Program.Replace("SEED", seed.ToString(CultureInfo.InvariantCulture) + "u", StringComparison.Ordinal);
        DeviceRun run = tools.Run(build.Compile(name, [("Model.cs", source.Files[^1].Text), ("Program.cs", program)], [.. parts], program: true), TimeSpan.FromMinutes(5));
        Array[] inputs = ModelOracleTests.Inputs(graph, $"seed:{seed}");
        string expected = Convert.ToHexString((byte[])(Array)ReferenceEngine.Run(graph, inputs).Int8(graph.Outputs[0]));
        string actual = string.Concat(run.Lines.Where(line => line.StartsWith("output ", StringComparison.Ordinal)).Select(line => line["output ".Length..]));
        Assert.AreEqual(expected.Length, actual.Length, run.Ending);
        Assert.AreEqual(expected, actual);
    }
}
