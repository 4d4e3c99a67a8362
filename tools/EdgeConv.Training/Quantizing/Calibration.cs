namespace EdgeConv.Training.Quantizing;

/// <summary>Method that derives the range of a tensor from its values over the calibration frames.</summary>
public enum RangeMethod
{
    /// <summary>From the minimum to the maximum value.</summary>
    MinMax,

    /// <summary>The range that holds 99.99 % of the values.</summary>
    Percentile9999,

    /// <summary>The range that holds 99.9 % of the values.</summary>
    Percentile999,

    /// <summary>The range with the smallest Kullback-Leibler divergence between the values and their int8 form (S. Migacz, 2017).</summary>
    Entropy,
}

/// <summary>
/// Statistics and ranges of a float model's activations over the calibration frames; ONNX Runtime computes the activations.
/// </summary>
internal sealed class Calibration
{
    private readonly QuantizedValues _values;
    private readonly Dictionary<string, Dictionary<RangeMethod, ValueRange>> _ranges = [];

    /// <summary>Runs the model twice over all frames: for the ranges, then for the histograms.</summary>
    /// <param name="model">The float model.</param>
    /// <param name="values">Values of the model that become int8.</param>
    /// <param name="dimsOf">Returns the length of each axis of a value.</param>
    /// <param name="frames">Frames in the axis order of the model's input.</param>
    /// <param name="step">Called after each frame of each run.</param>
    /// <exception cref="ModelException">A frame gives an activation that is not a finite number.</exception>
    public Calibration(FloatModel model, QuantizedValues values, Func<string, int[]> dimsOf, IReadOnlyList<float[]> frames, Action step)
    {
        _values = values;
        string[] names = [.. values.Names];
        Statistics[] all = [.. names.Select(name => Statistics.Of(dimsOf(name)))];
        using FloatRun run = FloatRun.Open(model, names);
        for (int f = 0; f < frames.Count; f++)
        {
            float[][] outputs = run.Of(frames[f]);
            for (int i = 0; i < names.Length; i++)
                if (!all[i].Add(outputs[i])) throw new ModelException(
                    $"{LabelOf(model, names[i])}: calibration frame {f} gives a value that is not a finite number; check the frame");
            step();
        }
        // Values that share a quantization share a histogram.
        Dictionary<string, ValueRange> groups = [];
        for (int i = 0; i < names.Length; i++)
            groups[values.Of(names[i])] = groups.GetValueOrDefault(values.Of(names[i])).With(all[i].Range);
        Dictionary<string, Histogram> histograms = groups.ToDictionary(group => group.Key, group => new Histogram(group.Value));
        foreach (float[] frame in frames)
        {
            float[][] outputs = run.Of(frame);
            for (int i = 0; i < names.Length; i++) histograms[values.Of(names[i])].Add(outputs[i]);
            step();
        }
        for (int i = 0; i < names.Length; i++)
        {
            all[i].Histogram = histograms[values.Of(names[i])];
            Of[names[i]] = all[i];
        }
        foreach ((string group, ValueRange range) in groups)
        {
            Histogram histogram = histograms[group];
            _ranges[group] = new()
            {
                [RangeMethod.MinMax] = range,
                [RangeMethod.Percentile9999] = histogram.Percentile(0.9999),
                [RangeMethod.Percentile999] = histogram.Percentile(0.999),
                [RangeMethod.Entropy] = histogram.Entropy(),
            };
        }
    }

    /// <summary>Statistics of each value, by its name.</summary>
    public Dictionary<string, Statistics> Of { get; } = [];

    /// <summary>The range of a group of values.</summary>
    public ValueRange RangeOf(string group, RangeMethod method) => _ranges[_values.Of(group)][method];

    private static string LabelOf(FloatModel model, string name) => model.Producer(name)?.Label ?? $"input '{OnnxText.Short(name)}'";
}
