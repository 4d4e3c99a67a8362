namespace EdgeConv.Training.Quantizing;

/// <summary>Ranges that cross-layer equalization makes equal.</summary>
public enum EqualizationKind
{
    /// <summary>No equalization: weights stay as they are.</summary>
    None,

    /// <summary>Ranges of both layers' weights, as published by Nagel et al.</summary>
    Weights,

    /// <summary>Range of the activations between the layers, and range of the second layer's weights.</summary>
    Activations,
}

/// <summary>
/// Cross-layer equalization (M. Nagel et al., Data-Free Quantization through Weight Equalization and Bias Correction, 2019): where only
/// operators that commute with a positive factor are between two layers, channel i of the first layer is divided by a factor, and the
/// weights of the second layer that read it are multiplied by the same factor. The factors make the channels' ranges similar. The network
/// computes the same as before.
/// </summary>
internal static class Equalization
{
    private const int MaxRounds = 40;
    private const float MaxFactor = 1e4f;

    // Operators that commute with a positive factor per channel and keep the order of the channels.
    private static readonly HashSet<string> s_between =
        ["Relu", "LeakyRelu", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Pad", "Flatten", "Reshape"];

    /// <summary>Equalizes all pairs of layers and returns their number.</summary>
    /// <param name="model">The model; its weights and biases change.</param>
    /// <param name="kind">Ranges to make equal.</param>
    /// <param name="dimsOf">Returns the length of each axis of a value.</param>
    /// <param name="magnitudesOf">Returns the largest magnitude of each channel of a value over the calibration frames, or null if it is
    /// not known.</param>
    public static int Run(FloatModel model, EqualizationKind kind, Func<string, int[]> dimsOf, Func<string, float[]?> magnitudesOf)
    {
        if (kind == EqualizationKind.None) return 0;
        List<Pair> pairs = [.. model.Nodes.Select(node => PairOf(model, node, dimsOf)).OfType<Pair>()];
        // Most layers belong to two pairs, so one pair's change disturbs the other: repeat until the factors settle.
        for (int round = 0; round < MaxRounds && pairs.Count > 0; round++)
            if (pairs.Max(pair => Step(model, pair, kind, magnitudesOf)) < 0.01f) break;
        return pairs.Count;
    }

    // Returns the largest change of a factor, as a logarithm.
    private static float Step(FloatModel model, Pair pair, EqualizationKind kind, Func<string, float[]?> magnitudesOf)
    {
        FloatFilter first = FloatFilter.Of(model, model.Producer(pair.Output))!,
            second = FloatFilter.Of(model, model.Producer(pair.Behind))!;
        float[] behind = [.. second.InputRanges().Chunk(pair.Inner).Select(chunk => chunk.Max())], before = first.OutputRanges();
        if (kind == EqualizationKind.Activations && magnitudesOf(pair.Activation) is { } magnitudes && magnitudes.Length == before.Length)
            before = [.. magnitudes.Select((magnitude, i) => magnitude / pair.Factors[i])];
        float[] factors = [.. before.Select((range, i) =>
        {
            if (!(range > 0) || !(behind[i] > 0)) return 1;
            // A depthwise filter has one scale per channel, so a larger range of its weights adds no error.
            float factor = kind == EqualizationKind.Activations && second.IsDepthwise ? range : MathF.Sqrt(range / behind[i]);
            return Math.Clamp(factor, 1 / MaxFactor / pair.Factors[i], MaxFactor / pair.Factors[i]);
        })];
        first.ScaleOutputs([.. factors.Select(factor => 1 / factor)], new float[factors.Length]);
        second.ScaleInputs([.. Enumerable.Range(0, second.Inputs).Select(i => factors[i / pair.Inner])]);
        for (int i = 0; i < factors.Length; i++) pair.Factors[i] *= factors[i];
        return factors.Max(factor => Math.Abs(MathF.Log(factor)));
    }

    private static Pair? PairOf(FloatModel model, OnnxFileNode node, Func<string, int[]> dimsOf)
    {
        if (FloatFilter.Of(model, node) is not { } first || first.Node.Type == "MatMul") return null;
        string output = node.Outputs[0], value = output, last = output;
        int inner = 1;
        while (model.OnlyUser(value) is { } user && user.Inputs[0] == value)
        {
            if (FloatFilter.Of(model, user) is { } second)
                return second.Inputs == first.Outputs * inner
                    ? new Pair(output, last, user.Outputs[0], inner, [.. Enumerable.Repeat(1f, first.Outputs)]) : null;
            bool commutes = s_between.Contains(user.Type)
                || (user.Type == "Clip" && FloatRewriting.Bounds(model, user) is (0, float.PositiveInfinity));
            if (!commutes || (user.Type == "Pad" && (PadsOther(model, user) || dimsOf(value)[1] != dimsOf(user.Outputs[0])[1])))
                return null;
            if (user.Type is "Flatten" or "Reshape")
            {
                // [1, C, H, W] becomes [1, C * H * W]: the H * W values of a channel stay together.
                int[] from = dimsOf(value), to = dimsOf(user.Outputs[0]);
                if (from.Length < 2 || to.Length != 2 || to[0] != from[0]) return null;
                inner *= from.Skip(2).Aggregate(1, (product, extent) => product * extent);
            }
            else last = user.Outputs[0];
            value = user.Outputs[0];
        }
        return null;
    }

    // Whether a Pad pads with another value than 0.
    private static bool PadsOther(FloatModel model, OnnxFileNode pad) => pad.Inputs.ElementAtOrDefault(2) is { Length: > 0 } name
        ? model.FloatConstant(name) is not { Values.Length: 1 } value || value.Floats[0] != 0
        : new OnnxAttributes(pad).Float("value", 0) != 0;

    /// <summary>Two layers that have only operators between them that commute with a factor.</summary>
    /// <param name="Output">Name of the first layer's output.</param>
    /// <param name="Activation">Name of the last value between the layers that is still a map.</param>
    /// <param name="Behind">Name of the second layer's output.</param>
    /// <param name="Inner">Number of the second layer's inputs per channel of the first: above 1 if the map is flattened between
    /// them.</param>
    /// <param name="Factors">Product of the factors that divided each channel until now.</param>
    private sealed record Pair(string Output, string Activation, string Behind, int Inner, float[] Factors);
}
