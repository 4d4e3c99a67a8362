namespace EdgeConv.Tests.Training;

/// <summary>
/// Trained networks on nanoCLR, packed and compiled: the digits of examples/, gestures and images learned here, and the networks of
/// examples/networks/; the bytes of the reference engine.
/// </summary>
internal static class TrainedOnNanoClr
{
    /// <summary>Adds a check for each network.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools)
    {
        checks.Add("trained digits, packed and compiled",
            () => Check(build, libraries, tools, "TrainedDigits", ModelFile.Open(Repository.PathOf("examples", "digits.json"))));
        checks.Add("trained gestures, packed and compiled", () => Check(build, libraries, tools, "TrainedGestures", Gestures()));
        checks.Add("trained images, packed and compiled", () => Check(build, libraries, tools, "TrainedImages", Images()));
        foreach (string network in ExampleNetworks.Names)
        {
            // The code of this one needs several assemblies.
            bool isCompiled = network != "mnist-700000";
            string name = "Network" + network.Replace("-", "");
            checks.Add($"network {network}, packed{(isCompiled ? " and compiled" : "")}",
                () => Check(build, libraries, tools, name, ExampleNetworks.Train(network).Graph, isCompiled));
        }
    }

    // Those of ../shared/data where they are there, else waves.
    private static Graph Gestures()
    {
        using TestFolder folder = new();
        TrainingData.Waves(folder.Folder);
        DataSet data = DataReader.Read(OutsideData.PathOf("gestures") ?? folder.Folder, new DataOptions { Window = 100 });
        Random random = new(1);
        TrainingOptions options = new() { Epochs = 10, FineTuning = 3, Augmentation = Augmentation.For(data.Kind) };
        DataSplit split = DataSplit.Stratified(data, 0.2, 0.1, random);
        return TrainedModel.Train(data, split, Preset.File("tiny-1d"), "gestures", options, random).Graph;
    }

    // The preset for 28x28, which is a network of examples/networks/ with a softmax.
    private static Graph Images()
    {
        using TestFolder folder = new();
        TrainingData.Images(folder.Folder, 28, 28);
        DataSet data = DataReader.Read(folder.Folder, new DataOptions());
        Random random = new(1);
        return TrainedModel.Train(data, DataSplit.Stratified(data, 0.2, 0.1, random), Preset.File("small-28x28"), "images",
            new TrainingOptions { Epochs = 4, FineTuning = 2 }, random).Graph;
    }

    private static void Check(DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools, string name, Graph graph,
        bool isCompiled = true)
    {
        graph = Int8InputsAndOutputs.Run(Pipeline.Run(graph));
        List<(string, string)> sources = [];
        List<string> models = ["PackedModel.Load(File.Bytes)"];
        if (isCompiled)
        {
            models.Add("new Models.Model()");
            sources.Add(("Model.cs", CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile", splits: false,
                CompiledModel.BytecodeLimit, ModelProfile.CostOf).Files[0].Text));
        }
        string file = $"public static class File {{ public static readonly byte[] Bytes = new byte[] {{ " +
            $"{string.Join(',', EcmFile.Write(graph, long.MaxValue).Bytes)} }}; }}";
        sources.Add(("File.cs", file));
        SeededInference.Check(build, tools, name, [.. models], sources, libraries, graph, 1, 77, 2463534242);
    }
}
