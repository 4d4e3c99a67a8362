using EdgeConv.Training.Evaluating;

namespace EdgeConv.Cli;

/// <summary>
/// Result of `evaluate` for labels that are positions: the object that `--json` prints (docs/command-line-json.md), and the source of its
/// tables.
/// </summary>
internal sealed record PositionReport(string Model, string Engine, int Frames, double MeanPixels, double MedianPixels,
    double Percentile95Pixels, int Missed, int Invented, double FramesPerSecond)
{
    public static PositionReport Of(Runnable model, PositionErrors errors, double framesPerSecond) => new(model.Name, model.Engine,
        errors.Samples.Length, Math.Round(errors.Mean, 4), Math.Round(errors.Median, 4), Math.Round(errors.Percentile95, 4), errors.Missed,
        errors.Invented, Math.Round(framesPerSecond));
}
