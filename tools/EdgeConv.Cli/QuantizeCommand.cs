using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Tflite;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Quantizing;
using EdgeConv.Training.Searching;

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
        Option<long?> prune = Options.OptionalNumber<long>("--prune", "Prunes the model until an inference takes at most this many IL " +
            "instructions on the compiled engine, and trains it on the calibration data, which needs --labels (docs/quantization.md).",
            1, 1e12);
        Option<int?> epochs = Options.OptionalNumber<int>("--epochs", "With --prune: passes over the frames in floating point; by " +
            "default 60, or more if there are few frames. A quarter as many follow in int8.", 1, 10_000);
        Command command = new("quantize", "Quantizes a float .onnx model to int8, with a scale per channel for weights, and shows layer " +
            "by layer how much precision is lost.")
            { model, calibration, output, labels, label, count, scale, offset, mean, deviation, ranges, prune, epochs };
        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if ((Has(mean) || Has(deviation)) && (Has(scale) || Has(offset)))
                result.AddError("give either --mean and --std, or --scale and --offset, not both");
            if (Has(mean) != Has(deviation)) result.AddError("--mean and --std must be given together");
            if (Has(prune) && !Has(labels)) result.AddError("--prune trains the model, so the calibration data needs labels; add --labels");
            if (Has(epochs) && !Has(prune)) result.AddError("--epochs is for --prune; leave it out, or add --prune");
        });
        return command.Does(parsed => Quantize(parsed.GetValue(model)!, parsed.GetValue(calibration)!, parsed.GetValue(labels),
            parsed.GetValue(label), parsed.GetValue(output)!, parsed.GetValue(prune), parsed.GetValue(epochs), new QuantizerOptions
            {
                Scaling = Scaling(parsed.GetValue(scale), parsed.GetValue(offset), parsed.GetValue(mean), parsed.GetValue(deviation)),
                Frames = parsed.GetValue(count),
                Ranges = s_ranges[parsed.GetValue(ranges)!],
                OneScalePerGemm = parsed.GetValue(output)!.HasEnding(".json"),
            }));
    }

    private static void Quantize(string path, string calibration, bool labels, string? label, string output, long? prune, int? epochs,
        QuantizerOptions options)
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
            Graph graph = result.Graph;
            Action print = () => QuantizeSummary.Print(path, result, data, options);
            if (prune is { } most) (graph, print) = Prune(quantizer, result, calibration, label, options.Scaling, most, epochs);
            byte[] model = output.HasEnding(".json") ? JsonWriter.Write(graph, null) : TfliteWriter.Write(graph);
            SafeFile.Write("--out", output, model);
            print();
            Console.WriteLine($"written   {output}, {Amount.Of(model.Length, "byte")}");
            return true;
        });
    }

    private static (Graph, Action) Prune(Quantizer quantizer, QuantizationResult result, string calibration, string? label,
        InputScaling scaling, long most, int? epochs)
    {
        DataSet data = CalibrationReader.ReadLabelled(calibration, quantizer.InputShape, new() { LabelColumn = label });
        // If the scaling is not part of the model, the frames are scaled.
        if (!result.TakesSensorValues) (data, scaling) = (scaling.Apply(data), InputScaling.None);
        bool keepsRange = !result.TakesSensorValues;
        PrunedModel pruned = Terminal.Parts("pruning", progress => PrunedModel.Of(result.Graph, data, keepsRange, most, epochs,
            progress is null ? null : epoch => progress($"pruning, epoch {epoch.Number}{(epoch.IsFineTuning ? " (int8)" : "")}: " +
                $"loss {epoch.Loss:0.000}, accuracy {100 * epoch.Accuracy:0.0} %", (double)epoch.Number / epoch.Of)));
        Graph graph = pruned.After.Graph;
        if (NetworkSearch.CostOf(graph).Instructions is var count && count > most)
            throw new UserException($"the pruned model takes {Amount.Of(count, "IL instruction")}, more than --prune " +
                $"{Amount.Of(most)}, because its weights changed after pruning; give a slightly smaller number");
        Sample[] test = pruned.After.Test.Samples;
        int[] given = quantizer.Classify(
            test.Select(sample => sample.Recording.Values[sample.Offset..(sample.Offset + data.Shape.Length)]), scaling);
        return (graph, () => PruneSummary.Print(pruned, data, new TestResult(test, given, []).FloatAccuracy, result));
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
