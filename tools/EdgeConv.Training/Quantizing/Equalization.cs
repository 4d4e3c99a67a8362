namespace EdgeConv.Training.Quantizing;

/// <summary>What cross-layer equalization goes by.</summary>
public enum EqualizationKind
{
    /// <summary>Weights stay as they are.</summary>
    None,

    /// <summary>Ranges of the weights of both layers, as published.</summary>
    Weights,

    /// <summary>Ranges of the activations between the layers, and of the weights behind them.</summary>
    Activations,
}

/// <summary>
/// Cross-layer equalization (M. Nagel et al., Data-Free Quantization through Weight Equalization and Bias Correction, 2019): where only
/// operators that commute with a positive factor stand between two layers, channel i of the first is divided, and its weights in the second
/// multiplied, by a factor that brings the channels to like ranges. What the network computes stays.
/// </summary>
internal static class Equalization
{
    private const int MaxRounds = 40;
    private const float MaxFactor = 1e4f;

    // They commute with a positive factor per channel, and leave channels where they are.
    private static readonly HashSet<string> s_between =
        ["Relu", "LeakyRelu", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Pad", "Flatten", "Reshape"];

    /// <summary>Equalizes. Returns how many pairs of layers were changed.</summary>
    /// <param name="model">Changed in place.</param>
    /// <param name="kind">What it goes by.</param>
    /// <param name="dimsOf">Extents of a value.</param>
    /// <param name="magnitudesOf">Greatest magnitude per channel of what a layer gives, behind its activation, over the calibration
    /// frames.</param>
    public static int Run(FloatModel model, EqualizationKind kind, Func<string, int[]> dimsOf, Func<string, float[]?> magnitudesOf)
    {
        if (kind == EqualizationKind.None) return 0;
        List<Pair> pairs = [.. model.Nodes.Select(node => PairOf(model, node, dimsOf)).OfType<Pair>()];
        // A layer is part of two pairs as a rule: round by round until nothing moves.
        for (int round = 0; round < MaxRounds && pairs.Count > 0; round++)
            if (pairs.Max(pair => Step(model, pair, kind, magnitudesOf)) < 0.01f) break;
        return pairs.Count;
    }

    // Returns by how much the factors moved, as a logarithm.
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
            // A filter per channel has a scale per channel: what it takes on costs nothing.
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
                // [1, C, H, W] as [1, C * H * W]: channel by channel.
                int[] from = dimsOf(value), to = dimsOf(user.Outputs[0]);
                if (from.Length < 2 || to.Length != 2 || to[0] != from[0]) return null;
                inner *= from.Skip(2).Aggregate(1, (product, extent) => product * extent);
            }
            else last = user.Outputs[0];
            value = user.Outputs[0];
        }
        return null;
    }

    // Whether a Pad pads with something else than 0.
    private static bool PadsOther(FloatModel model, OnnxFileNode pad) => pad.Inputs.ElementAtOrDefault(2) is { Length: > 0 } name
        ? model.FloatConstant(name) is not { Values.Length: 1 } value || value.Floats[0] != 0
        : new OnnxAttributes(pad).Float("value", 0) != 0;

    /// <summary>Two layers with nothing between them but what commutes with a factor.</summary>
    /// <param name="Output">What the first gives.</param>
    /// <param name="Activation">What the first gives behind its activation, while it is still a map.</param>
    /// <param name="Behind">What the second gives.</param>
    /// <param name="Inner">Inputs of the second to a channel of the first: above 1 behind a flattened map.</param>
    /// <param name="Factors">By which channels were divided so far.</param>
    private sealed record Pair(string Output, string Activation, string Behind, int Inner, float[] Factors);
}
