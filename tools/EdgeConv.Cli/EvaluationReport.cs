using EdgeConv.Training.Data;
using EdgeConv.Training.Evaluating;

namespace EdgeConv.Cli;

/// <summary>Result of `evaluate`: the object that `--json` prints (docs/command-line-json.md), and the source of its tables.</summary>
internal sealed record EvaluationReport(string Model, string Engine, int Frames, int Right, double Accuracy, double Loss,
    double FramesPerSecond, IReadOnlyList<string> Classes, IReadOnlyList<int[]> Confusion, IReadOnlyList<Mistake> Mistakes)
{
    public static EvaluationReport Of(Runnable model, DataSet data, Evaluation result, double framesPerSecond)
    {
        int[,] counts = result.Confusion();
        int[] all = [.. Enumerable.Range(0, result.Classes.Count)];
        return new(model.Name, model.Engine, result.Samples.Length, result.Right, Math.Round(result.Accuracy, 6),
            Math.Round(result.Loss, 6), Math.Round(framesPerSecond), result.Classes,
            [.. all.Select(row => all.Select(column => counts[row, column]).ToArray())],
            [.. result.Wrong().Select(i => new Mistake(NameOf(data, result.Samples[i]), result.Classes[result.Labels[i]],
                result.Classes[result.Predicted[i]]))]);
    }

    // A recording may hold several frames.
    private static string NameOf(DataSet data, Sample sample) => sample.Recording.Offsets.Length == 1 ? sample.Recording.Name
        : data.Kind == FrameKind.Window ? $"{sample.Recording.Name}, from sample {sample.Offset / data.Shape.Channels}"
        : $"{sample.Recording.Name}, frame {sample.Offset / data.Shape.Length}";
}

/// <summary>A frame whose class the model does not predict.</summary>
/// <param name="Frame">The file, with the row, sample or frame if it holds several.</param>
/// <param name="Class">Name of its class.</param>
/// <param name="Predicted">Name of the class that the model predicts.</param>
internal sealed record Mistake(string Frame, string Class, string Predicted);
