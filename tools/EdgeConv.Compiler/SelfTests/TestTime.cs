using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Profile;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Compiler.SelfTests;

/// <summary>Seconds that the slowest board may take for parts of a self-test: the profile's prediction.</summary>
internal sealed class TestTime
{
    // IL instructions per byte: to make an input and write it, or to read an output and add it to the CRC.
    private const int InstructionsPerByte = 40;

    private static readonly double s_nanoseconds = BoardSpeed.All.Max(speed => speed.High);

    private readonly Dictionary<Operator, double> _layers = new(ReferenceEqualityComparer.Instance);

    private TestTime(Graph graph, ModelProfile profile, double factor)
    {
        foreach ((Operator op, ProfiledLayer layer) in graph.Operators.Zip(profile.Layers))
            _layers[op] = Seconds(factor * layer.Cost.Instructions + Bytes(op.Input) + Bytes(op.Output));
        Inference = Seconds(factor * profile.MaxInstructions + graph.Inputs.Concat(graph.Outputs).Sum(Bytes));
    }

    /// <summary>One input of the whole model.</summary>
    public double Inference { get; }

    /// <summary>Predicts times; null for a model that takes too long to be counted.</summary>
    /// <param name="graph">What the file was made from.</param>
    /// <param name="file">The file.</param>
    public static TestTime? Of(Graph graph, EcmFile file)
    {
        try
        {
            ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Packed);
            // The profile counts fast weights.
            double factor = file.Compact.IsEmpty ? 1
                : (double)InferenceCounter.MaxOf(PackedModel.Load(file.Bytes), file.Bytes) / profile.MaxInstructions;
            return new TestTime(graph, profile, factor);
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <summary>One round of a layer.</summary>
    public double OfRound(LayerTest test) => _layers[test.Layer.Operator];

    /// <summary>All rounds of a layer.</summary>
    public double Of(LayerTest test) => test.Rounds * OfRound(test);

    private static double Seconds(double instructions) => instructions * s_nanoseconds / 1e9;

    private static double Bytes(Tensor tensor) => InstructionsPerByte * (double)tensor.Shape.Length;
}
