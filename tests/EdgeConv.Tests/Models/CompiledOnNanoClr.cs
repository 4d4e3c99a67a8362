namespace EdgeConv.Tests.Models;

/// <summary>
/// Compiled models of ../shared/data on nanoCLR: mnist_cnn, mnist_dw and person_detect whole, the last in more than twenty assemblies, and
/// its operators 0 to 4; the bytes of the reference engine.
/// </summary>
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
        void Add(string what, string name, string model, int operators = int.MaxValue) =>
            checks.Add("compiled engine: " + what, () => Check(build, libraries, tools, name, model, operators));
        Add("emlearn_mnist_cnn_int8", "CompiledMnist", "emlearn_mnist_cnn_int8");
        Add("tm_mnist_dw_q", "CompiledMnistDw", "tm_mnist_dw_q");
        Add("the whole of person_detect", "CompiledWholePersonDetect", "person_detect");
        Add("operators 0 to 4 of person_detect", "CompiledPersonDetect", "person_detect", operators: 5);
    }

    private static void Check(DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools, string name, string model, int operators)
    {
        Graph graph = TfliteImporter.Read(model, ModelOracleTests.Bytes($"models/{model}.tflite"));
        if (operators < graph.Operators.Length)
            graph = new Graph(graph.Name, graph.Inputs, [graph.Operators[operators - 1].Output], graph.Operators[..operators]);
        graph = Int8InputsAndOutputs.Run(Pipeline.Run(graph));
        CompiledSource source = CompiledModelTests.Compile(graph, splits: true);
        Assert.IsEmpty(source.Tables);
        List<DeviceAssembly> parts = [.. libraries];
        foreach ((string file, string text, _) in source.Files[..^1])
            parts.Add(build.Compile(name + file, [(file + ".cs", text)], [.. parts]));
        (string, string)[] files = [("Model.cs", source.Files[^1].Text)];
        SeededInference.Check(build, tools, name, ["new Models.Model()"], files, [.. parts], graph, 2463534242);
    }
}
