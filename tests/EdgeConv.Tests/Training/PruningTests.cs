namespace EdgeConv.Tests.Training;

/// <summary>Training prunes groups of weights until the network keeps a budget of IL instructions.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class PruningTests
{
    [TestMethod]
    public void ANetworkIsPrunedToTheBudget()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--network", "tiny-8x8", "--epochs", "12", "--seed", "3"];
        command.Run([.. train, "--out", "dense.json"]).AssertDone();
        command.Run([.. train, "--out", "pruned.json", "--budget-il", "14500"]).AssertDone("pruned   from ");
        (Graph dense, Graph pruned) = (Open("dense.json"), Open("pruned.json"));
        long before = Instructions(dense), after = Instructions(pruned);
        Assert.IsGreaterThan(18_000L, before);
        // The budget is used, and kept.
        Assert.IsInRange(13_500L, 14_500L, after);
        Assert.IsGreaterThan(Zeros(dense) + 0.2, Zeros(pruned));
        // Weights go in groups of three neighboring channels at one tap.
        Conv2D convolution = pruned.Operators.OfType<Conv2D>().Last();
        sbyte[] weights = (sbyte[])convolution.Filters.Constant!;
        int filters = convolution.Filters.Shape[0], taps = weights.Length / filters;
        int groups = (from first in Enumerable.Range(0, filters / 3)
                      from tap in Enumerable.Range(0, taps)
                      where Enumerable.Range(3 * first, 3).All(k => weights[k * taps + tap] == 0)
                      select tap).Count();
        Assert.IsGreaterThan(0.8 * weights.Count(weight => weight == 0) / 3, groups);
        string digits = TrainingData.Digits(command.Folder);
        string right = Regex.Match(command.Run(["evaluate", "pruned.json", "--data", digits]).Output, @"(\d\d\.\d) %").Groups[1].Value;
        Assert.IsGreaterThan(90.0, double.Parse(right, CultureInfo.InvariantCulture));

        Graph Open(string name) => Pipeline.Run(ModelFile.Open(command.File(name)));
    }

    [TestMethod]
    public void EveryEngineRunsAPrunedModel()
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        DataSplit split = SplitPlan.Parse("first:1200")!.Split(data, 0.2, 0, new Random(1));
        TrainingOptions options = new() { Epochs = 6, FineTuning = 2, MaxInstructions = 14_500 };
        TrainedModel model =
            TrainedModel.Train(data, split, EdgeConv.Training.Networks.Preset.File("tiny-8x8"), "digits", options, new Random(1));
        Assert.IsLessThanOrEqualTo(14_500L, Instructions(Pipeline.Run(model.Graph)));
        Batches batches = new(data, model.Range, options.Augmentation);
        foreach (Sample sample in DataSet.Samples(split.Test.Take(40))) EngineCheck.Agree(model.Graph, batches.Quantize(sample));
    }

    [TestMethod]
    public void ANetworkWithinTheBudgetStaysAsItIs()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--network", "tiny-8x8", "--epochs", "3"];
        command.Run([.. train, "--out", "a.json", "--report", "a"]).AssertDone();
        command.Run([.. train, "--out", "b.json", "--report", "b", "--budget-il", "1000000"]).AssertDone();
        CollectionAssert.AreEqual(command.Bytes("a.json"), command.Bytes("b.json"));
    }

    [TestMethod]
    public void AFinishedNetworkLosesWhatIsAboveTheBudget()
    {
        EdgeConv.Training.Networks.Network network = EdgeConv.Training.Networks.NetworkReader.Read("n",
            EdgeConv.Training.Networks.Preset.File("tiny-8x8"), new FrameShape(8, 8, 1), 10, new Random(1));
        EdgeConv.Training.Pruning.Pruner pruner = new(network, 10_000, _ => throw new InvalidOperationException("need not count"));
        int Zeros() =>
            network.Parameters.Where(parameter => parameter.Decays).Sum(parameter => parameter.Values.Count(value => value == 0));
        Assert.IsFalse(pruner.Trim(10_000));
        Assert.AreEqual(0, Zeros());
        // A group of the first convolution saves 4 instructions at each of its 36 positions.
        Assert.IsTrue(pruner.Trim(10_145));
        Assert.AreEqual(2 * 3, Zeros());
        Assert.IsFalse(pruner.Trim(9_857));
    }

    [TestMethod]
    public void ABudgetBelowAllThatIsNoWeightIsRefused()
    {
        using SimulatedCommand command = new();
        command.Run(["train", "--data", TrainingData.Digits(command.Folder), "--network", "tiny-8x8", "--epochs", "3", "--out",
            "model.json", "--budget-il", "900"])
            .AssertFailed(1, "IL instructions even without the weights that can be pruned, more than the budget of 900");
        Assert.IsFalse(File.Exists(command.File("model.json")));
    }

    [TestMethod]
    [DataRow("--search-steps", "5")]
    [DataRow("--search-minutes", "5")]
    [DataRow("--budget-ram", "5000")]
    [DataRow("--budget-flash", "5000")]
    [DataRow("--resume", "search.txt")]
    public void AGivenNetworkIsNotSearched(string option, string value)
    {
        using SimulatedCommand command = new();
        command.Run(["train", "--data", TrainingData.Digits(command.Folder), "--network", "tiny-8x8", "--out", "model.json", "--budget-il",
            "30000", option, value]).AssertFailed(1, $"{option} is for a search, but --network names the network");
    }

    private static long Instructions(Graph graph) => ModelProfile.Of(graph, ModelProfile.Compiled).Total.Instructions;

    private static double Zeros(Graph graph)
    {
        sbyte[][] weights = [.. graph.Operators.OfType<WeightedOperator>().Select(op => (sbyte[])op.Filters.Constant!)];
        return weights.Sum(layer => layer.Count(weight => weight == 0)) / (double)weights.Sum(layer => layer.Length);
    }
}
