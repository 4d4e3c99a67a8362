using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;
using EdgeConv.Training.Searching;

namespace EdgeConv.Training.Report;

/// <summary>The results of a training, for the terminal and the page.</summary>
/// <param name="data">Labelled frames.</param>
/// <param name="network">Path of the network's .json file, or the name of a preset.</param>
/// <param name="model">The trained model.</param>
/// <param name="results">Test result of each training; the first belongs to the model.</param>
public sealed class TrainingReport(DataSet data, string network, TrainedModel model,
    IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> results)
{
    /// <summary>Labelled frames.</summary>
    public DataSet Data => data;

    /// <summary>Path of the network's .json file, or the name of a preset.</summary>
    public string Network => network;

    /// <summary>The trained model.</summary>
    public TrainedModel Model => model;

    /// <summary>
    /// Test result of each training. The first belongs to the model; with leave-one-out it combines the trainings that left one recording
    /// out.
    /// </summary>
    public IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> Results => results;

    /// <summary>The search that found the network, or null.</summary>
    public SearchResult? Search { get; init; }

    /// <summary>Path of the teacher's .json file, or the name of a preset; null without a teacher.</summary>
    public string? Teacher { get; init; }

    /// <summary>Test result of the model on frames that it was not trained on.</summary>
    public TestResult Test => Results[0].Test;

    /// <summary>
    /// The cost of an inference: on the compiled engine, or on the packed engine if the code does not fit an assembly; null if neither
    /// runs the model.
    /// </summary>
    public ProfileReport? Profile { get; } = Count(model.Graph);

    /// <summary>Number of weights and biases.</summary>
    public long Parameters => Model.Graph.Operators.Sum(op => op.Parameters);

    /// <summary>Multiply-accumulates of one inference.</summary>
    public long Macs => Model.Graph.Operators.Sum(op => op.Macs);

    /// <summary>Description for the model's file: its data, its accuracy and its input.</summary>
    public string Description => $"Trained on {Data.Name} with {Path.GetFileName(Network)}: {(Test.Int8Places is { } places
        ? $"{places} over {Amount.Of(Test.Samples.Length, "test frame")}"
        : $"{Percent(Test.Int8Accuracy)} of {Amount.Of(Test.Samples.Length, "test frame")} right")} in int8 ({Results[0].Plan}, seed " +
        $"{Results[0].Seed}). {Input}";

    /// <summary>Sentence that says how the values of a frame become int8.</summary>
    public string Input => $"Input: {(Data.Kind == FrameKind.Window ? $"{Amount.Of(Data.Shape.Width, "sample")}"
        : "the sensor's values")}, {Model.Range.Low:0.####} becomes -128 and {Model.Range.High:0.####} becomes 127.";

    /// <summary>Returns the median accuracy, 0 to 1, of each split over its seeds, in int8 and in floating point.</summary>
    public IEnumerable<(SplitPlan Plan, double Int8, double Float)> Medians() => Results.GroupBy(result => result.Plan).Select(group =>
        (group.Key, Median([.. group.Select(result => result.Test.Int8Accuracy)]),
            Median([.. group.Select(result => result.Test.FloatAccuracy)])));

    /// <summary>
    /// Returns what a test found, in int8 and in floating point: the accuracy, or for positions mean and 95 % of the error.
    /// </summary>
    public static (string Int8, string Float, string Lost) Figures(TestResult test) =>
        test is { Int8Places: { } int8, FloatPlaces: { } real }
        ? ($"{int8.Mean:0.00}, {int8.Percentile95:0.00}", $"{real.Mean:0.00}, {real.Percentile95:0.00}", $"{int8.Mean - real.Mean:0.00}")
        : (Percent(test.Int8Accuracy), Percent(test.FloatAccuracy), $"{test.LostPoints:0.0}");

    /// <summary>Formats a fraction in percent: "88.3 %" for 0.883.</summary>
    public static string Percent(double share) => $"{100 * share:0.0} %";

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static ProfileReport? Count(Graph graph)
    {
        foreach (string engine in (string[])[ModelProfile.Compiled, ModelProfile.Packed])
        {
            try
            {
                return ProfileReport.Of(ModelProfile.Of(Pipeline.Run(graph), engine));
            }
            catch (ModelException)
            {
                // The code is too large for an assembly, or the engine lacks an operator: the other engine may run the model.
            }
        }
        return null;
    }
}
