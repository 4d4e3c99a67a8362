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
            string name = "Network" + network.Replace("-", "");
            checks.Add($"network {network}, packed and compiled",
                () => Check(build, libraries, tools, name, ExampleNetworks.Train(network).Graph));
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

    private static void Check(DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools, string name, Graph graph)
    {
        graph = Int8InputsAndOutputs.Run(Pipeline.Run(graph));
        // A large model is in several assemblies.
        CompiledSource source = CompiledModelTests.Compile(graph, splits: true);
        List<DeviceAssembly> parts = [.. libraries];
        foreach ((string part, string text, _) in source.Files[..^1])
            parts.Add(build.Compile(name + part, [(part + ".cs", text)], [.. parts]));
        string file = $"public static class File {{ public static readonly byte[] Bytes = new byte[] {{ " +
            $"{string.Join(',', EcmFile.Write(graph, long.MaxValue).Bytes)} }}; }}";
        SeededInference.Check(build, tools, name, ["PackedModel.Load(File.Bytes)", "new Models.Model()"],
            [("Model.cs", source.Files[^1].Text), ("File.cs", file)], [.. parts], graph, 1, 77, 2463534242);
    }
}
