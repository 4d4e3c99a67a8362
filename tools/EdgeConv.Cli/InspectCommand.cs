using EdgeConv.Compiler.Packed;

namespace EdgeConv.Cli;

/// <summary>`edgeconv inspect`: what a model is made of and which boards it fits.</summary>
internal static class InspectCommand
{
    private const int LargeFile = 100_000;

    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx, .json or .ecm model.");
        Option<bool> json = Options.Json("report");
        Option<string?> html = Options.Html("graph");
        Option<string?> board = Options.Board("Judges only this board; without it, all boards.");
        return new Command("inspect", "Shows a model's layers, what they cost, and which boards it fits.") { model, board, json, html }
            .Does(parsed =>
            {
                BoardMemory[] boards = [.. Options.Modules(parsed.GetValue(board)).Select(known => BoardMemory.Of(known.Target))];
                string path = parsed.GetValue(model)!;
                byte[] file = ModelFile.ReadAll(path);
                if (ModelFile.IsPacked(path, file))
                {
                    if (parsed.GetValue(html) is not null) throw new UserException(
                        "--html: an .ecm file holds no graph to draw; inspect the model it was packed from");
                    InspectPacked(path, file, boards, parsed.GetValue(json));
                    return;
                }
                // For a large model, writing its code takes as long as starting the C# compiler: side by side.
                if (file.Length > LargeFile) _ = Task.Run(CSharpCompiler.WarmUp);
                InspectReport report = new(ModelFile.Open(path, file));
                if (parsed.GetValue(html) is { } page)
                    SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(InspectHtml.Page(report, boards)));
                if (parsed.GetValue(json)) Json.Print(Json.Inspect(report, boards));
                else Print(report, boards, parsed.GetValue(html));
            });
    }

    // An .ecm file holds no graph to show: only what goes in and out and what it takes.
    private static void InspectPacked(string path, byte[] file, BoardMemory[] boards, bool json)
    {
        PackedModel model = ModelFile.Named(path, () => PackedModel.Load(file));
        (Tensor[] inputs, Tensor[] outputs) = EcmFile.Tensors(model);
        EngineCost[] engines = [EngineCost.OfPacked(model, file.Length)];
        if (json)
        {
            Json.Print(Json.Inspect(Path.GetFileNameWithoutExtension(path), inputs, outputs, engines, boards));
            return;
        }
        string Line(Tensor tensor, TensorInfo info) =>
            Text(tensor) + (info.IsUnsigned ? "; uint8 in the model it was packed from, where values are 128 higher" : "");
        for (int i = 0; i < inputs.Length; i++) Console.WriteLine(Line(inputs[i], model.InputAt(i)));
        for (int i = 0; i < outputs.Length; i++) Console.WriteLine(Line(outputs[i], model.OutputAt(i)));
        Console.WriteLine();
        PrintBoards(engines, boards);
    }

    private static void Print(InspectReport report, BoardMemory[] boards, string? page)
    {
        string[] columns = ["#:", "layer", "operator", "", "output", "MACs:", "parameters:", "RAM:"];
        string[] Row(string index, string name, string kind, string text, string shape, long macs, long parameters, long bytes) =>
            [index, name, kind, text, shape, Terminal.Number(macs), Terminal.Number(parameters), Terminal.Number(bytes)];
        Terminal.Table(Printable.Text(report.Graph.Name), columns,
        [
            .. report.Layers.Select(layer => Row($"{layer.Index}", Printable.Text(layer.Name), layer.Operator.Kind, layer.Text,
                layer.Operator.Output.Shape.ToString(), layer.Operator.Macs, layer.Operator.Parameters, layer.LiveBytes)),
            Row("", "all", "", "", "", report.Macs, report.Parameters, report.ArenaBytes),
        ]);
        foreach (Tensor input in report.Graph.Inputs) Console.WriteLine($"input   {Text(input)}");
        foreach (Tensor output in report.Graph.Outputs) Console.WriteLine($"output  {Text(output)}");
        Console.WriteLine();
        foreach (string refusal in report.Refusals) Console.WriteLine(Printable.Text(refusal, 2000));
        if (report.Engines.Length > 0) PrintBoards(report.Engines, boards);
        if (page is not null) Console.WriteLine($"written {page}");
    }

    private static void PrintBoards(IReadOnlyList<EngineCost> engines, BoardMemory[] boards)
    {
        string[] columns = ["board", "engine", "weights", "heap needed:", "heap:", "flash needed:", "flash:", "fits"];
        Terminal.Table("boards", columns,
            from board in boards
            from engine in engines
            let flash = engine.FileBytes > 0 ? board.StorageBytes : board.DeploymentBytes - HeapBudget.FirmwareFlashBytes
            select (string[])[board.Name, engine.Engine, engine.Weights, Terminal.Number(engine.NeededBytes),
                Terminal.Number(board.HeapBytes), Terminal.Number(engine.FlashBytes), Terminal.Number(flash), engine.Verdict(board)]);
        foreach (EngineCost engine in engines) Console.WriteLine($"heap    {engine.Name}: {engine.Sum}");
        Console.WriteLine("flash   packed: the .ecm file needs room for files, on the drive I:; compiled: the code needs room for code, " +
            "beside the firmware's");
    }

    /// <summary>A tensor's name, shape, type and what its integers stand for.</summary>
    public static string Text(Tensor tensor) =>
        $"{Printable.Text(tensor.Name)}: {tensor.Shape} {Json.TypeOf(tensor)}" +
        (tensor.Quantization is { IsPerTensor: true } q ? Meaning(q.Scale, q.ZeroPoint + (tensor.IsUnsigned ? 128 : 0)) : "") +
        (tensor.IsUnsigned ? "; int8 on a board, where values are 128 lower" : "");

    private static string Meaning(float scale, int zeroPoint) => $", real = (q - {zeroPoint}) * {scale}".Replace("- -", "+ ");
}
