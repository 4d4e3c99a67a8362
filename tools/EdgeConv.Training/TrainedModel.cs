using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Reference;
using EdgeConv.Training.Networks;

namespace EdgeConv.Training;

/// <summary>What one training gave.</summary>
/// <param name="Network">The network, as it learned last.</param>
/// <param name="Range">How the sensor's values become the input.</param>
/// <param name="Graph">The int8 model.</param>
/// <param name="Split">Which recordings were which.</param>
/// <param name="Test">How it judged the test frames.</param>
/// <param name="History">All epochs.</param>
public sealed record TrainedModel(Network Network, InputRange Range, Graph Graph, DataSplit Split, TestResult Test,
    IReadOnlyList<Epoch> History)
{
    /// <summary>Trains once.</summary>
    /// <param name="data">Whose frames.</param>
    /// <param name="split">Which recordings are which.</param>
    /// <param name="network">The .json file of the network.</param>
    /// <param name="name">What to call the model where the file gives no name.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Draws weights, the order of frames and their changes.</param>
    /// <param name="onEpoch">Told after every epoch; may be null.</param>
    public static TrainedModel Train(DataSet data, DataSplit split, byte[] network, string name, TrainingOptions options, Random random,
        Action<Epoch>? onEpoch = null)
    {
        InputRange range = data.RangeOf(split.Train);
        Network learner = NetworkReader.Read(name, network, data.Shape, data.Classes.Count, random);
        Batches batches = new(data, range, options.Augmentation);
        Sample[] test = DataSet.Samples(split.Test);
        List<Epoch> history = [];
        Trainer trainer = new(learner, batches, DataSet.Samples(split.Train), DataSet.Samples(split.Validation), options, random, epoch =>
        {
            history.Add(epoch);
            onEpoch?.Invoke(epoch);
        });
        trainer.Train();
        int[] given = trainer.Classify(test);
        QuantizedRange input = new();
        input.Set((float)(range.Low / range.Unit), (float)(range.High / range.Unit));
        trainer.FineTune(input);
        Graph graph = GraphExport.ToGraph(learner, range);
        return new(learner, range, graph, split, new TestResult(test, given, Classify(graph, batches, test)), history);
    }

    /// <summary>The class of the greatest output of the int8 model, for each frame.</summary>
    private static int[] Classify(Graph graph, Batches batches, Sample[] samples)
    {
        Graph run = Pipeline.Run(graph);
        int[] classes = new int[samples.Length];
        Parallel.For(0, samples.Length, i =>
        {
            sbyte[] output = ReferenceEngine.Run(run, [batches.Quantize(samples[i])]).Int8(run.Outputs[0]);
            classes[i] = Array.IndexOf(output, output.Max());
        });
        return classes;
    }
}
