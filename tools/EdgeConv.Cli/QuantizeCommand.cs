using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Tflite;
using EdgeConv.Training.Data;
using EdgeConv.Training.Quantizing;

namespace EdgeConv.Cli;

/// <summary>`edgeconv quantize`: quantizes a float .onnx model to int8.</summary>
internal static class QuantizeCommand
{
    private static readonly Dictionary<string, RangeMethod?> s_ranges = new()
    {
        ["auto"] = null, ["min-max"] = RangeMethod.MinMax, ["percentile"] = RangeMethod.Percentile9999, ["kl"] = RangeMethod.Entropy,
    };

    public static Command Create()
    {
        Argument<string> model = Options.Model("A float32 .onnx model.");
        Option<string> calibration = Options.Required("--calibration", "PATH", "Frames like those that the model will see, to find the " +
            "range of each tensor: a .csv, .csv.gz or .npy, a folder of images, a folder per label, or recordings with the label in " +
            "their names.");
        Option<string> output = Options.Required("--out", "MODEL",
            "The model to write: .tflite, or .json if the model is a plain chain of layers.").NeedsEnding(".tflite", ".json");
        Option<bool> labels = Options.Flag("--labels", "The calibration data has labels: measures the accuracy before and after.");
        Option<string?> label = Options.LabelColumn();
        Option<int> count = Options.Integer("--count", "Maximum number of frames to calibrate with, taken evenly from all, 1 to 10000.",
            new QuantizerOptions().Frames, 1, 10_000);
        Option<string?> scale = Numbers("--scale", "How a value becomes the model's input: value * scale + offset, where the value is a " +
            "pixel of 0 to 255 or a sensor's reading; one number, or one per channel. By default 1.");
        Option<string?> offset = Numbers("--offset", "The offset for --scale; one number, or one per channel. By default 0.");
        Option<string?> mean = Numbers("--mean", "For images, instead of --scale and --offset: the model's input is (pixel / 255 - mean) " +
            "/ std; one number per channel.");
        Option<string?> deviation = Numbers("--std", "The std for --mean; one number per channel.");
        Option<string> ranges = Options.OneOf("--ranges", "How the range of each tensor is chosen: min-max (all values), percentile " +
            "(99.99 % of the values), kl (minimum Kullback-Leibler divergence), or auto (minimum error, chosen for each tensor).",
            [.. s_ranges.Keys]);
        Command command = new("quantize", "Quantizes a float .onnx model to int8, with a scale per channel for weights, and shows layer " +
            "by layer how much precision is lost.")
            { model, calibration, output, labels, label, count, scale, offset, mean, deviation, ranges };
        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if ((Has(mean) || Has(deviation)) && (Has(scale) || Has(offset)))
                result.AddError("give either --mean and --std, or --scale and --offset, not both");
            if (Has(mean) != Has(deviation)) result.AddError("--mean and --std must be given together");
        });
        return command.Does(parsed => Quantize(parsed.GetValue(model)!, parsed.GetValue(calibration)!, parsed.GetValue(labels),
            parsed.GetValue(label), parsed.GetValue(output)!, new QuantizerOptions
            {
                Scaling = Scaling(parsed.GetValue(scale), parsed.GetValue(offset), parsed.GetValue(mean), parsed.GetValue(deviation)),
                Frames = parsed.GetValue(count),
                Ranges = s_ranges[parsed.GetValue(ranges)!],
                OneScalePerGemm = parsed.GetValue(output)!.HasEnding(".json"),
            }));
    }

    private static void Quantize(string path, string calibration, bool labels, string? label, string output, QuantizerOptions options)
    {
        SafeFile.Check("--out", output);
        byte[] file = ModelFile.ReadAll(path);
        ModelFile.Named(path, () =>
        {
            Quantizer quantizer = new(Path.GetFileNameWithoutExtension(path), file);
            CalibrationSet data = CalibrationReader.Read(calibration, quantizer.InputShape, labels, new() { LabelColumn = label });
            // This second check finds an output that is one of the files that were read in the meantime.
            SafeFile.Check("--out", output);
            QuantizationResult result = Terminal.Parts("reading the model", progress => quantizer.Run(data, options, progress));
            byte[] model = output.HasEnding(".json") ? JsonWriter.Write(result.Graph, null) : TfliteWriter.Write(result.Graph);
            SafeFile.Write("--out", output, model);
            QuantizeSummary.Print(path, result, data, options);
            Console.WriteLine($"written   {output}, {Amount.Of(model.Length, "byte")}");
            return true;
        });
    }

    private static InputScaling Scaling(string? scale, string? offset, string? mean, string? deviation)
    {
        if (mean is not null)
        {
            float[] means = Parse(mean)!, deviations = Parse(deviation!)!;
            return means.Length == deviations.Length ? InputScaling.Normalizing(means, deviations, 255) : throw new UserException(
                $"--mean has {Amount.Of(means.Length, "number")}, --std {deviations.Length}; give one each per channel");
        }
        float[] scales = Parse(scale ?? "1")!, offsets = Parse(offset ?? "0")!;
        if (scales.Length != offsets.Length && scales.Length != 1 && offsets.Length != 1) throw new UserException(
            $"--scale has {Amount.Of(scales.Length, "number")}, --offset {offsets.Length}; give one each per channel");
        int channels = Math.Max(scales.Length, offsets.Length);
        float[] Spread(float[] values) => values.Length == channels ? values : [.. Enumerable.Repeat(values[0], channels)];
        return new InputScaling(Spread(scales), Spread(offsets));
    }

    private static Option<string?> Numbers(string name, string description)
    {
        Option<string?> option = Options.Text(name, "A[,B,C]", description)
            .MustBe(text => Parse(text) is not null, "it must be a number, or numbers separated by commas", 30);
        return name is "--scale" or "--std" ? option.MustBe(text => Parse(text)?.Contains(0) != true, "it must not hold 0", 30) : option;
    }

    private static float[]? Parse(string text)
    {
        static float Number(string part) => float.TryParse(part, NumberStyles.Float, null, out float value) ? value : float.NaN;
        float[] values = [.. text.Split(',').Select(Number)];
        return values.Length <= 1024 && values.All(float.IsFinite) ? values : null;
    }
}
