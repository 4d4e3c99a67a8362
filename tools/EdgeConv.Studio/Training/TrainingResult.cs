using System.Text;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Reference;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Report;

namespace EdgeConv.Studio.Training;

/// <summary>A frame that the model misclassifies.</summary>
/// <param name="Path">Its file in the project's folder, CLASS/FILE.</param>
/// <param name="Frame">Number of the frame in the file, from 0.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Predicted">Index of the class that the model predicts.</param>
/// <param name="IsTest">Whether it is a test frame; the network was trained on any other.</param>
internal sealed record Mistake(string Path, int Frame, int Label, int Predicted, bool IsTest);

/// <summary>What a training leaves: the model, its figures and its mistakes, but none of the frames.</summary>
internal sealed class TrainingResult
{
    // Frames that the network was trained on are checked too, because a frame in the wrong class is often among them. These limits keep the
    // time for it below a few seconds.
    private const int MaxChecked = 5_000;
    private const long MaxCheckedMacs = 4_000_000_000;

    private readonly IModel _engine;
    private readonly InputRange _range;
    private readonly float _scale;
    private readonly int _zeroPoint;
    private readonly bool _areShares;

    /// <summary>Keeps the result of a training.</summary>
    /// <param name="report">The result.</param>
    /// <param name="cancellation">Ends the search for mistakes.</param>
    public TrainingResult(TrainingReport report, CancellationToken cancellation)
    {
        Graph graph = report.Model.Graph;
        (Title, Shape, Classes) = (report.Data.Title, report.Data.Shape, [.. report.Data.Classes]);
        (Accuracy, FloatAccuracy, TestFrames) = (report.Test.Int8Accuracy, report.Test.FloatAccuracy, report.Test.Samples.Length);
        Confusion = report.Test.Confusion(Classes.Length);
        Files = new()
        {
            [".json"] = TrainedFiles.Model(report, ".json"), [".tflite"] = TrainedFiles.Model(report, ".tflite"),
            [".labels.txt"] = TrainedFiles.Labels(report),
        };
        (Profile, Input, Network, Notes) = (report.Profile, report.Input, report.Network, [.. report.Data.Notes.Take(20)]);
        _engine = Engine(graph);
        _range = report.Model.Range;
        _areShares = graph.Operators[^1].Kind == "SOFTMAX";
        (_scale, _zeroPoint) = (graph.Outputs[0].Quantized.Scales[0], graph.Outputs[0].Quantized.ZeroPoint);
        Mistakes = [.. report.Test.Wrong().Select(i => Of(report.Test.Samples[i], report.Test.Int8[i], true)),
            .. Learned(report, cancellation)];
    }

    public string Title { get; }

    /// <summary>Shape of the model's input, HWC.</summary>
    public FrameShape Shape { get; }

    public string[] Classes { get; }

    /// <summary>Fraction of the test frames that the int8 model classifies correctly.</summary>
    public double Accuracy { get; }

    /// <summary>The same in floating point, before any rounding.</summary>
    public double FloatAccuracy { get; }

    public int TestFrames { get; }

    /// <summary>Number of test frames for each pair [true class, predicted class].</summary>
    public int[,] Confusion { get; }

    /// <summary>Misclassified frames: first those of the test, then those that the network was trained on.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; }

    /// <summary>Content of the model's files by their endings: .json, .tflite and .labels.txt.</summary>
    public Dictionary<string, byte[]> Files { get; }

    /// <summary>Cost of an inference; null if no engine for boards runs the model.</summary>
    public ProfileReport? Profile { get; }

    /// <summary>Sentence that says how the values of a frame become int8.</summary>
    public string Input { get; }

    public string Network { get; }

    /// <summary>Files that were not used, with the reason.</summary>
    public string[] Notes { get; }

    /// <summary>Runs the model on one frame and returns the share of each class, 0 to 1; together they are 1.</summary>
    /// <param name="values">Values of the frame in the sensor's units, HWC.</param>
    /// <exception cref="UserException">The frame has another number of values.</exception>
    public double[] Try(short[] values)
    {
        if (values.Length != Shape.Length) throw new UserException(
            $"the frame has {Amount.Of(values.Length, "value")}, but the model takes {Shape.Length} ({Shape}); choose other frames");
        sbyte[] output = new sbyte[_engine.Output.Length];
        lock (_engine) _engine.Invoke(Array.ConvertAll(values, value => _range.Quantize(value)), output);
        double[] scores = Array.ConvertAll(output, value => (value - _zeroPoint) * (double)_scale);
        if (_areShares) return scores;
        double max = scores.Max();
        double[] powers = Array.ConvertAll(scores, score => Math.Exp(score - max));
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }

    private static Mistake Of(Sample sample, int predicted, bool isTest) => new(sample.Recording.Name.Replace('\\', '/'),
        Array.IndexOf(sample.Recording.Offsets, sample.Offset), sample.Recording.Label, predicted, isTest);

    private IEnumerable<Mistake> Learned(TrainingReport report, CancellationToken cancellation)
    {
        sbyte[] output = new sbyte[_engine.Output.Length];
        IEnumerable<Sample> samples = DataSet.Samples(report.Model.Split.Train.Concat(report.Model.Split.Validation))
            .Take((int)Math.Min(MaxChecked, MaxCheckedMacs / Math.Max(1, report.Macs)));
        foreach (Sample sample in samples)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] values = sample.Recording.Values[sample.Offset..(sample.Offset + Shape.Length)];
            _engine.Invoke(Array.ConvertAll(values, _range.Quantize), output);
            int predicted = Array.IndexOf(output, output.Max());
            if (predicted != sample.Recording.Label) yield return Of(sample, predicted, false);
        }
    }

    private static IModel Engine(Graph graph)
    {
        Graph ready = NetworkRun.Prepare(graph);
        try
        {
            return PackedModel.Load(EcmFile.Write(ready).Bytes);
        }
        catch (ModelException)
        {
            // The packed engine lacks an operator of this network.
            return new GraphModel(ready);
        }
    }
}
