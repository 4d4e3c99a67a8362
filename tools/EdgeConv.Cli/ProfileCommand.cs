using EdgeConv.Compiler.Operators;

namespace EdgeConv.Cli;

/// <summary>`edgeconv profile`: counts the IL instructions of each layer and predicts times.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model.");
        Option<string> engine = Options.Engine("The engine whose IL instructions are counted.");
        Option<bool> json = Options.Json("profile");
        Option<string?> html = Options.Html("profile");
        Option<string?> board = Options.Board("Predicts the time on this board only; without it, on all boards.");
        return new Command("profile", "Counts the IL instructions of one inference, layer by layer, and predicts its time on boards.")
            { model, engine, board, json, html }
            .Does(parsed =>
            {
                IReadOnlyList<(BoardFile, BoardTarget)> boards = Options.Modules(parsed.GetValue(board));
                ProfileReport report = ProfileReport.Of(Profile(parsed.GetValue(model)!, parsed.GetValue(engine)!), boards);
                if (parsed.GetValue(html) is { } page)
                    SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(ProfileHtml.Page(report)));
                if (parsed.GetValue(json)) Json.Print(report);
                else Print(report, parsed.GetValue(html));
            });
    }

    private static ModelProfile Profile(string path, string engine)
    {
        byte[] file = ModelFile.ReadAll(path);
        if (ModelFile.IsPacked(path, file)) throw new ModelException(
            $"{path}: an .ecm file does not say what its layers compute; profile the model it was packed from, with --engine packed");
        return ModelFile.Named(path, () => ModelProfile.Of(Pipeline.Run(ModelFile.Open(path, file)), engine));
    }

    private static void Print(ProfileReport report, string? page)
    {
        string[] columns =
            ["#:", "layer", "operator", "", "output", "MACs:", "IL:", "IL/MAC:", "RAM:", "flash:", $"ms on {report.Boards[0].Board}:"];
        string[] Row(string index, string name, string kind, string text, string shape, LayerCost cost, BoardTime time) =>
        [
            index, name, kind, text, shape, Terminal.Number(cost.Macs), Terminal.Number(cost.Instructions), ProfileText.Ratio(cost),
            Terminal.Number(cost.RamBytes), Terminal.Number(cost.FlashBytes), cost.Instructions == 0 ? "" : ProfileText.Time(time),
        ];
        Terminal.Table($"{Printable.Text(report.Model)}: {ProfileText.Head(report)}", columns,
        [
            .. report.Layers.Select(layer => Row($"{layer.Index}", Printable.Text(LayerText.Name(layer.Name)), layer.Operator, layer.Text,
                TensorReport.ShapeText(layer.Shape), layer, layer.Boards[0])),
            Row("", "rest", "", "", "", report.Rest, report.RestTime),
            Row("", "all", "", "", "", report.Total, report.Boards[0]),
        ]);
        Terminal.BarChart("IL instructions",
        [
            .. report.Layers.Select(layer => ($"{layer.Index} {layer.Operator} {layer.Text}".TrimEnd(), layer.Instructions)),
            ("rest", report.Rest.Instructions),
        ]);
        Terminal.Table("time of one inference", ["board", "ms:", "ns per IL:", "from"],
            ProfileText.Groups(report.Boards).Select(group => (string[])[string.Join(", ", group.Boards), ProfileText.Time(group.Speed),
                ProfileText.Nanoseconds(group.Speed), Printable.Text(group.Speed.Source, 200)]));
        Console.WriteLine("IL      counted with one input; a call into the runtime counts as 1");
        Console.WriteLine($"RAM     bytes of arrays; rest: {ProfileText.Rest(report)}");
        Console.WriteLine($"flash   {ProfileText.Flash(report)}; the device library, which all models share, comes on top");
        Console.WriteLine($"heap    {Amount.Of(report.NeededBytes, "byte")} in all: {report.HeapSum}");
        foreach (IGrouping<bool, ProfiledBoard> group in report.Boards.GroupBy(board => board.Fits).OrderByDescending(group => group.Key))
            Console.WriteLine((group.Key ? "fits    " : "not     ") + string.Join(", ", group.Select(board =>
                board.Fits ? board.Board : $"{board.Board} ({board.Verdict["no, ".Length..]})")));
        if (page is not null) Console.WriteLine($"written {page}");
    }
}
