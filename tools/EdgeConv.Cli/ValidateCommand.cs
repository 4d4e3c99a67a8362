using EdgeConv.Board;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Cli;

/// <summary>`edgeconv validate`: compares a model's outputs on a board and on this computer.</summary>
internal static class ValidateCommand
{
    private const int MaxFrames = 100_000, DefaultFrames = 20;

    public static Command Create()
    {
        Argument<string> address = Options.Address();
        Argument<string> model = Options.Model("The .tflite, .onnx, .json or .ecm model that is on the board.");
        Option<string?> frames = Options.Text("--frames", "FRAMES", "Frames to run the model on, as for simulate: an image, a folder of " +
            $"images, a .csv, a .npy, or {SyntheticFrames.Known}; without it, random inputs.");
        Option<int> count = Options.Integer("--count", "Maximum number of frames.", DefaultFrames, 1, MaxFrames);
        Option<string> engine = Options.Engine("The engine that runs the model on the board. Its IL instructions are counted, which " +
            "gives the board's time per instruction.");
        Option<double> timeout = Options.Timeout(5, "Seconds to wait for one inference.");
        Option<int> baud = Options.Baud();
        Option<string?> key = Options.Key();
        return new Command("validate", "Runs a model on a board and on this computer with the same inputs, and compares the outputs: " +
            "they should be equal. Prints the board's times too.") { address, model, frames, count, engine, timeout, baud, key }
            .Does(parsed =>
            {
                (IModel here, Graph? graph) = Open(parsed.GetValue(model)!);
                sbyte[][] inputs = Inputs(here, parsed.GetValue(frames), parsed.GetValue(count));
                using var stop = new StopSignal();
                using BoardLine line = BoardAddress.Open(parsed.GetValue(address)!, parsed.GetValue(baud), parsed.GetValue(key));
                TimeSpan patience = TimeSpan.FromSeconds(parsed.GetValue(timeout));
                var client = new BoardClient(line, TimeSpan.FromSeconds(1), stop.Token);
                TargetValidation result = Terminal.Count("validating", inputs.Length,
                    step => TargetValidation.Run(client, here, inputs, patience, step, stop.Token));
                if (result.Microseconds.Count == 0) throw new UserException($"{line.Name}: stopped before the first answer came");
                string counted = parsed.GetValue(engine)!;
                Print(result, counted, graph is null ? 0
                    : Terminal.Wait("counting instructions", () => ModelProfile.Of(graph, counted).Total.Instructions));
                FailOnDifference(line.Name, result);
            });
    }

    private static (IModel Model, Graph? Graph) Open(string path)
    {
        byte[] file = ModelFile.ReadAll(path);
        return ModelFile.Named<(IModel, Graph?)>(path, () =>
        {
            if (!ModelFile.IsPacked(path, file))
            {
                Graph graph = Pipeline.ForBoard(ModelFile.Open(path, file));
                return (new GraphModel(graph), graph);
            }
            PackedModel packed = PackedModel.Load(file);
            return packed.InputCount == 1 && packed.OutputCount == 1 ? (packed, null) : throw new ModelException(
                $"the model has {Amount.Of(packed.InputCount, "input")} and {Amount.Of(packed.OutputCount, "output")}, not one each");
        });
    }

    private static sbyte[][] Inputs(IModel model, string? origin, int count)
    {
        if (origin is null)
        {
            byte[] bytes = new byte[model.Input.Length];
            var random = new Random(1);
            return [.. Enumerable.Range(0, count).Select(_ =>
            {
                random.NextBytes(bytes);
                return Array.ConvertAll(bytes, value => (sbyte)value);
            })];
        }
        return FrameInputs.Of(FrameReader.Read(origin, FrameShape.Of(model.Input), count, () => Stream.Null), model.Input);
    }

    private static void Print(TargetValidation result, string engine, long instructions)
    {
        long[] times = [.. result.Microseconds.Order()];
        string name = Printable.Text(result.Board.Name);
        double[] ms = [.. times.Select(time => time / 1000.0)];
        Terminal.Row("board   ", $"{name}");
        Terminal.Row("inputs  ", $"{times.Length}, of which {result.Differences.Count} give another output on the board");
        Terminal.Row("time    ", $"{ms[0]:0.000} to {ms[^1]:0.000} ms, median {ms[ms.Length / 2]:0.000} ms");
        if (instructions == 0 || times[0] == 0) return;
        Terminal.Row("IL      ", $"{Amount.Of(instructions, "instruction")} on the {engine} engine; nanoseconds per instruction, for " +
            "the board's file in hardware/boards:");
        // Uses the shortest time, as the firmware's calibration does, because interrupts make the others longer.
        Console.WriteLine($"{name}, {times[0] * 1000.0 / instructions:0.0}");
    }

    private static void FailOnDifference(string port, TargetValidation result)
    {
        if (result.Differences.Count == 0) return;
        TargetDifference first = result.Differences[0];
        string which = result.Differences.Count == result.Microseconds.Count ? "every input (is this model on the board?)"
            : $"{result.Differences.Count} of {Amount.Of(result.Microseconds.Count, "input")}";
        throw new UserException($"{port}: the outputs differ for {which}; first for input {first.Frame}: element {first.Element} is " +
            $"{first.Board} on the board and {first.Desktop} here, one of {Amount.Of(first.Count, "element")} that differ");
    }
}
