using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Networks;
using EdgeConv.Training.Report;
using EdgeConv.Training.Searching;

namespace EdgeConv.Cli;

/// <summary>`edgeconv train`: trains an int8 model on labelled frames.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        TrainingOptions defaults = new();
        Option<string> data = Options.Required("--data", "PATH", "The labelled frames: a .csv or .csv.gz with a label column or " +
            "columns x or x,y of a position, a folder with a folder of images or recordings per label, a folder of files with the " +
            "label in their names, or synthetic:line (docs/line.md).");
        Option<string> output =
            Options.Required("--out", "MODEL", "The model to write, .json or .tflite.").NeedsEnding(".json", ".tflite");
        Option<string?> network = Options.Text("--network", "NAME|FILE", $"The network to train: {string.Join(", ", Preset.Names)}, " +
            $"for positions {string.Join(" or ", Preset.Positions)}, or a .json file (docs/json-models.md); by default the preset for " +
            "the size of the frames.");
        Option<string?> shape = Options.Shape("Shape of a frame, e.g. 28x28x1; images are scaled to it.", 4096, 1 << 20);
        Option<int> window = Options.Integer("--window", "Number of samples in a window, into which recordings of a 1-D sensor are " +
            "cut, e.g. 200 for 2 seconds at 100 Hz.", new DataOptions().Window, 1, 4096);
        Option<int?> step = Options.OptionalNumber<int>("--step",
            "Samples from the start of one window to the start of the next; by default a quarter of --window.", 1, 4096);
        Option<string?> label = Options.LabelColumn();
        Option<string[]> split = new("--split")
        {
            Description = "Which recordings are kept for the test: stratified (of each class the fraction --test), first:N (all but the " +
                "first N) or leave-one-out (each one in turn, in a training of its own). Give it several times to compare; the first " +
                "makes the model.",
            DefaultValueFactory = _ => ["stratified"],
            HelpName = "SPLIT",
        };
        split.MustBe(text => SplitPlan.Parse(text) is not null, $"it must be {SplitPlan.Form}", 30);
        Option<double> test = Options.Number("--test", "With --split stratified: fraction of each class's recordings that is kept " +
            "for the test.", 0.2, 0.01, 0.9, "P");
        Option<double> validation = Options.Number("--validation", "Fraction of the other recordings that is not trained on but used " +
            "to choose the best epoch and to stop early; 0 for none.", 0.1, 0, 0.5, "P");
        Option<int> seed = Options.Integer("--seed", "Seed of every random choice: the same seed gives the same model.",
            defaults.Seed, 0, 1_000_000);
        Option<int> seeds = Options.Integer("--seeds", "Number of trainings, with the seeds --seed, --seed + 1 and so on, to see how " +
            "much the accuracy varies; the first makes the model.", 1, 1, 100);
        Option<int?> epochs = Options.OptionalNumber<int>("--epochs", "Maximum number of epochs (passes over the training frames) in " +
            "floating point; by default 60, or more if there are few frames.", 1, 10_000);
        Option<int?> fineTuning = Options.OptionalNumber<int>("--fine-tuning",
            "Epochs with int8 rounding after the floating-point ones; by default a quarter of --epochs.", 0, 10_000);
        Option<int> batch = Options.Integer("--batch", "Frames per step of the optimizer.", defaults.Batch, 1, 4096);
        Option<int?> patience = Options.OptionalNumber<int>("--patience", "Stops after this many epochs without a lower validation loss; " +
            "by default two thirds of --epochs, at least 20.", 1, 10_000);
        Option<string> optimizer = Options.OneOf("--optimizer", "adam, or sgd: gradient descent with momentum.", "adam", "sgd");
        Option<double?> rate = Options.OptionalNumber<double>("--rate",
            "Maximum learning rate; by default 0.005 for adam, 0.05 for sgd.", 1e-6, 1000);
        Option<double> decay = Options.Number("--decay", "Weight decay: how strongly large weights are made smaller.", defaults.Decay, 0, 1,
            "P");
        Option<string> weights = Options.OneOf("--class-weights",
            "balanced: a frame of a rare class counts more, so that all classes count equally; none: every frame counts equally.",
            "balanced", "none");
        Option<double?> shift = Options.OptionalNumber<double>("--shift", "Augmentation: training frames are moved at random by up to " +
            "this fraction of their size; by default 0.1, for windows 0.25.", 0, 0.5);
        Option<double?> gain = Options.OptionalNumber<double>("--gain",
            "Augmentation: amplitudes of training frames are changed at random by up to this fraction; by default 0.1.", 0, 0.9);
        Option<double?> noise = Options.OptionalNumber<double>("--noise", "Augmentation: training frames get noise of this standard " +
            "deviation, a fraction of the input's range; by default 0.02, for windows 0.003.", 0, 1);
        Option<double?> turn = Options.OptionalNumber<double>("--turn", "Augmentation: training frames are rotated at random by up to " +
            "this many degrees; by default 0.", 0, 180);
        Option<double?> zoom = Options.OptionalNumber<double>("--zoom",
            "Augmentation: sizes of training frames are changed at random by up to this fraction; by default 0.", 0, 0.5);
        Option<double?> warp = Options.OptionalNumber<double>("--warp", "Augmentation: the parts of training frames are moved against " +
            "each other at random, by up to this fraction of the frame's size; by default 0.", 0, 0.12);
        Option<string?> teacher = Options.Text("--teacher", "NAME|FILE", "A larger network, a preset or a .json file: it is trained " +
            "first, and the network then learns from its scores too (distillation). With a search it teaches the network that is found.");
        SearchOptions search = new();
        Option<string> report = Options.Text("--report", "DIR", "Folder for report.html.", Path.Combine("out", "train"));

        Command command = new("train", "Trains a small network on labelled frames and writes it as an int8 model, with a report.")
        {
            data, output, network, shape, window, step, label, split, test, validation, seed, seeds, epochs, fineTuning, batch, patience,
                optimizer, rate, decay, weights, shift, gain, noise, turn, zoom, warp, teacher,
        };
        foreach (Option option in search.All) command.Add(option);
        command.Add(report);
        return command.Does(parsed =>
        {
            string model = parsed.GetValue(output)!, folder = parsed.GetValue(report)!;
            // An output that cannot be written is found now, not after minutes of training.
            CheckOutput(model);
            SafeFile.CheckAll("--report", folder);
            (byte[]? file, string name) = OpenNetwork("--network", parsed.GetValue(network));
            (byte[]? larger, string teacherName) = OpenNetwork("--teacher", parsed.GetValue(teacher));
            DataSet frames = DataReader.Read(parsed.GetValue(data)!, new DataOptions
            {
                Shape = FrameShape.Parse(parsed.GetValue(shape))
                    ?? (file is null ? null : ModelFile.Named(name, () => NetworkReader.ShapeOf(file))),
                Window = parsed.GetValue(window), Step = parsed.GetValue(step), LabelColumn = parsed.GetValue(label),
            });
            // This second check finds an output that is one of the files that were read in the meantime.
            CheckOutput(model);
            SplitPlan[] plans = [.. parsed.GetValue(split)!.Select(text => SplitPlan.Parse(text)!)];
            if (file is null) (name, file) = (Preset.For(frames), Preset.File(Preset.For(frames)));
            Augmentation changes = Augmentation.For(frames.Kind);
            if (larger is not null) CheckTeacher(larger, teacherName, frames);
            foreach (Option<double?> option in (Option<double?>[])[turn, zoom, warp])
                if (parsed.GetValue(option) > 0 && (frames.HasPositions || frames.Kind == FrameKind.Window))
                    throw new UserException($"{option.Name} is for frames with classes, but these are " +
                        $"{(frames.HasPositions ? "labelled with positions" : "windows over time")}; leave it out");
            TrainingOptions options = search.Limit(parsed, parsed.GetValue(network), new TrainingOptions
            {
                Epochs = parsed.GetValue(epochs), FineTuning = parsed.GetValue(fineTuning), Batch = parsed.GetValue(batch),
                Rate = parsed.GetValue(rate), IsSgd = parsed.GetValue(optimizer) == "sgd", Decay = parsed.GetValue(decay),
                Patience = parsed.GetValue(patience), IsBalanced = parsed.GetValue(weights) == "balanced", Seed = parsed.GetValue(seed),
                Augmentation = new(parsed.GetValue(shift) ?? changes.Shift, parsed.GetValue(gain) ?? changes.Gain,
                    parsed.GetValue(noise) ?? changes.Noise, parsed.GetValue(turn) ?? changes.Turn, parsed.GetValue(zoom) ?? changes.Zoom,
                    parsed.GetValue(warp) ?? changes.Warp),
                Teacher = larger,
            });
            // The search compares networks without a teacher, which would take most of its time.
            SearchResult? found = search.Run(parsed, parsed.GetValue(network), frames, plans[0], parsed.GetValue(test),
                options with { Teacher = null }, TrainingRun.CountOf(frames, plans, parsed.GetValue(seeds)));
            TrainingReport result;
            do
            {
                if (found is not null) (name, file) = ("a search", found.Best.Form.File());
                TrainingRun run = new(frames, file, frames.Title, options, parsed.GetValue(test), parsed.GetValue(validation));
                result = ModelFile.Named(name, () => Terminal.Parts("training", progress =>
                {
                    run.OnEpoch = progress is null ? null : (done, all, epoch) =>
                        progress(Progress(done, all, epoch), (done + Part(epoch, larger is not null)) / all);
                    (TrainedModel trained, IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> results) =
                        run.Run(plans, parsed.GetValue(seeds));
                    progress?.Invoke("counting instructions", 1);
                    return new TrainingReport(frames, name, trained, results)
                    {
                        Search = found, Teacher = larger is null ? null : teacherName,
                    };
                }));
            }
            while (found is not null && (found = found.WithoutBestIfAbove(result.Model.Graph)) != result.Search);
            if (found is null && options.MaxInstructions is { } most
                && NetworkSearch.CostOf(result.Model.Graph).Instructions is var count && count > most)
                throw new UserException($"the trained model takes {Amount.Of(count, "IL instruction")}, more than the budget of " +
                    $"{Amount.Of(most)}, because its weights changed after pruning; give a slightly smaller --budget-il");
            Write(result, model, folder);
            TrainSummary.Print(result, model, folder);
        });
    }

    private static void CheckOutput(string model)
    {
        SafeFile.Check("--out", model);
        SafeFile.Check("--out", LabelsFile.PathFor(model));
    }

    // A teacher that does not fit the frames is refused now, not after minutes of search.
    private static void CheckTeacher(byte[] teacher, string name, DataSet frames)
    {
        if (frames.HasPositions) throw new UserException("--teacher is for frames with classes, but these are labelled with positions; " +
            "leave it out");
        ModelFile.Named(name, () => NetworkReader.Read(name, teacher, frames.Shape, frames.Classes.Count, new Random(0)));
    }

    private static (byte[]? File, string Name) OpenNetwork(string option, string? network)
    {
        if (network is null) return (null, "");
        // A teacher is for classes.
        string[] names = [.. Preset.Names, .. option == "--network" ? Preset.Positions : []];
        if (names.Contains(network)) return (Preset.File(network), network);
        return network.HasEnding(".json") ? (ModelFile.ReadAll(network), network) : throw new UserException(
            $"{option} {Printable.Text(network, 60)}: give {string.Join(", ", names)} or a .json file");
    }

    // The part of a training that is done, 0 to 1. The teacher's epochs count as one half.
    private static double Part(Epoch epoch, bool hasTeacher)
    {
        double part = (double)epoch.Number / epoch.Of;
        return !hasTeacher ? part : epoch.IsTeacher ? part / 2 : (1 + part) / 2;
    }

    private static string Progress(int done, int all, Epoch epoch) =>
        (all > 1 ? $"training {done + 1} of {all}, " : "") + (epoch.IsTeacher ? "teacher, " : "") +
        $"epoch {epoch.Number}{(epoch.IsFineTuning ? " (int8)" : "")}: loss {epoch.Loss:0.000}, accuracy {100 * epoch.Accuracy:0.0} %" +
        (epoch.Validation is { } right ? $", validation {100 * right:0.0} %" : "");

    private static void Write(TrainingReport report, string model, string folder)
    {
        byte[] file = TrainedFiles.Model(report, model.HasEnding(".tflite") ? ".tflite" : ".json");
        byte[] page = Encoding.UTF8.GetBytes(TrainingHtml.Page(report));
        SafeFile.Write("--out", report.Data.HasPositions ? [(model, file)]
            : [(model, file), (LabelsFile.PathFor(model), TrainedFiles.Labels(report))], []);
        SafeFile.WriteAll("--report", folder, report.Search is not { } search ? [("report.html", page)]
            : [("report.html", page), ("network.json", search.Best.Form.File())]);
    }
}
