using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;
using EdgeConv.Compiler.Reference;
using EdgeConv.Training.Evaluating;
using EdgeConv.Training.Networks;
using EdgeConv.Training.Pruning;

namespace EdgeConv.Training;

/// <summary>Result of one training.</summary>
/// <param name="Network">The network after fine-tuning.</param>
/// <param name="Range">Conversion of sensor values to the input.</param>
/// <param name="Graph">The int8 model.</param>
/// <param name="Split">Recordings for training, validation and test.</param>
/// <param name="Test">Predictions for the test frames.</param>
/// <param name="History">All epochs in order.</param>
public sealed record TrainedModel(Network Network, InputRange Range, Graph Graph, DataSplit Split, TestResult Test,
    IReadOnlyList<Epoch> History)
{
    /// <summary>What pruning did; null if no weights were pruned.</summary>
    public PruningResult? Pruning { get; private init; }

    /// <summary>
    /// Accuracy of the teacher on the test frames in floating point, 0 to 1; null without a teacher or without test frames.
    /// </summary>
    public double? TeacherAccuracy { get; private init; }

    /// <summary>Trains once.</summary>
    /// <param name="data">The labelled frames.</param>
    /// <param name="split">Recordings for training, validation and test.</param>
    /// <param name="file">Content of the network's .json file.</param>
    /// <param name="name">Name of the model if the file gives none.</param>
    /// <param name="options">Options of training.</param>
    /// <param name="random">Source of every random choice: weights, order of frames and augmentation.</param>
    /// <param name="onEpoch">Called after every epoch; may be null.</param>
    /// <param name="cancellation">Ends the training within one step of the optimizer.</param>
    /// <exception cref="ModelException">The file holds no network that such frames can train.</exception>
    /// <exception cref="UserException">The loss diverges, or the network cannot be pruned enough.</exception>
    public static TrainedModel Train(DataSet data, DataSplit split, byte[] file, string name, TrainingOptions options, Random random,
        Action<Epoch>? onEpoch = null, CancellationToken cancellation = default) => Train(data, split,
            source => NetworkReader.Read(name, file, data.Shape, data.HasPositions ? 0 : data.Classes.Count, source), options, random,
            onEpoch, cancellation);

    /// <summary>Trains a network of any source once.</summary>
    /// <param name="data">The labelled frames.</param>
    /// <param name="split">Recordings for training, validation and test.</param>
    /// <param name="make">Makes the network, the same layers each time; its argument is the source of the weights that are drawn.</param>
    /// <param name="options">Options of training.</param>
    /// <param name="random">Source of every random choice: weights, order of frames and augmentation.</param>
    /// <param name="onEpoch">Called after every epoch; may be null.</param>
    /// <param name="cancellation">Ends the training within one step of the optimizer.</param>
    /// <param name="range">Range of the input; null for the range of the training frames.</param>
    /// <exception cref="ModelException">The network does not fit the frames.</exception>
    /// <exception cref="UserException">The loss diverges, or the network cannot be pruned enough.</exception>
    public static TrainedModel Train(DataSet data, DataSplit split, Func<Random, Network> make, TrainingOptions options, Random random,
        Action<Epoch>? onEpoch = null, CancellationToken cancellation = default, InputRange? range = null)
    {
        range ??= data.RangeOf(split.Train);
        Network learner = make(random);
        Batches batches = new(data, range, options.Augmentation);
        Sample[] test = DataSet.Samples(split.Test);
        QuantizedRange input = new();
        input.Set((float)(range.Low / range.Unit), (float)(range.High / range.Unit));
        (Network? teacher, double? teacherAccuracy) = TrainTeacher();
        List<Epoch> history = [];
        Trainer trainer = new(learner, batches, DataSet.Samples(split.Train), DataSet.Samples(split.Validation), options, random, epoch =>
        {
            history.Add(epoch);
            onEpoch?.Invoke(epoch);
        }, cancellation)
        {
            Teacher = teacher,
            Pruner = options.MaxInstructions is { } budget && options.Epochs != 0 ? new Pruner(learner, budget, CostOf) : null,
        };
        trainer.Train();
        int[] given = data.HasPositions ? [] : trainer.Classify(test);
        Position[] read = data.HasPositions ? trainer.Locate(test) : [];
        trainer.FineTune(input);
        Graph graph = GraphExport.ToGraph(learner, range);
        while (trainer.Pruner is { } pruner && pruner.Trim(InstructionsOf(graph))) graph = GraphExport.ToGraph(learner, range);
        TestResult result = data.HasPositions
            ? new(test, [], [], new(test, read), new(test, Locate(graph, batches, test, cancellation)))
            : new(test, given, Classify(graph, batches, test, cancellation));
        return new(learner, range, graph, split, result, history)
        {
            TeacherAccuracy = teacherAccuracy,
            Pruning = trainer.Pruner?.Before is { } before ? new PruningResult(before, InstructionsOf(graph), ZerosOf(graph)) : null,
        };

        (Network?, double?) TrainTeacher()
        {
            if (options.Teacher is not { } larger) return (null, null);
            Network network = NetworkReader.Read("the teacher", larger, data.Shape, data.Classes.Count, random);
            Trainer trainer = new(network, batches, DataSet.Samples(split.Train), DataSet.Samples(split.Validation),
                options with { FineTuning = 0 }, random, epoch => onEpoch?.Invoke(epoch with { IsTeacher = true }), cancellation);
            try
            {
                trainer.Train();
            }
            catch (UserException e)
            {
                throw new UserException($"the teacher, {e.Message}");
            }
            return (network, test.Length == 0 ? null : new TestResult(test, trainer.Classify(test), []).FloatAccuracy);
        }

        // Counts the instructions of a network that is still in training, by a copy that is finished as it is.
        long CostOf(Network network)
        {
            const int Frames = 64; // enough for the ranges of activations
            Random copied = new(0);
            Network copy = make(copied);
            copy.Restore(network.Save());
            Trainer finisher = new(copy, new Batches(data, range, options.Augmentation), [.. DataSet.Samples(split.Train).Take(Frames)], [],
                options with { Epochs = 0, FineTuning = 0 }, copied, null, cancellation);
            finisher.Train();
            finisher.FineTune(input);
            return InstructionsOf(GraphExport.ToGraph(copy, range));
        }
    }

    private static long InstructionsOf(Graph graph) => ModelProfile.Of(Pipeline.Run(graph), ModelProfile.Compiled).Total.Instructions;

    private static double ZerosOf(Graph graph)
    {
        sbyte[][] weights = [.. graph.Operators.OfType<WeightedOperator>().Select(op => (sbyte[])op.Filters.Constant!)];
        return weights.Sum(layer => layer.Count(weight => weight == 0)) / (double)weights.Sum(layer => layer.Length);
    }

    /// <summary>Returns for each frame the index of the int8 model's maximum output.</summary>
    private static int[] Classify(Graph graph, Batches batches, Sample[] samples, CancellationToken cancellation) =>
        Each(graph, batches, samples, (output, _) => Array.IndexOf(output, output.Max()), cancellation);

    /// <summary>Returns for each frame the position that a board reads from the int8 model's heat map.</summary>
    private static Position[] Locate(Graph graph, Batches batches, Sample[] samples, CancellationToken cancellation) =>
        Each(graph, batches, samples, (output, tensor) => HeatMap.Of(batches.Shape, tensor).Read(output), cancellation);

    private static T[] Each<T>(
        Graph graph, Batches batches, Sample[] samples, Func<sbyte[], Tensor, T> read, CancellationToken cancellation)
    {
        Graph run = Pipeline.Run(graph);
        T[] results = new T[samples.Length];
        Parallel.For(0, samples.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
            results[i] = read(ReferenceEngine.Run(run, [batches.Quantize(samples[i])]).Int8(run.Outputs[0]), run.Outputs[0]));
        return results;
    }
}
