namespace EdgeConv.Cli;

/// <summary>`edgeconv inspect`: shows the layers and costs of a model, and the boards that it fits.</summary>
internal static class InspectCommand
{
    private const int LargeFile = 100_000;

    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx, .json or .ecm model.");
        Option<bool> json = Options.Json("report");
        Option<string?> html = Options.Html("graph");
        Option<string?> board = Options.Board("Checks whether the model fits this board; without it, checks all boards.");
        Option<bool> wifi = Options.Wifi("Checks boards");
        return new Command("inspect", "Shows the layers of a model, their cost, and the boards that the model fits.")
            { model, board, wifi, json, html }
            .Does(parsed =>
            {
                BoardMemory[] boards = [.. Options.Modules(parsed.GetValue(board)).Select(known => BoardMemory.Of(known.Target))
                    .Select(memory => parsed.GetValue(wifi) ? memory.WithWifi() : memory)];
                string path = parsed.GetValue(model)!;
                string? page = parsed.GetValue(html);
                byte[] file = ModelFile.ReadAll(path);
                PackedModel? packed = ModelFile.IsPacked(path, file) ? ModelFile.Named(path, () => PackedModel.Load(file)) : null;
                if (packed is not null && page is not null) throw new UserException(
                    "--html: an .ecm file holds no graph to draw; inspect the model it was packed from");
                // For a large model, writing its code takes as long as starting the C# compiler, so both run at the same time.
                if (packed is null && file.Length > LargeFile) _ = Task.Run(CSharpCompiler.WarmUp);
                InspectReport report = packed is null ? InspectReport.Of(Pipeline.ForBoard(ModelFile.Open(path, file)), boards)
                    : InspectReport.OfPacked(Path.GetFileNameWithoutExtension(path), packed, file.Length, boards);
                if (page is not null) SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(InspectHtml.Page(report)));
                if (parsed.GetValue(json)) Json.Print(report);
                else if (packed is null) Print(report, page);
                else PrintPacked(report, packed);
            });
    }

    // An .ecm file holds no graph, so only its inputs, outputs and costs are shown.
    private static void PrintPacked(InspectReport report, PackedModel model)
    {
        static void Line(TensorReport tensor, TensorInfo info) => Console.WriteLine(
            Text(tensor) + (info.IsUnsigned ? "; uint8 in the model it was packed from, where values are 128 higher" : ""));
        foreach ((int i, TensorReport input) in report.Inputs.Index()) Line(input, model.InputAt(i));
        foreach ((int i, TensorReport output) in report.Outputs.Index()) Line(output, model.OutputAt(i));
        Console.WriteLine();
        PrintBoards(report);
    }

    private static void Print(InspectReport report, string? page)
    {
        string[] columns = ["#:", "layer", "operator", "?output", "MACs:", "parameters:", "RAM:"];
        string[] names = LayerNames.Short(report.Layers!.Select(layer => layer.ShortName));
        Terminal.Table(Printable.Text(report.Model), columns,
        [
            .. report.Layers!.Select((layer, i) => (string[])[$"{layer.Index}", names[i],
                $"{layer.Operator} {layer.Text}".TrimEnd(), TensorReport.ShapeText(layer.Shape), Terminal.Number(layer.Macs),
                Terminal.Number(layer.Parameters), Terminal.Number(layer.LiveBytes)]),
            ["", "all", "", "", Terminal.Number(report.Macs!.Value), Terminal.Number(report.Parameters!.Value),
                Terminal.Number(report.ArenaBytes!.Value)],
        ]);
        foreach (TensorReport input in report.Inputs) Terminal.Row("input   ", Text(input));
        foreach (TensorReport output in report.Outputs) Terminal.Row("output  ", Text(output));
        Console.WriteLine();
        foreach (string refusal in report.Refusals) Terminal.Row("", Printable.Text(refusal, 2000));
        if (report.Engines.Count > 0) PrintBoards(report);
        if (page is not null) Console.WriteLine($"written {page}");
    }

    private static void PrintBoards(InspectReport report)
    {
        bool isWifi = report.Boards.Any(board => board.HasWifi);
        string[] columns = ["board", "heap:", .. report.Engines.Select(engine => engine.Engine + (engine.Weights is "code" ? "" : " " +
            engine.Weights))];
        Terminal.Table((isWifi ? "boards, with Wi-Fi up" : "boards") + ": heap that is left (-: lacking), in bytes", columns,
            report.Boards.Select(board => (string[])[board.Name, Terminal.Number(board.HeapBytes),
                .. report.Engines.Zip(board.Engines, (engine, fit) => Cell(board, engine, fit))]));
        Console.WriteLine(isWifi ? $"{Terminal.Good} fits with Wi-Fi up  {Terminal.Bad} does not fit"
            : $"{Terminal.Good} fits, also with Wi-Fi up  {Terminal.Limited} fits only with Wi-Fi off  {Terminal.Bad} does not fit");
        Console.WriteLine();
        foreach (EngineCost engine in report.Engines)
            Terminal.Row("heap    ", $"{engine.Name}: {Amount.Of(engine.NeededBytes, "byte")}: {engine.Sum}");
        foreach (EngineCost engine in report.Engines)
            Terminal.Row("flash   ", $"{engine.Name}: {Amount.Of(engine.FlashBytes, "byte")} " + (engine.FileBytes > 0
                ? "as an .ecm file on the drive I:" : "of code, in the deployment area together with the firmware's"));
    }

    // A mark, and the bytes of heap that are left or lacking; if there is enough heap, what else is lacking.
    private static string Cell(InspectedBoard board, EngineCost engine, EngineFit fit)
    {
        string mark = !fit.Fits ? Terminal.Bad : fit.FitsWithWifi ? Terminal.Good : Terminal.Limited;
        long left = board.HeapBytes - engine.NeededBytes;
        return $"{mark} " + (fit.Fits || left < 0 ? Amount.Of(left) : !fit.FitsHeap ? "array too large"
            : !fit.FitsStorage ? "drive too small" : "flash too small");
    }

    /// <summary>Describes a tensor: name, shape, type and quantization.</summary>
    public static string Text(TensorReport tensor) => $"{Printable.Text(tensor.Name)}: {tensor.ShapeText()} {tensor.Type}" +
        (tensor.Scale is { } scale ? $", real = (q - {tensor.ZeroPoint}) * {scale}".Replace("- -", "+ ") : "") +
        (tensor.IsUnsigned ? "; int8 on a board, where values are 128 lower" : "");
}
