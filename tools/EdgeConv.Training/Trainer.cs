using EdgeConv.Training.Networks;
using EdgeConv.Training.Optimizers;
using EdgeConv.Training.Pruning;

namespace EdgeConv.Training;

/// <summary>Figures of one pass over the training frames.</summary>
/// <param name="Number">Number of the pass, from 1.</param>
/// <param name="Of">Maximum number of passes, fine-tuning included.</param>
/// <param name="IsFineTuning">Whether weights and activations are rounded in this pass.</param>
/// <param name="Loss">Mean loss of the training frames; with a teacher only the part of the labels.</param>
/// <param name="Accuracy">Accuracy on the training frames, 0 to 1; for positions the fraction that is right to one cell of the map.</param>
/// <param name="Validation">Accuracy on the validation frames, 0 to 1, or null if there are none.</param>
/// <param name="IsTeacher">Whether the teacher is trained, before the network.</param>
public sealed record Epoch(
    int Number, int Of, bool IsFineTuning, double Loss, double Accuracy, double? Validation, bool IsTeacher = false);

/// <summary>Trains a network: in floating point, then with the rounding of int8.</summary>
/// <param name="network">The network to train.</param>
/// <param name="batches">Writes frames to the network's input.</param>
/// <param name="train">Training frames.</param>
/// <param name="validation">Frames whose loss decides when training stops; may be empty.</param>
/// <param name="options">Options of training.</param>
/// <param name="random">Source of every random choice: order of frames and augmentation.</param>
/// <param name="onEpoch">Called after every epoch; may be null.</param>
/// <param name="cancellation">Ends the training within one step.</param>
public sealed class Trainer(Network network, Batches batches, Sample[] train, Sample[] validation, TrainingOptions options, Random random,
    Action<Epoch>? onEpoch = null, CancellationToken cancellation = default)
{
    /// <summary>Sets weights to 0 during training; null if none.</summary>
    internal Pruner? Pruner { get; init; }

    /// <summary>A trained network with the same classes, from which this one learns too; null if none.</summary>
    internal Network? Teacher { get; init; }

    // Fine-tuning starts from good weights, so it uses only this fraction of the learning rate.
    private const double FineTuningRate = 0.1;

    // With fewer epochs, weights are pruned within epochs too: pruned all at once, a network does not heal.
    private const int FewEpochs = 24;

    private readonly int _epochs = options.EpochsFor(train.Length);
    private readonly int _fineTuning = options.FineTuningFor(train.Length);
    private readonly float[] _classWeights = ClassWeights(network.Scores.Channels, train, options.IsBalanced);
    private readonly bool _hasPositions = batches.HasPositions;

    /// <summary>Trains in floating point, with early stopping, and folds batch normalization.</summary>
    /// <exception cref="UserException">The loss diverges.</exception>
    public void Train()
    {
        Run(_epochs, options.MaxRate, 0, false);
        network.Fold();
    }

    /// <summary>
    /// Continues training with weights and activations rounded to the values that int8 can hold. Call <see cref="Train"/> first.
    /// </summary>
    /// <param name="input">Range of the input.</param>
    /// <exception cref="UserException">The loss diverges.</exception>
    public void FineTune(QuantizedRange input)
    {
        network.Quantize(input);
        // One pass without weight updates finds the ranges of activations, so that wrong ranges never change the weights.
        for (int step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            batches.Fill(Batch(train, step), network.Input, random);
            network.Forward(training: true);
        }
        Run(_fineTuning, options.MaxRate * FineTuningRate, _epochs, true);
    }

    /// <summary>Returns for each frame the class with the maximum score.</summary>
    public int[] Classify(Sample[] samples)
    {
        int[] classes = new int[samples.Length];
        ForEachBatch(samples, (first, count) =>
        {
            for (int n = 0; n < count; n++)
            {
                int best = 0;
                for (int k = 1; k < network.Scores.Channels; k++)
                    if (network.Scores.Values[k * count + n] > network.Scores.Values[best * count + n]) best = k;
                classes[first + n] = best;
            }
        });
        return classes;
    }

    /// <summary>Returns the position of each frame that the heat map shows, in pixels.</summary>
    public Position[] Locate(Sample[] samples)
    {
        Maps maps = network.Scores;
        HeatMap heat = new(batches.Shape, maps.Height, maps.Width);
        Position[] read = new Position[samples.Length];
        ForEachBatch(samples, (first, count) =>
        {
            for (int n = 0; n < count; n++) read[first + n] = heat.Read(maps.Values.AsSpan(n * maps.Plane, maps.Plane));
        });
        return read;
    }

    private void Run(int epochs, double rate, int before, bool isFineTuning)
    {
        CosineSchedule schedule = new(rate, epochs * Steps, Math.Min(Steps, epochs * Steps / 10));
        Optimizer optimizer = options.IsSgd ? new Sgd(network.Parameters, options.Decay) : new Adam(network.Parameters, options.Decay);
        Func<Sample[], (double Loss, int Right, double Weight)> loss = Loss();
        Teacher? teacher = Teacher is null ? null : new Teacher(Teacher, network, _classWeights);
        Sample[] order = [.. train];
        float[][]? best = null;
        double min = double.PositiveInfinity;
        int done = 0, without = 0, patience = options.Patience ?? Math.Max(20, epochs * 2 / 3);
        for (int epoch = 0; epoch < epochs && without < patience; epoch++)
        {
            random.Shuffle(order);
            double sum = 0, weights = 0;
            int right = 0;
            for (int step = 0; step < Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                Sample[] batch = Batch(order, step);
                batches.Fill(batch, network.Input, random);
                network.Forward(training: true);
                (double value, int hits, double weight) = loss(batch);
                if (!double.IsFinite(value) || value > 1e4) throw new UserException(
                    $"epoch {before + epoch + 1}: the loss diverges ({value:0.#}); give a --rate below {rate:0.######}");
                teacher?.Teach(Labels(batch));
                network.Backward();
                Pruner?.Observe();
                optimizer.Step(schedule.At(done++));
                if (!isFineTuning && (step == Steps - 1 || epochs < FewEpochs)) Pruner?.Prune((epoch + (step + 1.0) / Steps) / epochs);
                Pruner?.Hold();
                sum += value * weight;
                weights += weight;
                right += hits;
            }
            (double Accuracy, double Loss)? validated = Validate(loss);
            onEpoch?.Invoke(new Epoch(before + epoch + 1, _epochs + _fineTuning, isFineTuning, sum / weights, right / (double)order.Length,
                validated?.Accuracy));
            // No epoch from before the end of pruning is kept: its network is above the budget.
            if (validated is not { } now || Pruner is { IsDone: false }) continue;
            without++;
            // Compare losses, not accuracy: with few frames many epochs reach the same accuracy.
            if (!(now.Loss < min)) continue;
            (best, min, without) = (network.Save(), now.Loss, 0);
        }
        if (best is not null) network.Restore(best);
    }

    private int Steps => options.StepsFor(train.Length);

    // Splits the frames into steps of nearly equal size: a last step with few frames would have unusual statistics.
    private Sample[] Batch(Sample[] order, int step)
    {
        int from = (int)((long)order.Length * step / Steps), to = (int)((long)order.Length * (step + 1) / Steps);
        return order[from..to];
    }

    // Returns the loss of the frames that were filled last.
    private Func<Sample[], (double Loss, int Right, double Weight)> Loss()
    {
        if (_hasPositions)
        {
            HeatMapLoss map = new(network.Scores, batches.Shape);
            return _ => map.Forward(batches.Places);
        }
        SoftmaxCrossEntropy classes = new(network.Scores, _classWeights);
        return batch => classes.Forward(Labels(batch));
    }

    private (double Accuracy, double Loss)? Validate(Func<Sample[], (double Loss, int Right, double Weight)> loss)
    {
        if (validation.Length == 0) return null;
        double sum = 0, weights = 0;
        int right = 0;
        ForEachBatch(validation, (first, count) =>
        {
            (double value, int hits, double weight) = loss(validation[first..(first + count)]);
            sum += value * weight;
            weights += weight;
            right += hits;
        });
        return (right / (double)validation.Length, sum / weights);
    }

    private void ForEachBatch(Sample[] samples, Action<int, int> done)
    {
        const int Max = 64;
        for (int first = 0; first < samples.Length; first += Max)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Max, samples.Length - first);
            batches.Fill(samples.AsSpan(first, count), network.Input, null);
            network.Forward(training: false);
            done(first, count);
        }
    }

    private static int[] Labels(ReadOnlySpan<Sample> samples)
    {
        int[] labels = new int[samples.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = samples[i].Recording.Label;
        return labels;
    }

    // A class's weight is frames / (classes * frames of the class), so that all classes count equally in the loss.
    internal static float[] ClassWeights(int classes, Sample[] train, bool isBalanced)
    {
        float[] weights = new float[classes];
        foreach (Sample sample in train) weights[sample.Recording.Label]++;
        for (int k = 0; k < classes; k++) weights[k] = isBalanced ? train.Length / (classes * Math.Max(1, weights[k])) : 1;
        return weights;
    }
}
