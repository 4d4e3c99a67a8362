namespace EdgeConv.Cli;

/// <summary>`edgeconv inspect`: what a model is made of and which boards it fits.</summary>
internal static class InspectCommand
{
    private const int LargeFile = 100_000;

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx, .json or .ecm model." };
        Option<bool> json = Options.Json("report");
        Option<string?> html =
            Options.Text("--html", "FILE", "Draws the graph as one page that needs nothing else.").TakesEndings(".html");
        Option<string?> board = Options.Board("Only this board; without it, all.");
        var command = new Command("inspect", "Shows a model's layers, what they cost, and which boards it fits.")
            { model, board, json, html };
        command.SetAction(parsed =>
        {
            BoardMemory[] boards = [.. Options.Modules(parsed.GetValue(board)).Select(known => BoardMemory.Of(known.Target))];
            byte[] file = ModelFile.ReadAll(parsed.GetValue(model)!);
            if (InspectPacked(parsed.GetValue(model)!, file, boards, parsed.GetValue(json), parsed.GetValue(html))) return;
            // A large model's code takes as long to write as the compiler to get ready: side by side.
            if (file.Length > LargeFile) _ = Task.Run(CSharpCompiler.WarmUp);
            InspectReport report = new(ModelFile.Open(parsed.GetValue(model)!, file));
            if (parsed.GetValue(html) is { } page) SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(InspectHtml.Page(report, boards)));
            if (parsed.GetValue(json)) JsonText.Print(InspectJson.Of(report, boards));
            else Print(report, boards, parsed.GetValue(html));
        });
        return command;
    }

    // An .ecm file holds no graph to show: only what goes in and out and what it takes.
    private static bool InspectPacked(string path, byte[] file, BoardMemory[] boards, bool json, string? page)
    {
        if (!ModelFile.IsPacked(path, file)) return false;
        if (page is not null) throw new UserException("--html: an .ecm file holds no graph to draw; inspect the model it was packed from");
        PackedModel model = Named.Of(path, () => PackedModel.Load(file));
        Tensor[] inputs = [.. Enumerable.Range(0, model.InputCount).Select(i => Runnable.TensorOf($"input {i}", model.InputAt(i)))];
        Tensor[] outputs = [.. Enumerable.Range(0, model.OutputCount).Select(i => Runnable.TensorOf($"output {i}", model.OutputAt(i)))];
        EngineCost[] engines = [EngineCost.OfPacked(model, file.Length)];
        if (json)
        {
            JsonText.Print(InspectJson.Of(Path.GetFileNameWithoutExtension(path), inputs, outputs, engines, boards));
            return true;
        }
        static string Origin(TensorInfo info) => info.IsUnsigned ? "; uint8 in the file it was packed from, 128 higher" : "";
        for (int i = 0; i < inputs.Length; i++) Console.WriteLine(Text(inputs[i]) + Origin(model.InputAt(i)));
        for (int i = 0; i < outputs.Length; i++) Console.WriteLine(Text(outputs[i]) + Origin(model.OutputAt(i)));
        Console.WriteLine();
        PrintBoards(engines, boards);
        return true;
    }

    private static void Print(InspectReport report, BoardMemory[] boards, string? page)
    {
        TextTable layers = new(("#", true), ("layer", false), ("operator", false), ("", false), ("output", false), ("MACs", true),
            ("parameters", true), ("RAM", true));
        foreach (InspectedLayer layer in report.Layers)
        {
            Operator op = layer.Operator;
            layers.Add($"{layer.Index}", Printable.Text(layer.Name), op.Kind, layer.Text, op.Output.Shape.ToString(), Number(op.Macs),
                Number(op.Parameters), Number(layer.LiveBytes));
        }
        layers.Add("", "all", "", "", "", Number(report.Macs), Number(report.Parameters), Number(report.ArenaBytes));
        layers.Print(Printable.Text(report.Graph.Name));
        foreach (Tensor input in report.Graph.Inputs) Console.WriteLine($"input   {Text(input)}");
        foreach (Tensor output in report.Graph.Outputs) Console.WriteLine($"output  {Text(output)}");
        Console.WriteLine();
        foreach (string refusal in report.Refusals) Console.WriteLine(Printable.Text(refusal, 2000));
        if (report.Engines.Length > 0) PrintBoards(report.Engines, boards);
        if (page is not null) Console.WriteLine($"written {page}");
    }

    /// <summary>Which boards hold what the engines take, with the numbers.</summary>
    private static void PrintBoards(IReadOnlyList<EngineCost> engines, BoardMemory[] boards)
    {
        TextTable table = new(
            ("board", false), ("engine", false), ("weights", false), ("heap needed", true), ("heap", true),
            ("flash needed", true), ("flash", true), ("fits", false));
        foreach (BoardMemory board in boards)
            foreach (EngineCost engine in engines)
                table.Add(
                    board.Name, engine.Engine, engine.Weights,
                    Number(engine.NeededBytes), Number(board.HeapBytes), Number(engine.FlashBytes),
                    Number(engine.FileBytes > 0 ? board.StorageBytes : board.DeploymentBytes - HeapBudget.FirmwareFlashBytes),
                    engine.Verdict(board));
        table.Print("boards");
        foreach (EngineCost engine in engines) Console.WriteLine($"heap    {engine.Name}: {engine.Sum}");
        Console.WriteLine("flash   of the .ecm file, and of the drive I: for files; or of the code, and for code beside the firmware");
    }

    public static string Text(Tensor tensor) =>
        $"{Printable.Text(tensor.Name)}: {tensor.Shape} {JsonText.TypeOf(tensor)}" +
        (tensor.Quantization is { IsPerTensor: true } q ? Meaning(q.Scale, q.ZeroPoint + (tensor.IsUnsigned ? 128 : 0)) : "") +
        (tensor.IsUnsigned ? "; int8 on a board, 128 lower" : "");

    private static string Meaning(float scale, int zeroPoint) => $", real = (q - {zeroPoint}) * {scale}".Replace("- -", "+ ");

    public static string Number(long value) => value == 0 ? "" : value.ToString("#,0");
}
