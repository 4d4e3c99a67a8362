using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Tflite;
using EdgeConv.Training.Data;
using EdgeConv.Training.Quantizing;

namespace EdgeConv.Cli;

/// <summary>`edgeconv quantize`: from a float .onnx model to int8.</summary>
internal static class QuantizeCommand
{
    private static readonly Dictionary<string, RangeMethod?> s_ranges = new()
    {
        ["auto"] = null,
        ["min-max"] = RangeMethod.MinMax,
        ["percentile"] = RangeMethod.Percentile9999,
        ["kl"] = RangeMethod.Entropy,
    };

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A float32 .onnx model." };
        Option<string> calibration = Options.Required("--calibration", "PATH", "Frames as the model will see them: a .csv, .csv.gz or " +
            ".npy, a folder of images, a folder per label, or recordings with the label in their names.");
        Option<string> output = Options.Required("--out", "MODEL",
            "The model to write, .tflite, or .json where it is a chain of layers that .json has.").NeedsEnding(".tflite", ".json");
        Option<bool> labels = Options.Flag("--labels", "The calibration data has labels: the accuracy before and after is measured.");
        Option<string?> label = Options.Text("--label", "COLUMN", TrainCommand.LabelHelp);
        Option<int> count = Options.Integer("--count", "Maximum number of frames to calibrate with, taken evenly over all, 1 to 10000.",
            new QuantizerOptions().Frames, 1, 10_000);
        Option<string?> scale = Numbers("--scale", "What the model expects is value * scale + offset, of a pixel of 0 to 255 or a " +
            "sensor's value: one number, or one per channel.");
        Option<string?> offset = Numbers("--offset", "See --scale.");
        Option<string?> mean = Numbers("--mean", "Of images, instead: (pixel / 255 - mean) / std, one number per channel.");
        Option<string?> deviation = Numbers("--std", "See --mean.");
        Option<string> ranges =
            Options.Text("--ranges", string.Join("|", s_ranges.Keys), "How ranges of activations are found; auto takes " +
            "for each tensor what gives the least error.", "auto").AcceptOnlyFromAmong([.. s_ranges.Keys]);

        var command = new Command("quantize", "Quantizes a float .onnx model to int8, weights per channel, and says layer by layer what " +
            "that costs.") { model, calibration, output, labels, label, count, scale, offset, mean, deviation, ranges };
        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if ((Has(mean) || Has(deviation)) && (Has(scale) || Has(offset)))
                result.AddError("--mean and --std, or --scale and --offset, not both");
            if (Has(mean) != Has(deviation)) result.AddError("--mean and --std go together");
        });
        command.SetAction(parsed =>
        {
            InputScaling scaling = Scaling(parsed.GetValue(scale), parsed.GetValue(offset), parsed.GetValue(mean),
                parsed.GetValue(deviation));
            QuantizerOptions options = new()
            {
                Scaling = scaling, Frames = parsed.GetValue(count),
                Ranges = s_ranges[parsed.GetValue(ranges)!], OneScalePerGemm = Is(parsed.GetValue(output)!, ".json")
            };
            Run(parsed.GetValue(model)!, parsed.GetValue(calibration)!, parsed.GetValue(labels), parsed.GetValue(label), options,
                parsed.GetValue(output)!);
        });
        return command;
    }

    private static void Run(string path, string calibration, bool labels, string? label, QuantizerOptions options, string output)
    {
        SafeFile.Check("--out", output);
        byte[] file = ModelFile.ReadAll(path);
        (QuantizationResult result, CalibrationSet data) = Named.Of(path, () =>
        {
            Quantizer quantizer = new(Path.GetFileNameWithoutExtension(path), file);
            DataOptions dataOptions = new() { LabelColumn = label };
            CalibrationSet data = CalibrationReader.Read(calibration, quantizer.InputShape, labels, dataOptions);
            // Once more, for it must be none of the files that have been read since.
            SafeFile.Check("--out", output);
            return (Waiting.Part("reading the model", progress => quantizer.Run(data, options, progress)), data);
        });
        byte[] written = Named.Of(path, () =>
            Is(output, ".json") ? JsonWriter.Write(result.Graph, null) : TfliteWriter.Write(result.Graph));
        SafeFile.Write("--out", output, written);
        QuantizeSummary.Print(path, result, data, options, output, written.Length);
    }

    private static InputScaling Scaling(string? scale, string? offset, string? mean, string? deviation)
    {
        if (mean is not null)
        {
            float[] means = Parse(mean)!, deviations = Parse(deviation!)!;
            if (means.Length != deviations.Length)
                throw new UserException($"--mean has {Amount.Of(means.Length, "number")}, --std {deviations.Length}; one each per channel");
            return InputScaling.Normalizing(means, deviations, 255);
        }
        float[] scales = Parse(scale ?? "1")!, offsets = Parse(offset ?? "0")!;
        if (scales.Length != offsets.Length && scales.Length != 1 && offsets.Length != 1)
            throw new UserException($"--scale has {Amount.Of(scales.Length, "number")}, --offset {offsets.Length}; one each per channel");
        int channels = Math.Max(scales.Length, offsets.Length);
        float[] Spread(float[] values) => values.Length == channels ? values : [.. Enumerable.Repeat(values[0], channels)];
        return new InputScaling(Spread(scales), Spread(offsets));
    }

    private static Option<string?> Numbers(string name, string description)
    {
        Option<string?> option = Options.Text(name, "A[,B,C]", description);
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [var token]) return;
            float[]? values = Parse(token.Value);
            if (values is null) result.AddError($"{name} {Printable.Text(token.Value, 30)}: a number, or numbers with commas between them");
            else if (name is "--scale" or "--std" && values.Any(value => value == 0))
                result.AddError($"{name} {Printable.Text(token.Value, 30)}: not 0");
        });
        return option;
    }

    private static float[]? Parse(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        float[] values = new float[parts.Length];
        if (parts.Length > 1024) return null;
        for (int i = 0; i < parts.Length; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, null, out values[i]) || !float.IsFinite(values[i])) return null;
        return values;
    }

    private static bool Is(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
