namespace EdgeConv.Tests.Training;

/// <summary>Handwritten digits learned with the command's own settings: what the documentation promises.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class DigitsTrainingTests
{
    // Five by the documented command.
    private static readonly int s_seeds = LongRun.IsAsked ? 5 : 1;

    [TestMethod]
    public void DigitsAreReadRightInInt8()
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        TrainingRun run = new(data, Preset.File("tiny-8x8"), "digits", new TrainingOptions(), 0.2, 0.1);
        string[] plans = LongRun.IsAsked ? ["stratified", "first:1200"] : ["first:1200"];
        (TrainedModel model, IReadOnlyList<(SplitPlan Plan, int Seed, EdgeConv.Training.TestResult Test)> results) =
            run.Run([.. plans.Select(plan => SplitPlan.Parse(plan)!)], s_seeds);

        double[] Int8(string kind) =>
            [.. results.Where(result => result.Plan.Kind == kind).Select(result => result.Test.Int8Accuracy).Order()];
        string all = string.Join(", ", results.Select(result =>
            $"{result.Plan} seed {result.Seed}: float {result.Test.FloatAccuracy:0.0000}, int8 {result.Test.Int8Accuracy:0.0000}"));
        Console.WriteLine(all);
        if (LongRun.IsAsked) Assert.IsGreaterThanOrEqualTo(0.975, Int8("stratified")[s_seeds / 2], all);
        Assert.IsGreaterThanOrEqualTo(0.955, Int8("first")[s_seeds / 2], all);
        double[] lost = [.. results.Select(result => result.Test.LostPoints).Order()];
        Assert.IsLessThanOrEqualTo(0.5, lost[(lost.Length - 1) / 2], all);
        Assert.IsLessThanOrEqualTo(3343L, model.Graph.Operators.Sum(op => op.Parameters));
        Assert.IsLessThanOrEqualTo(19_000L, ModelProfile.Of(Pipeline.Run(model.Graph), ModelProfile.Compiled).MaxInstructions);

        // No recording is in two parts.
        DataSplit split = model.Split;
        Assert.HasCount(data.Recordings.Count, split.Train.Concat(split.Validation).Concat(split.Test).Distinct());
    }

    [TestMethod]
    public void TheCommittedModelIsAsGoodAsItSays()
    {
        string file = Repository.PathOf("examples", "digits.json");
        string description = (string)JsonNode.Parse(File.ReadAllText(file))!["description"]!;
        Graph graph = ModelFile.Open(file);
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        LabelledRecording[] unseen = [.. data.Recordings.Skip(1200)];
        Batches batches = new(data, data.RangeOf(data.Recordings.Take(1200)), Augmentation.For(data.Kind));
        int right = unseen.Count(one =>
        {
            sbyte[] scores = ReferenceEngine.Run(graph, [batches.Quantize(new Sample(one, 0))]).Int8(graph.Outputs[0]);
            return Array.IndexOf(scores, scores.Max()) == one.Label;
        });
        string percent = $"{100.0 * right / unseen.Length:0.0} % of {unseen.Length}";
        Assert.Contains($"{percent} test frames right in int8 (first:1200, seed 5)", description);
        Assert.IsGreaterThanOrEqualTo(0.98, right / (double)unseen.Length);
    }

    [TestMethod, DynamicData(nameof(Gestures), DynamicDataDisplayName = nameof(GesturesName))]
    public void GesturesAreToldApartInRecordingsNotLearnedFrom(string? folder)
    {
        if (folder is null) Assert.Inconclusive(OutsideData.Missing);
        DataSet data = DataReader.Read(folder, new DataOptions());
        Assert.AreEqual("idle, snake, updown, wave", string.Join(", ", data.Classes));
        // Leave-one-out takes as many trainings as there are recordings.
        var options = new TrainingOptions { Augmentation = Augmentation.For(data.Kind), Epochs = 120, FineTuning = 30 };
        TrainingRun run = new(data, Preset.File("tiny-1d"), "gestures", options, 0.4, 0.1);
        SplitPlan plan = SplitPlan.Parse(LongRun.IsAsked ? "leave-one-out" : "stratified")!;
        EdgeConv.Training.TestResult test = run.Run([plan], 1).Results[0].Test;
        Console.WriteLine($"float {test.FloatAccuracy:0.000}, int8 {test.Int8Accuracy:0.000} of {test.Samples.Length} windows");
        if (LongRun.IsAsked) Assert.HasCount(data.FrameCount, test.Samples);
        Assert.IsGreaterThanOrEqualTo(LongRun.IsAsked ? 0.9 : 0.8, test.Int8Accuracy);
    }

    public static IEnumerable<object?[]> Gestures => [[OutsideData.PathOf("gestures")]];

    public static string GesturesName(MethodInfo method, object?[] data) =>
        data[0] is null ? $"{method.Name}: {OutsideData.Missing}" : method.Name;
}
