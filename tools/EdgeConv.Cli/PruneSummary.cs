using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Quantizing;
using EdgeConv.Training.Report;

namespace EdgeConv.Cli;

/// <summary>Prints the result of `edgeconv quantize --prune`.</summary>
internal static class PruneSummary
{
    public static void Print(PrunedModel model, DataSet data, double floatAccuracy, QuantizationResult quantized)
    {
        (TrainedModel before, TrainedModel after) = (model.Before, model.After);
        Terminal.Row("frames    ", $"{Amount.Of(DataSet.Samples(after.Split.Train).Length)} of {Printable.Text(data.Name, 200)} for the " +
            $"training, {Amount.Of(after.Test.Samples.Length)} for the test");
        Terminal.Row("pruned    ", after.Pruning is { } pruning ? $"{pruning}" : "nothing: the model is within the budget already");
        Terminal.Row("accuracy  ", $"float {TrainingReport.Percent(floatAccuracy)}, int8 without pruning " +
            $"{TrainingReport.Percent(before.Test.Int8Accuracy)}, int8 pruned and trained " +
            $"{TrainingReport.Percent(after.Test.Int8Accuracy)} of the test frames");
        Terminal.Row("input     ", $"-128 is {after.Range.Low:0.####} and 127 is {after.Range.High:0.####} " +
            QuantizeSummary.Units(quantized));
    }
}
