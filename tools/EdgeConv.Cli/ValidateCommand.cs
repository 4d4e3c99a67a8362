using EdgeConv.Board;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Cli;

/// <summary>`edgeconv validate`: the same inputs on a board and here.</summary>
internal static class ValidateCommand
{
    private const int MaxFrames = 100_000, DefaultFrames = 20;

    public static Command Create()
    {
        Argument<string> port = Options.Port();
        Argument<string> model = new("MODEL") { Description = "The .tflite, .onnx, .json or .ecm model that is on the board." };
        Option<string?> frames = Options.Text("--frames", "FRAMES", "What the model is run on, as for simulate: an image, a folder, a " +
            $".csv, a .npy, or {SyntheticFrames.Known}; without it random inputs.");
        Option<int> count = Options.Integer("--count", "Maximum number of frames.", DefaultFrames, 1, MaxFrames);
        Option<string> engine = Options.Engine("The engine on the board, whose IL instructions are counted.");
        Option<double> timeout = Options.Number("--timeout", "Seconds one inference may take.", 5, 0.1, 600, "SECONDS");
        Option<int> baud = Options.Baud();
        var command = new Command("validate", "Runs a model on a board and here on the same inputs: differences (there should be none), " +
            "times, and the board's IL nanoseconds.") { port, model, frames, count, engine, timeout, baud };
        command.SetAction(parsed => Validate(
            parsed.GetValue(port)!, parsed.GetValue(baud), parsed.GetValue(model)!, parsed.GetValue(frames), parsed.GetValue(count),
            parsed.GetValue(engine)!, TimeSpan.FromSeconds(parsed.GetValue(timeout))));
        return command;
    }

    private static void Validate(string port, int baud, string path, string? origin, int count, string engine, TimeSpan patience)
    {
        (IModel model, Graph? graph) = Open(path);
        sbyte[][] inputs = Inputs(model, origin, count);
        using var stop = new StopSignal();
        using var line = new SerialLine(port, baud, TargetValidation.MostBytes(model));
        TargetValidation result =
            Waiting.Count("validating", inputs.Length, step => TargetValidation.Run(line, model, inputs, patience, step, stop.Token));
        if (result.Microseconds.Count == 0) throw new UserException($"{port}: stopped before the first answer");
        long instructions = graph is null ? 0
            : Waiting.For("counting instructions", () => ModelProfile.Of(graph, engine).Total.Instructions);
        Print(result, instructions, engine);
        if (result.Differences.Count == 0) return;
        TargetDifference first = result.Differences[0];
        string which = result.Differences.Count == result.Microseconds.Count ? "every input (is this model on the board?)"
            : $"{result.Differences.Count} of {Amount.Of(result.Microseconds.Count, "input")}";
        throw new UserException($"{port}: the outputs differ for {which}; first for input {first.Frame}: element {first.Element} is " +
            $"{first.Board} on the board and {first.Desktop} here, {first.Count} in all");
    }

    private static void Print(TargetValidation result, long instructions, string engine)
    {
        long[] times = [.. result.Microseconds.Order()];
        string name = Printable.Text(result.Board.Name);
        Console.WriteLine($"board   {name}");
        Console.WriteLine($"inputs  {times.Length}, {result.Differences.Count} with another output");
        Console.WriteLine($"time    {times[0] / 1000.0:0.000} to {times[^1] / 1000.0:0.000} ms, median " +
            $"{times[times.Length / 2] / 1000.0:0.000} ms");
        if (instructions == 0 || times[0] == 0) return;
        // The least time, as the firmware's calibration takes it: the others were interrupted.
        string nanoseconds = (times[0] * 1000.0 / instructions).ToString("0.0");
        Console.WriteLine($"IL      {Amount.Of(instructions, "instruction")} on the {engine} engine; for the board's file in " +
            "hardware/boards:");
        Console.WriteLine($"{name}, {nanoseconds}");
    }

    private static (IModel, Graph?) Open(string path)
    {
        byte[] file = ModelFile.ReadAll(path);
        return Named.Of<(IModel, Graph?)>(path, () =>
        {
            if (!ModelFile.IsPacked(path, file))
            {
                Graph graph = ModelFile.Read(Path.GetFileNameWithoutExtension(path), Path.GetExtension(path), file);
                graph = Int8InputsAndOutputs.Run(Pipeline.Run(graph));
                return (new GraphModel(graph), graph);
            }
            PackedModel packed = PackedModel.Load(file);
            return packed.InputCount == 1 && packed.OutputCount == 1 ? (packed, null) : throw new ModelException(
                $"{Amount.Of(packed.InputCount, "input")} and {Amount.Of(packed.OutputCount, "output")}; a board's model has one of each");
        });
    }

    private static sbyte[][] Inputs(IModel model, string? origin, int count)
    {
        if (origin is null)
        {
            var random = new Random(1);
            return [.. Enumerable.Range(0, count).Select(_ =>
            {
                sbyte[] input = new sbyte[model.Input.Length];
                random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(input.AsSpan()));
                return input;
            })];
        }
        Recording recording = FrameReader.Read(origin, FrameShape.Of(model.Input), count, () => Stream.Null);
        var preprocessor = new Preprocessor(recording.Format, model.Input);
        return [.. recording.Frames.Select(frame =>
        {
            sbyte[] input = new sbyte[model.Input.Length];
            preprocessor.Run(frame.Values, input);
            return input;
        })];
    }
}
