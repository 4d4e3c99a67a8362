using EdgeConv.Compiler.Reference;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Pwm;
using EdgeConv.Simulation.Report;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Cli;

/// <summary>`edgeconv simulate`: runs the device's loop over frames and writes what happened.</summary>
internal static class SimulateCommand
{
    private const int MaxFrames = 1000;
    private const string BuiltInModel = "builtin";

    /// <summary>At the frame rate of the examples, 10 s of simulated time.</summary>
    private const int DefaultFrames = 50;

    public static Command Create(Func<Stream> standardInput)
    {
        Option<string> model =
            Options.Text("--model", "MODEL", "The network: builtin, or a .tflite, .onnx or .json model.", BuiltInModel);
        Option<string?> frames = Options.Text("--frames", "FRAMES", "Frames instead of the example's own: an image, a folder of images, " +
            "an animated GIF, a .csv or .csv.gz of sensor rows, a .npy recording, - for raw bytes on standard input, or " +
            $"{SyntheticFrames.Known}.");
        Option<string> example = Options.OneOf(
            "--example", $"What is simulated: {Words(Example.All.Select(e => $"{e.Name} ({Lower(e.Title)})"))}.",
            [.. Example.All.Select(e => e.Name)]);
        Option<string?> board = Options.Board($"The board whose PWM and speed are modelled, {SimulatedBoard.All[0].Name} by default.");
        Option<bool> optimistic = Options.Flag("--optimistic",
            "If the board's speed was not measured: takes the fast end of its range, not the middle.");
        Option<bool> pessimistic = Options.Flag("--pessimistic",
            "If the board's speed was not measured: takes the slow end of its range.");
        Option<int> count =
            Options.Integer("--count", $"Maximum number of frames to run, 1 to {MaxFrames}.", DefaultFrames, 1, MaxFrames);
        Option<int> element = new("--readout")
        {
            Description = "With a model file: the element of its output that drives the pin, from 0.",
            HelpName = "N"
        };
        Option<string?> fault = Options.Text("--fault", "FAULT",
            $"Lets the sensor go wrong, to see the guard at work: {InjectedFault.Form}.")
            .MustBe(text => InjectedFault.Parse(text) is not null, $"write {InjectedFault.Form}");
        Option<string?> record = Options.Text("--record", "FILE.npy",
            "Saves the frames too, as a recording for edgeconv train: DIR/LABEL/NAME.npy or LABEL_1.npy.").NeedsEnding(".npy");
        Option<string> folder = Options.Text("--out", "DIR", "The folder to write to.", Path.Combine("out", "simulate"));

        var command = new Command("simulate", "Runs the device's loop over frames and writes report.html, pwm.vcd, pwm.csv and maps/*.png.")
        {
            model, frames, example, count, folder, board, optimistic, pessimistic, fault, element, record,
        };
        command.Validators.Add(result =>
        {
            // Validators run before defaults are filled in.
            if (result.GetResult(element) is { Implicit: false } && (result.GetValue(model) ?? BuiltInModel) == BuiltInModel)
                result.AddError("--readout: the built-in example has its own readout; name a model too, with --model");
            if (result.GetValue(optimistic) && result.GetValue(pessimistic))
                result.AddError("--optimistic and --pessimistic: give one of them");
        });
        command.SetAction(parsed =>
        {
            Example chosen = Example.All.Single(e => e.Name == parsed.GetValue(example));
            string network = parsed.GetValue(model)!;
            chosen = network == BuiltInModel ? BuiltIn(chosen)
                : WithModel(chosen, network, parsed.GetValue(element), parsed.GetValue(frames));
            FrameShape shape = FrameShape.Of(chosen.CreateModel().Input);
            Recording recording = parsed.GetValue(frames) is { } origin
                ? FrameReader.Read(origin, shape, parsed.GetValue(count), standardInput) : chosen.ReadFrames(shape, parsed.GetValue(count));
            (BoardFile file, BoardTarget module) = Options.Modules(parsed.GetValue(board))[0];
            BoardPace pace = parsed.GetValue(optimistic) ? BoardPace.Optimistic
                : parsed.GetValue(pessimistic) ? BoardPace.Pessimistic
                : BoardPace.Middle;
            var chip = SimulatedBoard.Of(file, module, pace);
            InjectedFault? injected = parsed.GetValue(fault) is { } text ? InjectedFault.Parse(text) : null;
            if (injected is not null && injected.First >= recording.Frames.Count)
            {
                string there = Frames(recording.Frames.Count);
                throw new UsageException(
                    $"--fault {parsed.GetValue(fault)}: the run has {there}; name some of them, or take more with --count");
            }
            string place = parsed.GetValue(folder)!;
            string? saved = parsed.GetValue(record);
            // Before the recording is written, so that there is both or neither.
            SafeFile.CheckAll("--out", place);
            if (saved is not null) SafeFile.Write("--record", saved, recording.ToNpy());
            Simulate(chosen, chip, recording, injected, place);
            // The same frames again, for the other pin.
            if (chosen.Second is { } second)
                Simulate(second, chip, recording, injected, Path.Combine(place, second.Drives.ToLowerInvariant()));
            if (saved is not null) Console.WriteLine($"recorded    {saved}: {Amount.Of(recording.Frames.Count, "frame")}");
        });
        return command;
    }

    // The example's own network, and that of its second output.
    private static Example BuiltIn(Example example)
    {
        if (example.ModelFile is not { } file) return example;
        byte[] text = Resource.Read(typeof(SimulateCommand).Assembly, file);
        Graph graph = Pipeline.Run(ModelFile.Read(Path.GetFileNameWithoutExtension(file), ".json", text));
        return example with
        {
            CreateModel = () => new GraphModel(graph, example.Classes),
            Layers = Drawn(new GraphModel(graph)),
            Second = example.Second is { } second ? BuiltIn(second) : null,
        };
    }

    private static Example WithModel(Example example, string path, int element, string? frames)
    {
        Graph graph = Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(path)));
        GraphModel model = Named.Of(path, () => new GraphModel(graph));
        if (element < 0 || element >= model.Output.Length)
            throw new UserException($"--readout {element}: the output of {path} has elements 0 to {model.Output.Length - 1}");
        FrameShape shape = FrameShape.Of(model.Input), built = FrameShape.Of(BuiltIn(example).CreateModel().Input);
        if (frames is null && shape != built)
            throw new UserException($"--model {path}: takes frames of {shape}, the example's are {built}; name others with --frames");
        InferenceCount? count = Waiting.For("counting the instructions of an inference", () => Count(graph));
        return example.With(graph.Name, () => new GraphModel(graph), Drawn(model), element) with { Count = count };
    }

    private static DrawnLayers Drawn(GraphModel model)
    {
        LayerSource Of(int layer)
        {
            (int[] sources, int hidden) = model.SourceOf(layer);
            return new LayerSource(sources, hidden);
        }
        return new DrawnLayers(Enumerable.Range(0, model.LayerCount).Select(Of), Of(model.LayerCount), model.HiddenLayers);
    }

    // Null for a model that no engine of a board carries: its inferences take no time then, which is said.
    private static InferenceCount? Count(Graph graph)
    {
        try
        {
            InferenceCounter counter = InferenceCounter.Of(graph);
            return new InferenceCount(counter.Engine, counter.Count, IsEach: true);
        }
        catch (ModelException)
        {
            return null;
        }
    }

    private static void Simulate(Example example, SimulatedBoard board, Recording recording, InjectedFault? fault, string folder)
    {
        using var output = new OutputFolder("--out", folder);
        SimulationRun run = Simulator.Run(example, recording, board, fault);
        Waiting.Count("drawing", run.Frames.Count, step =>
        {
            output.WriteText("pwm.csv", text => PwmCsv.Write(text, run));
            output.WriteText("pwm.vcd", text => PwmVcd.Write(text, run.Pwm, run.EndMicroseconds));
            output.WriteText("report.html", text => HtmlReport.Write(text, run));
            var sheet = new MapSheet(run);
            for (int i = 0; i < run.Frames.Count; i++)
            {
                output.WriteMap(MapSheet.FileName(run.Frames[i]), sheet.Draw(run.Frames[i]));
                step?.Invoke(i + 1);
            }
            return run;
        });
        output.Complete();
        Summary.Print(run, folder);
    }

    private static string Frames(int count) => count == 1 ? "1 frame, number 0" : $"{Amount.Of(count)} frames, 0 to {count - 1}";

    private static string Words(IEnumerable<string> items) => string.Join(", ", items);

    private static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];
}
