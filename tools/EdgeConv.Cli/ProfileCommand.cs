namespace EdgeConv.Cli;

/// <summary>`edgeconv profile`: what each layer costs, to the instruction.</summary>
internal static class ProfileCommand
{
    private const int PlainBar = 40;

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<string> engine = Options.Engine("The engine whose code is counted, compiled by default.");
        Option<bool> json = Options.Json("profile");
        Option<string?> html =
            Options.Text("--html", "FILE", "Draws the profile as one page that needs nothing else.").TakesEndings(".html");
        Option<string?> board = Options.Board("Only this board; without it, all.");
        var command = new Command("profile", "Counts the IL instructions of one inference, layer by layer, and says how long boards take " +
            "for them.") { model, engine, board, json, html };
        command.SetAction(parsed =>
        {
            IReadOnlyList<(BoardFile Board, BoardTarget Target)> modules = Options.Modules(parsed.GetValue(board));
            BoardSpeed[] boards = [.. modules.Select(known => BoardSpeed.Of(known.Board, known.Target))];
            BoardMemory[] memories = [.. modules.Select(known => BoardMemory.Of(known.Target))];
            ModelProfile profile = Open(parsed.GetValue(model)!, parsed.GetValue(engine)!);
            if (parsed.GetValue(html) is { } page)
                SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(ProfileHtml.Page(profile, boards)));
            if (parsed.GetValue(json)) JsonText.Print(ProfileJson.Of(profile, boards, memories));
            else Print(profile, boards, memories, parsed.GetValue(html));
        });
        return command;
    }

    private static ModelProfile Open(string path, string engine)
    {
        byte[] file = ModelFile.ReadAll(path);
        if (ModelFile.IsPacked(path, file)) throw new ModelException(
            $"{path}: an .ecm file does not say what its layers compute; profile the model it was packed from, with --engine packed");
        string name = Path.GetFileNameWithoutExtension(path);
        return Named.Of(path, () => ModelProfile.Of(Pipeline.Run(ModelFile.Read(name, Path.GetExtension(path), file)), engine));
    }

    private static void Print(ModelProfile profile, BoardSpeed[] boards, BoardMemory[] memories, string? page)
    {
        TextTable layers = new(("#", true), ("layer", false), ("operator", false), ("", false), ("output", false), ("MACs", true),
            ("IL", true), ("IL/MAC", true), ("RAM", true), ("flash", true), ($"ms on {boards[0].Board}", true));
        foreach (ProfiledLayer layer in profile.Layers)
            Row($"{layer.Index}", Printable.Text(layer.Name), layer.Operator.Kind, layer.Text, layer.Operator.Output.Shape.ToString(),
                layer.Operator.Macs, layer.Cost);
        Row("", "rest", "", "", "", 0, profile.Rest);
        Row("", "all", "", "", "", profile.Macs, profile.Total);
        layers.Print($"{Printable.Text(profile.Name)}: {ProfileText.Head(profile)}");
        PrintBars(profile);
        TextTable times = new(("board", false), ("ms", true), ("ns per IL", true), ("from", false));
        foreach ((IReadOnlyList<string> names, BoardSpeed speed) in ProfileText.Groups(boards))
            times.Add(string.Join(", ", names), ProfileText.Time(speed, profile.Total.Instructions), ProfileText.Nanoseconds(speed),
                Printable.Text(speed.Source, 200));
        times.Print("time of one inference");
        Console.WriteLine("IL      counted with one input; a call into the runtime counts 1");
        Console.WriteLine($"RAM     bytes of arrays; rest: {ProfileText.Rest(profile)}");
        Console.WriteLine($"flash   {ProfileText.Flash(profile)}; the device library, which all models share, comes on top");
        Console.WriteLine($"heap    {Amount.Of(profile.Cost.NeededBytes, "byte")} in all: {profile.Cost.Sum}");
        foreach (IGrouping<bool, BoardMemory> boardsOf in memories.GroupBy(profile.Cost.Fits).OrderByDescending(group => group.Key))
            Console.WriteLine((boardsOf.Key ? "fits    " : "not     ") + string.Join(", ", boardsOf.Select(Named)));
        if (page is not null) Console.WriteLine($"written {page}");

        string Named(BoardMemory board) =>
            profile.Cost.Fits(board) ? board.Name : $"{board.Name} ({profile.Cost.Verdict(board)["no, ".Length..]})";

        void Row(string index, string name, string kind, string text, string shape, long macs, LayerCost cost) =>
            layers.Add(index, name, kind, text, shape,
            InspectCommand.Number(macs), InspectCommand.Number(cost.Instructions), ProfileText.Ratio(cost.Instructions, macs),
            InspectCommand.Number(cost.RamBytes), InspectCommand.Number(cost.FlashBytes),
            cost.Instructions == 0 ? "" : ProfileText.Time(boards[0], cost.Instructions));
    }

    private static void PrintBars(ModelProfile profile)
    {
        (string Name, long Instructions)[] bars =
            [.. profile.Layers.Select(layer => ($"{layer.Index} {layer.Operator.Kind} {layer.Text}".TrimEnd(), layer.Cost.Instructions)),
                ("rest", profile.Rest.Instructions)];
        if (!Console.IsOutputRedirected)
        {
            BarChart chart = new BarChart().Width(Math.Min(100, AnsiConsole.Profile.Width))
                .UseValueFormatter((value, culture) => value.ToString("#,0", culture)).WithMaxValue(bars.Max(bar => bar.Instructions));
            chart.Culture = CultureInfo.InvariantCulture;
            foreach ((string name, long instructions) in bars)
                chart.AddItem(Markup.Escape(name), instructions, name == "rest" ? Color.Grey : Color.Teal);
            AnsiConsole.Write(chart);
            Console.WriteLine();
            return;
        }
        long most = Math.Max(1, bars.Max(bar => bar.Instructions));
        int width = bars.Max(bar => bar.Name.Length);
        Console.WriteLine("IL instructions");
        foreach ((string name, long instructions) in bars)
            Console.WriteLine($"  {name.PadRight(width)}  {new string('#', (int)(instructions * PlainBar / most)),-PlainBar} " +
                $"{ProfileText.Share(instructions, profile.Total.Instructions),7}");
        Console.WriteLine();
    }
}
