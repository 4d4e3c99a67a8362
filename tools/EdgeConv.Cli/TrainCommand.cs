using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Tflite;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Networks;
using EdgeConv.Training.Report;

namespace EdgeConv.Cli;

/// <summary>`edgeconv train`: from labelled frames to an int8 model.</summary>
internal static class TrainCommand
{
    /// <summary>Help of `--label`, of every verb that reads tables.</summary>
    public const string LabelHelp = "Column of the table with the label, its name or its number from 1; by default the one headed label " +
        "or class, else the last.";

    public static Command Create()
    {
        Option<string> data = Options.Required("--data", "PATH", "A .csv or .csv.gz with a label column, a folder with a folder of " +
            "images or recordings per label, or a folder of files with the label in their names.");
        Option<string> output =
            Options.Required("--out", "MODEL", "The model to write, .json or .tflite.").NeedsEnding(".json", ".tflite");
        Option<string?> network = Options.Text("--network", "NAME|FILE", $"The network to train: {string.Join(", ", Preset.Names)}, or a " +
            ".json file (docs/json-models.md); by default the preset sized for the frames.");
        Option<string?> shape = Options.Text("--shape", "HxWxC", "Shape of a frame; images are scaled to it.")
            .MustBe(text => ShapeOf(text) is not null, "height, width and channels, e.g. 8x8x1", 30);
        Option<int> window = Options.Integer("--window", "Samples of a window over a 1-D sensor.", new DataOptions().Window, 1, 4096);
        Option<int?> step = Options.OptionalNumber<int>("--step",
            "Samples from one window to the next; a quarter of the window by default.", 1, 4096);
        Option<string?> label = Options.Text("--label", "COLUMN", LabelHelp);
        Option<string[]> split = new("--split")
        {
            Description = $"How recordings are shared out: {SplitPlan.Form}. Several times to report more; the first gives the model.",
            DefaultValueFactory = _ => ["stratified"],
            HelpName = "SPLIT",
        };
        split.MustBe(text => SplitPlan.Parse(text) is not null, $"there is {SplitPlan.Form}", 30);
        Option<double> test = Options.Number("--test", "Fraction of the recordings that is kept to test.", 0.2, 0.01, 0.9, "P");
        Option<double> validation = Options.Number("--validation",
            "Fraction of the others whose loss decides when to stop; 0 for none.", 0.1, 0, 0.5, "P");
        TrainingOptions defaults = new();
        Option<int> seed = Options.Integer("--seed", "Seed of every random choice: the same seed gives the same model.",
            defaults.Seed, 0, 1_000_000);
        Option<int> seeds = Options.Integer("--seeds", "Trains with so many seeds and reports all; the first gives the model.", 1, 1, 100);
        Option<int?> epochs = Options.OptionalNumber<int>("--epochs",
            "Maximum number of passes over the frames in floating point; 60 by default, more where frames are few.", 1, 10_000);
        Option<int?> fineTuning = Options.OptionalNumber<int>("--fine-tuning",
            "Passes with int8 rounding after that; a quarter of the others by default.", 0, 10_000);
        Option<int> batch = Options.Integer("--batch", "Frames of one step.", defaults.Batch, 1, 4096);
        Option<int?> patience = Options.OptionalNumber<int>("--patience",
            "Epochs without a better validation loss before training stops; two thirds of all by default.", 1, 10_000);
        Option<string> optimizer = Options.OneOf("--optimizer", "Adam, or gradient descent with momentum.", "adam", "sgd");
        Option<double?> rate = Options.OptionalNumber<double>("--rate",
            "Maximum learning rate; 0.005 for adam, 0.05 for sgd by default.", 1e-6, 1000);
        Option<double> decay = Options.Number("--decay", "Weight decay.", defaults.Decay, 0, 1, "P");
        Option<string> weights = Options.OneOf("--class-weights", "balanced: rare classes weigh more.", "balanced", "none");
        Option<double?> shift = Options.OptionalNumber<double>("--shift",
            "Augmentation: frames are moved by up to this fraction of their size; 0.1, for windows over time 0.25.", 0, 0.5);
        Option<double?> gain = Options.OptionalNumber<double>("--gain",
            "Augmentation: amplitudes are changed by up to this fraction; 0.1.", 0, 0.9);
        Option<double?> noise = Options.OptionalNumber<double>("--noise",
            "Augmentation: noise of this deviation, as a fraction of the range; 0.02, for windows over time 0.003.", 0, 1);
        Option<string> report = Options.Text("--report", "DIR", "The folder for report.html.", Path.Combine("out", "train"));

        var command = new Command("train", "Trains a small network on labelled frames and writes it as an int8 model, with a report.")
        {
            data, output, network, shape, window, step, label, split, test, validation, seed, seeds, epochs, fineTuning, batch, patience,
                optimizer, rate, decay, weights, shift, gain, noise, report,
        };
        command.SetAction(parsed =>
        {
            string model = parsed.GetValue(output)!;
            // Found now, not after minutes of training.
            CheckOutput(model);
            SafeFile.CheckAll("--report", parsed.GetValue(report)!);
            (byte[]? file, string name) = OpenNetwork(parsed.GetValue(network));
            DataSet frames = DataReader.Read(parsed.GetValue(data)!, new DataOptions
            {
                Shape = ShapeOf(parsed.GetValue(shape)) ?? (file is null ? null : NetworkReader.ShapeOf(file)),
                Window = parsed.GetValue(window),
                Step = parsed.GetValue(step),
                LabelColumn = parsed.GetValue(label),
            });
            // Once more, for it must be none of the files that have been read since.
            CheckOutput(model);
            if (file is null)
            {
                name = Preset.For(frames.Shape);
                file = Preset.File(name);
            }
            Augmentation changes = Augmentation.For(frames.Kind);
            TrainingOptions options = new()
            {
                Epochs = parsed.GetValue(epochs),
                FineTuning = parsed.GetValue(fineTuning),
                Batch = parsed.GetValue(batch),
                Rate = parsed.GetValue(rate),
                IsSgd = parsed.GetValue(optimizer) == "sgd",
                Decay = parsed.GetValue(decay),
                Patience = parsed.GetValue(patience),
                IsBalanced = parsed.GetValue(weights) == "balanced",
                Augmentation = new(parsed.GetValue(shift) ?? changes.Shift, parsed.GetValue(gain) ?? changes.Gain,
                    parsed.GetValue(noise) ?? changes.Noise),
                Seed = parsed.GetValue(seed),
            };
            SplitPlan[] plans = [.. parsed.GetValue(split)!.Select(text => SplitPlan.Parse(text)!)];
            TrainingRun run = new(frames, file, TitleOf(frames), options, parsed.GetValue(test), parsed.GetValue(validation));
            TrainingReport result = Named.Of(name, () => Waiting.Part("training", progress =>
            {
                run.OnEpoch = progress is null ? null : (done, all, epoch) =>
                    progress(Progress(done, all, epoch), (done + (double)epoch.Number / epoch.Of) / all);
                (TrainedModel trained, IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> results) =
                    run.Run(plans, parsed.GetValue(seeds));
                progress?.Invoke("counting instructions", 1);
                return new TrainingReport(frames, name, trained, results);
            }));
            Write(result, model, parsed.GetValue(report)!);
            TrainSummary.Print(result, model, parsed.GetValue(report)!);
        });
        return command;
    }

    private static void CheckOutput(string model)
    {
        SafeFile.Check("--out", model);
        SafeFile.Check("--out", TrainSummary.LabelsOf(model));
    }

    private static (byte[]? File, string Name) OpenNetwork(string? network)
    {
        if (network is null) return (null, "");
        if (Preset.Names.Contains(network)) return (Preset.File(network), network);
        if (!Is(network, ".json")) throw new UserException(
            $"--network {Printable.Text(network, 60)}: there are {string.Join(", ", Preset.Names)}, or give a .json file");
        return (ModelFile.ReadAll(network), network);
    }

    // By the data, not by --out: the same model under another name is the same file.
    private static string TitleOf(DataSet data)
    {
        string name = data.Name;
        foreach (string ending in (string[])[".gz", ".csv"])
            if (Is(name, ending)) name = name[..^ending.Length];
        return name.Length > 0 ? name : "model";
    }

    private static string Progress(int done, int all, Epoch epoch) =>
        $"{(all > 1 ? $"training {done + 1} of {all}, " : "")}epoch {epoch.Number}{(epoch.IsFineTuning ? " (int8)" : "")}: loss " +
        $"{epoch.Loss:0.000}, accuracy {100 * epoch.Accuracy:0.0} %" +
        (epoch.Validation is { } right ? $", validation {100 * right:0.0} %" : "");

    private static void Write(TrainingReport report, string model, string folder)
    {
        TrainedModel trained = report.Model;
        byte[] file = Is(model, ".tflite") ? TfliteWriter.Write(trained.Graph) : JsonWriter.Write(trained.Graph, report.Description);
        byte[] labels = Encoding.UTF8.GetBytes(string.Concat(report.Data.Classes.Select(name => name + "\n")));
        byte[] page = Encoding.UTF8.GetBytes(TrainingHtml.Page(report));
        SafeFile.Write("--out", [(model, file), (TrainSummary.LabelsOf(model), labels)], []);
        SafeFile.WriteAll("--report", folder, [("report.html", page)]);
    }

    private static FrameShape? ShapeOf(string? text)
    {
        if (text is null) return null;
        string[] parts = text.Split('x');
        int[] axes = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, null, out int axis) && axis is >= 1 and <= 4096 ? axis
            : 0)];
        return axes.Length == 3 && axes.All(axis => axis > 0) && axes.Aggregate(1L, (product, axis) => product * axis) <= 1 << 20
            ? new FrameShape(axes[0], axes[1], axes[2]) : null;
    }

    private static bool Is(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
