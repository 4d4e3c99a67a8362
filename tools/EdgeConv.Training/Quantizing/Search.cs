namespace EdgeConv.Training.Quantizing;

/// <summary>One way to quantize a model, and its error against the float model.</summary>
internal sealed record Candidate(FloatModel Model, FloatModel Uncorrected, Calibration Calibration, QuantizedModel Quantized,
    Dictionary<string, RangeMethod> Methods, EqualizationKind Equalization, int EqualizedPairs, bool BiasCorrected, double Error);

/// <summary>
/// Chooses equalization, ranges and bias correction by the error of the int8 network in the reference engine against the float network in
/// ONNX Runtime: the noise-to-signal ratio at the output, before a softmax. The ranges come from one half of the frames and are compared on
/// the other half, so that a choice that only fits particular frames does not win. The chosen ranges are then computed from all frames,
/// unless that is worse because of a rare outlier.
/// </summary>
/// <param name="model">The model, after <see cref="FloatRewriting"/>.</param>
/// <param name="values">Values of the model that become int8.</param>
/// <param name="dimsOf">Returns the length of each axis of a value.</param>
/// <param name="frames">Frames in the model's axis order and units.</param>
/// <param name="inputRange">Range of the input if it is known; null to derive it from the frames.</param>
/// <param name="options">Choices that the user made; the search makes the others.</param>
/// <param name="progress">Called with the name of the current step and its progress, 0 to 1; may be null.</param>
internal sealed class Search(FloatModel model, QuantizedValues values, Func<string, int[]> dimsOf, float[][] frames,
    ValueRange? inputRange, QuantizerOptions options, Action<string, double>? progress)
{
    private const int MaxCompared = 32;

    // With fewer frames than this, all frames are used both for the ranges and for the comparison.
    private const int MinToHoldOut = 8;

    // A candidate must reduce the error at least by this factor; a smaller gain may be chance.
    private const double Gain = 0.98;

    private readonly float[][] _fitted = frames.Length < MinToHoldOut ? frames : [.. frames.Where((_, i) => i % 2 == 0)];

    public QuantizedValues Values => values;

    /// <summary>Values whose error is measured.</summary>
    public string[] Measured { get; } = [.. model.Outputs.Select(output => BeforeSoftmax(model, values, output)).Distinct()];

    /// <summary>Frames on which candidates are compared.</summary>
    public float[][] Compared { get; } = Spread(frames.Length < MinToHoldOut ? frames : [.. frames.Where((_, i) => i % 2 == 1)]);

    private float[][][] Expected => field ??= FloatRun.OfAll(model, Measured, Compared);

    /// <summary>Error with minimum-to-maximum ranges and no other step.</summary>
    public double PlainError { get; private set; }

    /// <summary>Returns the candidate with the smallest error.</summary>
    /// <param name="maxMacs">Maximum multiply-accumulates to spend on trying ranges tensor by tensor.</param>
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

    // Tries the other methods for each tensor in turn, unless that would take too long.
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

    // Softmax and Sigmoid saturate, so a large error of a score can vanish in its probability: measure the score.
    private static string BeforeSoftmax(FloatModel model, QuantizedValues values, string output)
    {
        string value = output;
        while (model.Producer(value) is { Type: "Softmax" or "Sigmoid" or "Flatten" or "Reshape" or "Squeeze" } node
            && values.Names.Contains(node.Inputs[0]) && model.Producer(node.Inputs[0]) is not null) value = node.Inputs[0];
        return value;
    }
}
