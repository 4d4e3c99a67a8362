using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;

namespace EdgeConv.Training.Report;

/// <summary>The results of a training, for the terminal and the page.</summary>
/// <param name="data">Labelled frames.</param>
/// <param name="network">What the network is called.</param>
/// <param name="model">The model.</param>
/// <param name="results">What each training came to; the first is the model's.</param>
public sealed class TrainingReport(DataSet data, string network, TrainedModel model,
    IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> results)
{
    /// <summary>Labelled frames.</summary>
    public DataSet Data => data;

    /// <summary>What the network is called.</summary>
    public string Network => network;

    /// <summary>The model.</summary>
    public TrainedModel Model => model;

    /// <summary>What each training came to; the first is the model's, or with leave-one-out all that were trained to judge it.</summary>
    public IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> Results => results;

    /// <summary>How the model judges frames it has not seen.</summary>
    public TestResult Test => Results[0].Test;

    /// <summary>
    /// The cost of an inference: on the compiled engine, or on the packed engine if the code does not fit an assembly; null if neither
    /// runs the model.
    /// </summary>
    public ProfileReport? Profile { get; } = Count(model.Graph);

    /// <summary>Weights and biases.</summary>
    public long Parameters => Model.Graph.Operators.Sum(op => op.Parameters);

    /// <summary>Multiply-accumulates.</summary>
    public long Macs => Model.Graph.Operators.Sum(op => op.Macs);

    /// <summary>One sentence for the model's file: where it comes from, how good it is, and what goes in.</summary>
    public string Description => $"Trained on {Data.Name} with {Path.GetFileName(Network)}: {Percent(Test.Int8Accuracy)} of " +
        $"{Amount.Of(Test.Samples.Length, "test frame")} right in int8 ({Results[0].Plan}, seed {Results[0].Seed}). {Input}";

    /// <summary>How the values of a frame become int8.</summary>
    public string Input => $"Input: {(Data.Kind == FrameKind.Window ? $"{Amount.Of(Data.Shape.Width, "sample")}"
        : "the sensor's values")}, {Model.Range.Low:0.####} becomes -128 and {Model.Range.High:0.####} becomes 127.";

    /// <summary>The median int8 accuracy of each split over its seeds, where there are several trainings.</summary>
    public IEnumerable<(SplitPlan Plan, double Int8, double Float)> Medians() => Results.GroupBy(result => result.Plan).Select(group =>
        (group.Key, Median([.. group.Select(result => result.Test.Int8Accuracy)]),
            Median([.. group.Select(result => result.Test.FloatAccuracy)])));

    /// <summary>A fraction in percent: "88.3 %" for 0.883.</summary>
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
