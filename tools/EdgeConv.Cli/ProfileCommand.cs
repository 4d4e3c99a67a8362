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
            ["#:", "layer", "operator", "?output", "MACs:", "IL:", "?IL/MAC:", "?RAM:", "?flash:", $"ms on {report.Boards[0].Board}:"];
        string[] Row(string index, string name, string kind, string shape, LayerCost cost, BoardTime time) =>
        [
            index, name, kind, shape, Terminal.Number(cost.Macs), Terminal.Number(cost.Instructions), ProfileText.Ratio(cost),
            Terminal.Number(cost.RamBytes), Terminal.Number(cost.FlashBytes), cost.Instructions == 0 ? "" : ProfileText.Time(time),
        ];
        string[] names = LayerNames.Short(report.Layers.Select(layer => LayerText.Name(layer.Name)));
        Terminal.Table($"{Printable.Text(report.Model)}: {ProfileText.Head(report)}", columns,
        [
            .. report.Layers.Select((layer, i) => Row($"{layer.Index}", names[i],
                $"{layer.Operator} {layer.Text}".TrimEnd(), TensorReport.ShapeText(layer.Shape), layer, layer.Boards[0])),
            Row("", "rest", "", "", report.Rest, report.RestTime),
            Row("", "all", "", "", report.Total, report.Boards[0]),
        ]);
        Terminal.BarChart("IL instructions",
        [
            .. report.Layers.Select(layer => ($"{layer.Index} {layer.Operator} {layer.Text}".TrimEnd(), layer.Instructions)),
            ("rest", report.Rest.Instructions),
        ]);
        Terminal.Table("time of one inference",
            ["board", "ms:", "ns per IL:", "fits"], report.Boards.Select(board => (string[])[board.Board,
                ProfileText.Time(board), ProfileText.Nanoseconds(board), board.Fits
                    ? $"{Terminal.Good} {board.Verdict["yes, leaves ".Length..]}" : $"{Terminal.Bad} {board.Verdict["no, ".Length..]}"]));
        foreach (IGrouping<string, ProfiledBoard> group in report.Boards.GroupBy(board => board.Source))
            Terminal.Row("ns      ", $"{string.Join(", ", group.Select(board => board.Board))}: {Printable.Text(group.Key, 200)}");
        Terminal.Row("IL      ", "counted with one input; a call into the runtime counts as 1");
        Terminal.Row("RAM     ", $"{Amount.Of(report.Total.RamBytes, "byte")} of arrays; rest: {ProfileText.Rest(report)}");
        Terminal.Row("flash   ", $"{Amount.Of(report.Total.FlashBytes, "byte")}: {ProfileText.Flash(report)}; the device library, which " +
            "all models share, comes on top");
        Terminal.Row("heap    ", $"{Amount.Of(report.NeededBytes, "byte")} in all: {report.HeapSum}");
        if (page is not null) Console.WriteLine($"written {page}");
    }
}
