using EdgeConv.Compiler.Reference;
using EdgeConv.Slots;

namespace EdgeConv.Compiler.SelfTests;

/// <summary>One input of a whole model: noise, or a frame.</summary>
internal sealed class TestInput
{
    /// <summary>A frame.</summary>
    public TestInput(sbyte[] frame) => Frame = frame;

    private TestInput(int run, int power, int shift, int low, uint seed) => (Run, Power, Shift, Low, Seed) = (run, power, shift, low, seed);

    /// <summary>The frame; null for noise.</summary>
    public sbyte[]? Frame { get; }

    /// <summary>How many elements in a row have the same value.</summary>
    public int Run { get; }

    /// <summary>How often a value, a fraction of 256, is squared.</summary>
    public int Power { get; }

    /// <summary>How often it is halved then.</summary>
    public int Shift { get; }

    /// <summary>The least value.</summary>
    public int Low { get; }

    /// <summary>Seed of the noise.</summary>
    public uint Seed { get; } = 1;

    /// <summary>
    /// Chooses noise that comes through the model: inputs for which the output of the last layer with weights has most values that are not
    /// clamped. Equal values side by side, as in a picture, reach what noise without order leaves at its average.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="last">The output.</param>
    /// <param name="count">How many.</param>
    public static List<TestInput> Noise(Graph graph, Tensor last, int count)
    {
        if (count == 0) return [];
        Shape input = graph.Inputs[0].Shape;
        int channels = input.Rank == 4 ? input.Axes[^1] : 1, row = input.Rank >= 3 ? channels * input.Axes[^2] : 8;
        int[] runs = [1, 3 * channels + 1, row + 1, 4 * row + 3];
        (int Power, int Shift, int Low)[] spans = [(0, 0, -128), (0, 1, -64), (0, 3, -128), (0, 2, 32), (1, 0, -128), (3, 0, -128)];
        List<TestInput> all = [.. from span in spans from run in runs.Distinct()
            select new TestInput(Math.Min(run, ushort.MaxValue), span.Power, span.Shift, span.Low, (uint)run)];
        return [.. all.OrderByDescending(noise => noise.FreeValues(graph, last)).Take(count)];
    }

    private int FreeValues(Graph graph, Tensor last)
    {
        uint state = Seed;
        List<sbyte[]> inputs = [];
        foreach (Tensor tensor in graph.Inputs)
        {
            sbyte[] values = new sbyte[tensor.Shape.Length];
            state = SelfTest.Noise(values, values.Length, 0, state, Run, Power, Shift, Low);
            inputs.Add(values);
        }
        sbyte[] output = ReferenceEngine.Run(graph, inputs).Int8(last);
        (sbyte min, sbyte max) = (output.Min(), output.Max());
        return output.Length > 2 ? output.Count(value => value != min && value != max)
            : output.Count(value => value is > sbyte.MinValue and < sbyte.MaxValue);
    }
}
