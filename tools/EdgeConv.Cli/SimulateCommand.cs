using EdgeConv.Compiler.Reference;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Pwm;
using EdgeConv.Simulation.Report;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Cli;

/// <summary>`edgeconv simulate`: runs the device's loop over frames and writes a report.</summary>
internal static class SimulateCommand
{
    // The default is 5 s of simulated time at the frame rate of the examples.
    private const int MaxFrames = 1000, DefaultFrames = 50;
    private const string BuiltInModel = "builtin";

    public static Command Create(Func<Stream> standardInput)
    {
        Option<string> model = Options.Text("--model", "MODEL",
            "The network: builtin (the example's own), or a .tflite, .onnx or .json model.", BuiltInModel);
        Option<string?> frames = Options.Text("--frames", "FRAMES", $"Frames to run instead of the example's own: {FrameReader.Kinds}.");
        IEnumerable<string> examples =
            Example.All.Select(known => $"{known.Name} ({char.ToLowerInvariant(known.Title[0])}{known.Title[1..]})");
        Option<string> example = Options.OneOf("--example", $"The example to simulate: {string.Join(", ", examples)}, " +
            $"{LineExample.Name} ({LineExample.Title}, in a closed loop; docs/line.md).",
            [.. Example.All.Select(known => known.Name), LineExample.Name]);
        Option<string?> board =
            Options.Board($"The board whose PWM and speed are simulated, by default {BoardFiles.Targets[0].Target.Name}.");
        Option<bool> optimistic = Options.Flag("--optimistic",
            "If nobody has measured the board's speed: assumes the fastest of the possible speeds, not the middle.");
        Option<bool> pessimistic = Options.Flag("--pessimistic",
            "If nobody has measured the board's speed: assumes the slowest of the possible speeds, not the middle.");
        Option<int> count =
            Options.Integer("--count", $"Maximum number of frames to run, 1 to {MaxFrames}.", DefaultFrames, 1, MaxFrames);
        Option<int> element = new("--readout")
        {
            Description = "With --model FILE: which element of the model's output drives the pin, counted from 0; by default the first.",
            HelpName = "N",
        };
        Option<string?> fault = Options.Text("--fault", "FAULT", "Makes the sensor fail on the frames FIRST to LAST, to show what the " +
            $"guard does: {InjectedFault.Form}.").MustBe(text => InjectedFault.Parse(text) is not null, $"it must be {InjectedFault.Form}");
        Option<string?> record = Options.Text("--record", "FILE.npy", "Saves the frames too, as a recording for edgeconv train, which " +
            "finds the label in the name: DIR/LABEL/NAME.npy or LABEL_1.npy.").NeedsEnding(".npy");
        Option<string> folder = Options.Text("--out", "DIR", "The folder to write to.", Path.Combine("out", "simulate"));
        Command command = new("simulate", "Runs the device's loop over frames and writes report.html, pwm.vcd, pwm.csv and maps/*.png.")
            { model, frames, example, count, folder, board, optimistic, pessimistic, fault, element, record };
        command.Validators.Add(result =>
        {
            // Validators run before defaults are filled in.
            if (result.GetResult(element) is { Implicit: false } && (result.GetValue(model) ?? BuiltInModel) == BuiltInModel)
                result.AddError("--readout: the built-in example has its own readout; name a model too, with --model");
            if (result.GetValue(optimistic) && result.GetValue(pessimistic))
                result.AddError("--optimistic and --pessimistic: give one of them");
            // What the car sees follows from where it went, so there are no other frames.
            if (result.GetValue(example) != LineExample.Name) return;
            foreach (Option option in (Option[])[frames, count, element, fault, record])
                if (result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name}: leave it out with --example {LineExample.Name}, which has frames of its own");
        });
        return command.Does(parsed =>
        {
            if (parsed.GetValue(example) == LineExample.Name)
            {
                string own = parsed.GetValue(model)!;
                (BoardFile boardFile, BoardTarget target) = Options.Modules(parsed.GetValue(board))[0];
                LineExample.Run(own == BuiltInModel ? null : own, SimulatedBoard.Of(boardFile, target, parsed.GetValue(optimistic)
                    ? BoardPace.Optimistic : BoardPace.Pessimistic), parsed.GetValue(folder)!);
                return;
            }
            Example chosen = Example.All.Single(known => known.Name == parsed.GetValue(example));
            string network = parsed.GetValue(model)!, written = parsed.GetValue(folder)!;
            chosen = network == BuiltInModel ? BuiltIn(chosen)
                : WithModel(chosen, network, parsed.GetValue(element), parsed.GetValue(frames));
            FrameShape shape = FrameShape.Of(chosen.CreateModel().Input);
            Recording recording = parsed.GetValue(frames) is { } origin
                ? FrameReader.Read(origin, shape, parsed.GetValue(count), standardInput) : chosen.ReadFrames(shape, parsed.GetValue(count));
            InjectedFault? injected = InjectedFault.Parse(parsed.GetValue(fault));
            int run = recording.Frames.Count;
            if (injected?.First >= run)
                throw new UsageException($"--fault {parsed.GetValue(fault)}: the run has {(run == 1 ? "1 frame, number 0"
                    : $"{Amount.Of(run)} frames, 0 to {run - 1}")}; name some of them, or run more with --count");
            (BoardFile file, BoardTarget module) = Options.Modules(parsed.GetValue(board))[0];
            var chip = SimulatedBoard.Of(file, module, parsed.GetValue(optimistic) ? BoardPace.Optimistic
                : parsed.GetValue(pessimistic) ? BoardPace.Pessimistic : BoardPace.Middle);
            // This check comes before the recording is written, so that either both outputs are written or none.
            SafeFile.CheckAll("--out", written);
            if (parsed.GetValue(record) is { } saved) SafeFile.Write("--record", saved, recording.ToNpy());
            Simulate(chosen, chip, recording, injected, written);
            // The same frames drive the second pin in a second run.
            if (chosen.Second is { } second)
                Simulate(second, chip, recording, injected, Path.Combine(written, second.Drives.ToLowerInvariant()));
            if (parsed.GetValue(record) is { } named) Console.WriteLine($"recorded    {named}: {Amount.Of(run, "frame")}");
        });
    }

    // Reads the example's own network, and that of its second output.
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
        Graph graph = Pipeline.ForBoard(ModelFile.Open(path));
        GraphModel model = ModelFile.Named(path, () => new GraphModel(graph));
        if (element < 0 || element >= model.Output.Length)
            throw new UserException($"--readout {element}: the output of {path} has elements 0 to {model.Output.Length - 1}");
        FrameShape shape = FrameShape.Of(model.Input), built = FrameShape.Of(BuiltIn(example).CreateModel().Input);
        if (frames is null && shape != built)
            throw new UserException($"--model {path} takes frames of {shape}, but the example's are {built}; name others with --frames");
        InferenceCount? count = Terminal.Wait("counting the instructions of an inference", () => Count(graph));
        (string[]? classes, string? note) = LabelsFile.Beside(path, model.Output.Length);
        if (note is not null) Terminal.Row("note        ", note);
        return example.With(graph.Name, () => new GraphModel(graph, classes), Drawn(model), element, classes) with { Count = count };
    }

    private static DrawnLayers Drawn(GraphModel model)
    {
        LayerSource Of(int layer)
        {
            (int[] sources, int hidden) = model.SourceOf(layer);
            return new LayerSource(sources, hidden);
        }
        return new DrawnLayers([.. Enumerable.Range(0, model.LayerCount).Select(Of)], Of(model.LayerCount), model.HiddenLayers);
    }

    // Returns null for a model that no engine of a board can run. The summary then says that an inference takes no time.
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
        Terminal.Count("drawing", run.Frames.Count, step =>
        {
            output.WriteText("pwm.csv", text => PwmCsv.Write(text, run));
            output.WriteText("pwm.vcd", text => PwmVcd.Write(text, run.Pwm, run.EndMicroseconds));
            output.WriteText("report.html", text => HtmlReport.Write(text, run));
            var sheet = new MapSheet(run);
            foreach ((int i, FrameRecord frame) in run.Frames.Index())
            {
                output.WriteMap(MapSheet.FileName(frame), sheet.Draw(frame));
                step?.Invoke(i + 1);
            }
            return run;
        });
        output.Complete();
        Terminal.Rows(run.Example.Title, SimulateSummary.Rows(run, folder));
    }
}
