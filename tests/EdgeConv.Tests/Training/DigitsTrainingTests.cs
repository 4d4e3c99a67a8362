using EdgeConv.Compiler.Backends.Profile;
using EdgeConv.Compiler.Passes;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Networks;

namespace EdgeConv.Tests.Training;

/// <summary>Handwritten digits learned with the command's own settings: what the documentation promises.</summary>
[TestClass]
public sealed class DigitsTrainingTests
{
    // Five by the documented command; three keep the tests quick.
    private const int Seeds = 3;

    [TestMethod]
    public void DigitsAreReadRightInInt8()
    {
        string folder = Directory.CreateTempSubdirectory("edgeconv-test-").FullName;
        try
        {
            DataSet data = DataReader.Read(TrainingData.Digits(folder), new DataOptions());
            TrainingRun run = new(data, Preset.File("tiny-8x8"), "digits", new TrainingOptions(), 0.2, 0.1);
            var (model, results) = run.Run([SplitPlan.Parse("stratified")!, SplitPlan.Parse("first:1200")!], Seeds);

            double[] Int8(string kind) => [.. results.Where(result => result.Plan.Kind == kind).Select(result => result.Test.Int8Accuracy).Order()];
            string all = string.Join(", ", results.Select(result => $"{result.Plan} seed {result.Seed}: float {result.Test.FloatAccuracy:0.0000}, int8 {result.Test.Int8Accuracy:0.0000}"));
            Console.WriteLine(all);
            Assert.IsGreaterThanOrEqualTo(0.975, Int8("stratified")[Seeds / 2], all);
            Assert.IsGreaterThanOrEqualTo(0.955, Int8("first")[Seeds / 2], all);
            double[] lost = [.. results.Select(result => result.Test.LostPoints).Order()];
            Assert.IsLessThanOrEqualTo(0.5, lost[lost.Length / 2], all);
            Assert.IsLessThanOrEqualTo(5000L, model.Graph.Operators.Sum(op => op.Parameters));
            Assert.IsLessThanOrEqualTo(150_000L, ModelProfile.Of(Pipeline.Run(model.Graph), ModelProfile.Compiled).MostInstructions);

            // No recording is in two parts.
            DataSplit split = model.Split;
            Assert.HasCount(data.Recordings.Count, split.Train.Concat(split.Validation).Concat(split.Test).Distinct().ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
