namespace EdgeConv.Cli;

/// <summary>`edgeconv profile`: what each layer costs, to the instruction.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model.");
        Option<string> engine = Options.Engine("The engine whose IL instructions are counted.");
        Option<bool> json = Options.Json("profile");
        Option<string?> html = Options.Html("profile");
        Option<string?> board = Options.Board("Predicts the time on this board only; without it, on all boards.");
        return new Command("profile", "Counts the IL instructions of one inference, layer by layer, and predicts how long boards take.")
            { model, engine, board, json, html }
            .Does(parsed =>
            {
                IReadOnlyList<(BoardFile Board, BoardTarget Target)> modules = Options.Modules(parsed.GetValue(board));
                BoardSpeed[] speeds = [.. modules.Select(known => BoardSpeed.Of(known.Board, known.Target))];
                BoardMemory[] memories = [.. modules.Select(known => BoardMemory.Of(known.Target))];
                ModelProfile profile = Profile(parsed.GetValue(model)!, parsed.GetValue(engine)!);
                if (parsed.GetValue(html) is { } page)
                    SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(ProfileHtml.Page(profile, speeds)));
                if (parsed.GetValue(json)) Json.Print(Json.Profile(profile, speeds, memories));
                else Print(profile, speeds, memories, parsed.GetValue(html));
            });
    }

    private static ModelProfile Profile(string path, string engine)
    {
        byte[] file = ModelFile.ReadAll(path);
        if (ModelFile.IsPacked(path, file)) throw new ModelException(
            $"{path}: an .ecm file does not say what its layers compute; profile the model it was packed from, with --engine packed");
        return ModelFile.Named(path, () => ModelProfile.Of(Pipeline.Run(ModelFile.Open(path, file)), engine));
    }

    private static void Print(ModelProfile profile, BoardSpeed[] speeds, BoardMemory[] memories, string? page)
    {
        string[] columns =
            ["#:", "layer", "operator", "", "output", "MACs:", "IL:", "IL/MAC:", "RAM:", "flash:", $"ms on {speeds[0].Board}:"];
        string[] Row(string index, string name, string kind, string text, string shape, long macs, LayerCost cost) =>
        [
            index, name, kind, text, shape, Terminal.Number(macs), Terminal.Number(cost.Instructions),
            ProfileText.Ratio(cost.Instructions, macs), Terminal.Number(cost.RamBytes), Terminal.Number(cost.FlashBytes),
            cost.Instructions == 0 ? "" : ProfileText.Time(speeds[0], cost.Instructions),
        ];
        Terminal.Table($"{Printable.Text(profile.Name)}: {ProfileText.Head(profile)}", columns,
        [
            .. profile.Layers.Select(layer => Row($"{layer.Index}", Printable.Text(layer.Name), layer.Operator.Kind, layer.Text,
                layer.Operator.Output.Shape.ToString(), layer.Operator.Macs, layer.Cost)),
            Row("", "rest", "", "", "", 0, profile.Rest),
            Row("", "all", "", "", "", profile.Macs, profile.Total),
        ]);
        Terminal.BarChart("IL instructions",
        [
            .. profile.Layers.Select(layer => ($"{layer.Index} {layer.Operator.Kind} {layer.Text}".TrimEnd(), layer.Cost.Instructions)),
            ("rest", profile.Rest.Instructions),
        ]);
        Terminal.Table("time of one inference", ["board", "ms:", "ns per IL:", "from"],
            ProfileText.Groups(speeds).Select(group => (string[])[string.Join(", ", group.Boards),
                ProfileText.Time(group.Speed, profile.Total.Instructions), ProfileText.Nanoseconds(group.Speed),
                Printable.Text(group.Speed.Source, 200)]));
        Console.WriteLine("IL      counted with one input; a call into the runtime counts as 1");
        Console.WriteLine($"RAM     bytes of arrays; rest: {ProfileText.Rest(profile)}");
        Console.WriteLine($"flash   {ProfileText.Flash(profile)}; the device library, which all models share, comes on top");
        Console.WriteLine($"heap    {Amount.Of(profile.Cost.NeededBytes, "byte")} in all: {profile.Cost.Sum}");
        string Fit(BoardMemory board) =>
            profile.Cost.Fits(board) ? board.Name : $"{board.Name} ({profile.Cost.Verdict(board)["no, ".Length..]})";
        foreach (IGrouping<bool, BoardMemory> group in memories.GroupBy(profile.Cost.Fits).OrderByDescending(group => group.Key))
            Console.WriteLine((group.Key ? "fits    " : "not     ") + string.Join(", ", group.Select(Fit)));
        if (page is not null) Console.WriteLine($"written {page}");
    }
}
