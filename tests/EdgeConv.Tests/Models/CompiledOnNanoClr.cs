using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;
using EdgeConv.Compiler.Tflite;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests;

/// <summary>Compiled models of ../shared/data on nanoCLR: mnist_cnn, mnist_dw and person_detect whole, the last in more than twenty assemblies, and its operators 0 to 4; the bytes of the reference engine.</summary>
internal static class CompiledOnNanoClr
{
    /// <summary>Adds a check for each model, where the models are there.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools)
    {
        if (OutsideData.PathOf("models.json") is null)
        {
            checks.Add("skipped: compiled models, " + OutsideData.Missing, () => Assert.Inconclusive(OutsideData.Missing));
            return;
        }
        checks.Add("compiled engine: emlearn_mnist_cnn_int8", () => Check(build, libraries, tools, "CompiledMnist", "emlearn_mnist_cnn_int8", operators: int.MaxValue));
        checks.Add("compiled engine: tm_mnist_dw_q", () => Check(build, libraries, tools, "CompiledMnistDw", "tm_mnist_dw_q", operators: int.MaxValue));
        checks.Add("compiled engine: the whole of person_detect", () => Check(build, libraries, tools, "CompiledWholePersonDetect", "person_detect", operators: int.MaxValue));
        checks.Add("compiled engine: operators 0 to 4 of person_detect", () => Check(build, libraries, tools, "CompiledPersonDetect", "person_detect", operators: 5));
    }

    private static void Check(DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools, string name, string model, int operators)
    {
        Graph graph = TfliteImporter.Read(model, ModelOracleTests.Bytes($"models/{model}.tflite"));
        if (operators < graph.Operators.Length) graph = new Graph(graph.Name, graph.Inputs, [graph.Operators[operators - 1].Output], graph.Operators[..operators]);
        graph = QuantizedBorders.Run(Pipeline.Run(graph));
        CompiledSource source = CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile", splits: true, 60000, ModelProfile.CostOf);
        Assert.IsEmpty(source.Tables);
        List<DeviceAssembly> parts = [.. libraries];
        foreach ((string file, string text, _) in source.Files[..^1]) parts.Add(build.Compile(name + file, [(file + ".cs", text)], [.. parts]));
        SeededInference.Check(build, tools, name, ["new Models.Model()"], [("Model.cs", source.Files[^1].Text)], [.. parts], graph, 2463534242);
    }
}
