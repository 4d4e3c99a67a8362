namespace EdgeConv.Training.Quantizing;

/// <summary>One way to quantize a model, and how far it is from float.</summary>
internal sealed record Candidate(FloatModel Model, FloatModel Uncorrected, Calibration Calibration, QuantizedModel Quantized,
    Dictionary<string, RangeMethod> Methods, EqualizationKind Equalization, int EqualizedPairs, bool BiasCorrected, double Error);

/// <summary>
/// Chooses equalization, ranges and bias correction by the error of the int8 network, run in the reference engine, against ONNX Runtime's
/// float: noise to signal at the output, before a softmax. Ranges come from one half of the frames and are compared on the other, so that
/// what fits the frames alone does not win; with what is chosen the ranges come from all, unless a rare outlier among the others makes that
/// worse.
/// </summary>
/// <param name="model">In form.</param>
/// <param name="values">What becomes int8.</param>
/// <param name="dimsOf">Extents of a value.</param>
/// <param name="frames">In the model's order and units.</param>
/// <param name="inputRange">The input's range where it is known; null to take it from the frames.</param>
/// <param name="options">What is given instead of chosen.</param>
/// <param name="progress">Told what is done and how far.</param>
internal sealed class Search(FloatModel model, QuantizedValues values, Func<string, int[]> dimsOf, float[][] frames,
    ValueRange? inputRange, QuantizerOptions options, Action<string, double>? progress)
{
    private const int MaxCompared = 32;

    // With fewer frames all serve for both, ranges and comparing.
    private const int MinToHoldOut = 8;

    // Below this a change is no gain but chance.
    private const double Gain = 0.98;

    private readonly float[][] _fitted = frames.Length < MinToHoldOut ? frames : [.. frames.Where((_, i) => i % 2 == 0)];

    /// <summary>What becomes int8.</summary>
    public QuantizedValues Values => values;

    /// <summary>Values whose error counts.</summary>
    public string[] Measured { get; } = [.. model.Outputs.Select(output => BeforeSoftmax(model, values, output)).Distinct()];

    /// <summary>Frames that candidates are compared on.</summary>
    public float[][] Compared { get; } = Spread(frames.Length < MinToHoldOut ? frames : [.. frames.Where((_, i) => i % 2 == 1)]);

    private float[][][] Expected => field ??= FloatRun.OfAll(model, Measured, Compared);

    /// <summary>Error with ranges from least to greatest and nothing else.</summary>
    public double PlainError { get; private set; }

    /// <summary>The best found.</summary>
    /// <param name="maxMacs">Multiply-accumulates that trying ranges tensor by tensor may take.</param>
    public Candidate Run(long maxMacs)
    {
        EqualizationKind[] kinds = options.Equalization is { } kind ? [kind] : Enum.GetValues<EqualizationKind>();
        RangeMethod[] methods = options.Ranges is { } method ? [method] : Enum.GetValues<RangeMethod>();
        Candidate? best = null;
        Calibration? plain = null;
        for (int e = 0; e < kinds.Length; e++)
        {
            FloatModel equalized = model.Copy();
            int pairs = Equalization.Run(equalized, kinds[e], dimsOf, value => plain?.Of.GetValueOrDefault(value)?.Magnitudes);
            if (kinds[e] != EqualizationKind.None && pairs == 0 && e > 0) continue;
            Calibration calibration = Calibrate(equalized, _fitted, $"calibrating ({e + 1} of {kinds.Length})");
            plain ??= calibration;
            foreach (RangeMethod each in methods)
            {
                Candidate candidate = Try(equalized, equalized, calibration,
                    Values.Names.Select(Values.Of).Distinct().ToDictionary(group => group, _ => each), kinds[e], pairs, false);
                if (kinds[e] == EqualizationKind.None && each == RangeMethod.MinMax) PlainError = candidate.Error;
                if (best is null || candidate.Error < best.Error * Gain) best = candidate;
            }
        }
        if (options.Ranges is null) best = Refined(best!, methods, maxMacs);
        Candidate all = Try(best!.Model, best.Uncorrected, Calibrate(best.Model, frames, "calibrating with all frames"), best.Methods,
            best.Equalization, best.EqualizedPairs, false);
        if (all.Error * Gain <= best.Error) best = all;
        if (options.CorrectsBias == false) return best;
        FloatModel corrected = best.Model.Copy();
        BiasCorrection.Run(corrected, best.Quantized, value => best.Calibration.Of.GetValueOrDefault(value)?.Means);
        Candidate last = Try(corrected, best.Model, best.Calibration, best.Methods, best.Equalization, best.EqualizedPairs, true);
        return options.CorrectsBias == true || last.Error < best.Error ? last : best;
    }

    // Other methods for one tensor after the other, as long as that is soon done.
    private Candidate Refined(Candidate best, RangeMethod[] methods, long maxMacs)
    {
        long cost = Math.Max(1, best.Quantized.Graph.Operators.Sum(op => op.Macs + op.Output.Shape.Length)) * Compared.Length;
        string[] groups = [.. best.Methods.Keys.Where(group => !Values.Fixed.ContainsKey(group))];
        if (cost * groups.Length * (methods.Length - 1) > maxMacs) return best;
        for (int i = 0; i < groups.Length; i++)
        {
            foreach (RangeMethod method in methods)
            {
                if (best.Methods[groups[i]] == method || best.Calibration.RangeOf(groups[i], method) == best.Calibration.RangeOf(groups[i],
                    best.Methods[groups[i]])) continue;
                Candidate candidate = Try(best.Model, best.Uncorrected, best.Calibration, new(best.Methods) { [groups[i]] = method },
                    best.Equalization, best.EqualizedPairs, false);
                if (candidate.Error < best.Error * Gain) best = candidate;
            }
            progress?.Invoke("choosing ranges", (i + 1.0) / groups.Length);
        }
        return best;
    }

    private Calibration Calibrate(FloatModel model, float[][] frames, string what)
    {
        int done = 0;
        return new Calibration(model, Values, dimsOf, frames, () => progress?.Invoke(what, ++done / (2.0 * frames.Length)));
    }

    private Candidate Try(FloatModel model, FloatModel uncorrected, Calibration calibration, Dictionary<string, RangeMethod> methods,
        EqualizationKind kind, int pairs, bool isCorrected)
    {
        string input = Values.Of(model.Input.Name);
        QuantizedModel quantized = new(model, Values, group => group == input && inputRange is { } known ? known
            : calibration.RangeOf(group, methods[group]), options.OneScalePerGemm);
        Noise noise = new();
        for (int f = 0; f < Compared.Length; f++)
        {
            TensorValues actual = Evaluation.Run(quantized, model, Compared[f]);
            for (int i = 0; i < Measured.Length; i++) noise.Add(Expected[f][i], Evaluation.Real(quantized, actual, Measured[i]));
        }
        return new Candidate(model, uncorrected, calibration, quantized, methods, kind, pairs, isCorrected, noise.Ratio);
    }

    private static float[][] Spread(float[][] all) => [.. CalibrationSet.Spread(all.Length, MaxCompared).Select(i => all[i])];

    // Probabilities hide what happened to the scores they come from.
    private static string BeforeSoftmax(FloatModel model, QuantizedValues values, string output)
    {
        string value = output;
        while (model.Producer(value) is { Type: "Softmax" or "Sigmoid" or "Flatten" or "Reshape" or "Squeeze" } node
            && values.Names.Contains(node.Inputs[0]) && model.Producer(node.Inputs[0]) is not null) value = node.Inputs[0];
        return value;
    }
}
