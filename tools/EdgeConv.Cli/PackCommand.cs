using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.SelfTests;

namespace EdgeConv.Cli;

/// <summary>`edgeconv pack`: writes the .ecm file for the packed engine.</summary>
internal static class PackCommand
{
    // Frames are read to choose from them evenly.
    private const int MaxFrames = 10_000;

    public static Command Create(Func<Stream> standardInput)
    {
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model.");
        Option<string> output = Options.Required("--out", "FILE", "The .ecm file to write.").TakesEnding(".ecm");
        Option<string?> board = Options.Board("Makes the model fit this board: stores the weights of as many layers as necessary in the " +
            "compact form, which takes less memory and more time. Without it, all weights have the fast form.");
        Option<string?> frames = Options.Text("--frames", "FRAMES", "Frames for the self-test in the file, which runs the whole model on " +
            $"four of them instead of on noise: {FrameReader.Kinds}.");
        Option<bool> wifi = Options.Wifi("With --board, makes the model fit");
        Option<bool> json = Options.Json("result");
        Command command = new("pack", "Writes a model as an .ecm file, which the packed engine loads at run time. The file carries " +
            "a self-test for the board (docs/ecm.md).") { model, output, board, wifi, frames, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(wifi) is { Implicit: false } && result.GetResult(board) is null or { Implicit: true })
                result.AddError("--wifi needs --board");
        });
        return command.Does(parsed => Pack(parsed.GetValue(model)!, parsed.GetValue(output)!,
            BoardOf(parsed.GetValue(board), parsed.GetValue(wifi)),
            parsed.GetValue(frames) is { } origin ? shape => FrameReader.Read(origin, shape, MaxFrames, standardInput) : null,
            parsed.GetValue(json)));
    }

    private static BoardMemory? BoardOf(string? name, bool wifi)
    {
        if (name is null) return null;
        BoardMemory board = BoardMemory.Of(Options.Modules(name)[0].Target);
        return wifi ? board.WithWifi() : board;
    }

    private static void Pack(string model, string output, BoardMemory? board, Func<FrameShape, Recording>? frames, bool isJson)
    {
        Graph graph = Pipeline.ForBoard(ModelFile.Open(model));
        // If the arrays alone are too large for the board, the file is refused without loading it.
        EcmFile file = ModelFile.Named(model, () => EcmFile.Write(graph, made => board is null
            || (made.RamBytes <= board.HeapBytes && EngineCost.OfPacked(graph, made, "mixed").FitsHeap(board))));
        if (board is not null) RequireFit(model, EngineCost.OfPacked(graph, file, "mixed"), board);
        sbyte[][]? inputs = frames is null ? null : Inputs(model, file, frames);
        TestedFile tested = ModelFile.Named(model, () =>
            Terminal.Parts("packing", progress => TestedFile.Of(graph, file, inputs, progress)));
        SafeFile.Write("--out", output, tested.File.Bytes);
        PackReport report = new(graph, tested, EngineCost.OfPacked(graph, tested.File, "mixed"), board);
        if (isJson) Json.Print(report.Json);
        else Print(report, output);
    }

    private static void RequireFit(string model, EngineCost cost, BoardMemory board)
    {
        if (!cost.FitsHeap(board))
            throw new ModelException($"{model}: needs {Amount.Of(cost.NeededBytes, "byte")} of heap ({cost.Sum}), "
                + $"{Amount.Of(cost.LargestArrayBytes)} of them in one piece, but {board.Title} has {Amount.Of(board.HeapBytes)}"
                + $"{(board.HasWifi ? " with Wi-Fi up" : "")} and pieces of up to {Amount.Of(board.LargestArrayBytes)}; "
                + "take a smaller model or a board with PSRAM");
    }

    private static sbyte[][] Inputs(string model, EcmFile file, Func<FrameShape, Recording> frames)
    {
        PackedModel packed = PackedModel.Load(file.Bytes);
        if (packed.InputCount != 1)
            throw new UserException($"--frames: {model} has {Amount.Of(packed.InputCount, "input")}, and a frame is one");
        return FrameInputs.Of(frames(FrameShape.Of(packed.Input)), packed.Input);
    }

    private static void Print(PackReport report, string output)
    {
        (TestedFile tested, EcmFile file) = (report.Tested, report.Tested.File);
        Terminal.Table(Printable.Text(report.Graph.Name), ["#:", "layer", "operator", "weights", "parameters:"],
            from numbered in report.Graph.Operators.Index()
            let op = numbered.Item
            where op.Parameters > 0
            select (string[])[$"{numbered.Index}", Printable.Text(LayerText.Name(op.Output.Name)), op.Kind,
                file.Compact.Contains(op) ? "sbyte, compact" : "long, fast", Terminal.Number(op.Parameters)]);
        Terminal.Row("file  ", $"{Amount.Of(file.Bytes.Length)} bytes");
        Terminal.Row("RAM   ", $"{Amount.Of(file.RamBytes)} bytes, {Amount.Of(file.ArenaBytes)} of them the arena");
        Terminal.Row("heap  ", $"{Amount.Of(report.Cost.NeededBytes)} bytes in all: {report.Cost.Sum}");
        if (report.Board is { } board)
        {
            if (!board.HasWifi) Terminal.Row("fits  ", $"{board.Name}: {report.Cost.Verdict(board)}");
            Terminal.Row("fits  ", $"{board.Name} with Wi-Fi up: {report.Cost.Verdict(board.WithWifi())}");
        }
        Terminal.Row("test  ", $"{PackReport.Text(tested)}");
        Console.WriteLine($"written {output}");
    }
}

/// <summary>What `pack` says.</summary>
/// <param name="Graph">The model.</param>
/// <param name="Tested">The file and its self-test.</param>
/// <param name="Cost">What it takes of a board.</param>
/// <param name="Board">The board it was packed for, or null.</param>
internal sealed record PackReport(Graph Graph, TestedFile Tested, EngineCost Cost, BoardMemory? Board)
{
    /// <summary>The object that `--json` prints (docs/command-line-json.md).</summary>
    public object Json => new
    {
        Model = Graph.Name, FileBytes = Tested.File.Bytes.Length, Tested.File.RamBytes, Tested.File.ArenaBytes, Cost.NeededBytes,
        CompactLayers = Tested.File.Compact.Select(op => op.Output.Name), Board = Board?.Name,
        Fits = Fits(Board), FitsWithWifi = Fits(Board?.WithWifi()),
        SelfTest = Tested.Layers + Tested.Inputs == 0 ? null : new
        {
            Tested.Layers, Tested.LayerInferences, Tested.Inputs, Tested.Copies, Tested.Caught, Tested.Hidden,
            MaxSeconds = Tested.MaxSeconds is { } seconds ? Math.Round(seconds, 3) : (double?)null,
        },
    };

    private bool? Fits(BoardMemory? board) => board is null ? null : Cost.Fits(board);

    /// <summary>What the self-test does and catches.</summary>
    public static string Text(TestedFile tested)
    {
        if (tested.Layers + tested.Inputs == 0) return "none: the model has no weights and no tables";
        string layers = $"{Amount.Of(tested.Layers, "layer")} on noise, {Amount.Of(tested.LayerInferences, "time")} in all";
        string inputs = tested.Inputs == 0 ? "" : $", and the model on {Amount.Of(tested.Inputs, "input")}";
        string time = tested.MaxSeconds is { } seconds ? $"at most {seconds:0.00} s on a board" : "many minutes on a board";
        string caught = tested.Copies == 0 ? "" : $"; catches {tested.Caught} of {tested.Copies} copies with one changed weight" +
            (tested.Hidden == 0 ? "" : $" ({Amount.Of(tested.Hidden, "more change")} show with no input)");
        return $"{layers}{inputs}, {time}{caught}";
    }
}
