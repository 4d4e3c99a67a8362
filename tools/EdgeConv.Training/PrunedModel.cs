using EdgeConv.Training.Networks;

namespace EdgeConv.Training;

/// <summary>An imported model that was pruned and fine-tuned on labelled frames.</summary>
/// <param name="Before">The model before pruning, with the ranges of the same frames.</param>
/// <param name="After">The pruned model.</param>
public sealed record PrunedModel(TrainedModel Before, TrainedModel After)
{
    // Fraction of each class that is kept aside to compare the models.
    private const double TestFraction = 0.2;

    // The weights are good already, so they change more slowly than in a training from random weights.
    private const double Rate = 0.001;

    /// <summary>Prunes a model.</summary>
    /// <param name="graph">The model in int8; a chain of layers that can be trained.</param>
    /// <param name="data">Labelled frames of the shape and in the unit of the model's input.</param>
    /// <param name="keepsRange">Whether the input keeps the model's range; else its range follows from the frames.</param>
    /// <param name="maxInstructions">Maximum number of IL instructions of an inference on the compiled engine, above 0.</param>
    /// <param name="epochs">Passes over the frames in floating point; null for the default of a training.</param>
    /// <param name="onEpoch">Called after every epoch; may be null.</param>
    /// <exception cref="ModelException">The model is no chain of layers that can be trained.</exception>
    /// <exception cref="UserException">The frames have more classes than the model has outputs, or the model cannot be pruned
    /// enough.</exception>
    public static PrunedModel Of(
        Graph graph, DataSet data, bool keepsRange, long maxInstructions, int? epochs, Action<Epoch>? onEpoch = null)
    {
        DataSplit split = DataSplit.Stratified(data, TestFraction, 0, new Random(1));
        Quantization input = graph.Inputs[0].Quantized;
        InputRange range = keepsRange ? new InputRange(input.Scale, input.ZeroPoint) : data.RangeOf(split.Train);
        int outputs = GraphImport.ToNetwork(graph, range).Scores.Channels;
        if (data.Classes.Count > outputs)
            throw new UserException($"{data.Name} has more labels than the {Amount.Of(outputs, "output")} of the model");
        TrainingOptions options = new()
        {
            Epochs = epochs, Rate = Rate, Augmentation = Augmentation.For(data.Kind), MaxInstructions = maxInstructions,
        };
        TrainedModel before = Train(options with { Epochs = 0, FineTuning = 0, MaxInstructions = null }, null);
        return new(before, Train(options, onEpoch));

        TrainedModel Train(TrainingOptions chosen, Action<Epoch>? called) =>
            TrainedModel.Train(data, split, _ => GraphImport.ToNetwork(graph, range), chosen, new Random(1), called, range: range);
    }
}
