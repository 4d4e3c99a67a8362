namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Draws a model as an HTML page that needs no other files: the memory that it needs, the boards that it fits, and its graph with the cost
/// of each layer.
/// </summary>
public static class InspectHtml
{
    /// <summary>The text of the page.</summary>
    /// <param name="report">A report of a model whose layers are known, that is, not of an .ecm file.</param>
    public static string Page(InspectReport report) =>
        HtmlPage.Of(report.Model, $"<h1>{Text(report.Model)}</h1>\n" +
            $"<p class=\"soft\">{Amount.Of(report.Layers!.Count, "layer")}, as EdgeConv runs them</p>\n" + Answer(report) +
            HtmlPage.Tiles([(Number(report.Macs!.Value), "multiply-accumulates"), (Number(report.Parameters!.Value), "weights and biases"),
                (Number(report.ArenaBytes!.Value), "bytes of activations: the arena"),
                .. report.Inputs.Select(input => (input.ShapeText(), "input " + Meaning(input))),
                .. report.Outputs.Select(output => (output.ShapeText(), "output " + Meaning(output)))]) +
            HtmlPage.Card("Boards", Boards(report)) + HtmlPage.Card("Layers", GraphSvg.Wide(report)));

    // Says first on which boards the model runs.
    private static string Answer(InspectReport report)
    {
        string[] lacking = [.. report.Boards.Where(board => !board.Engines.Any(engine => engine.Fits)).Select(board => board.Title)];
        int all = report.Boards.Count, fits = all - lacking.Length;
        string boards = all == 1 ? report.Boards[0].Title : Amount.Of(all, "board");
        if (report.Engines.Count == 0)
            return HtmlPage.Answer("No engine for boards runs this model", string.Join(" ", report.Refusals), false);
        string answer = fits == all ? $"Fits {(all > 1 ? "all " : "")}{boards}"
            : fits == 0 ? $"Does not fit {boards}" : $"Fits {fits} of {boards}";
        string more = lacking.Length == 0 ? "The heap and the flash have room for it." : $"Too large for {string.Join(", ", lacking)}.";
        return HtmlPage.Answer(answer, more, fits > 0);
    }

    private static string Boards(InspectReport report)
    {
        string refusals = string.Concat(report.Refusals.Select(refusal => $"<p class=\"bad\">{Text(refusal)}</p>\n"));
        if (report.Engines.Count == 0) return refusals;
        return refusals + HtmlPage.Table([("board", false), .. report.Engines.Select(engine => ($"heap needed, {engine.Name}", true)),
            ("heap", true), .. report.Engines.Select(engine => (engine.FileBytes > 0 ? $".ecm file, {engine.Weights}" : "code", true)),
            ("flash for code", true), ("for files", true)],
            report.Boards.Select(board => (string[])[Text(board.Title),
                .. report.Engines.Zip(board.Engines, (engine, fit) => Verdict(fit.FitsHeap, engine.NeededBytes, fit.Verdict)),
                Room(board.HeapBytes, board.HeapSource),
                .. report.Engines.Zip(board.Engines, (engine, fit) =>
                    Verdict(fit.FitsStorage && fit.FitsDeployment, engine.FlashBytes, "")),
                Room(board.DeploymentBytes, board.FlashSource), Room(board.StorageBytes, board.FlashSource)])) +
            string.Concat(report.Engines.Select(engine => $"<p class=\"soft\">{engine.Name}: {Text(engine.Sum)}</p>\n"));

        static string Verdict(bool fits, long bytes, string title) =>
            $"<td class=\"num {(fits ? "good" : "bad")}\" title=\"{Text(title)}\">{(fits ? "✓" : "✗")} {Number(bytes)}</td>";

        static string Room(long bytes, string source) => $"<td class=\"num soft\" title=\"{Text(source)}\">{Number(bytes)}</td>";
    }

    internal static string Family(string kind) => kind switch
    {
        "CONV_2D" or "TRANSPOSE_CONV" => "conv",
        "DEPTHWISE_CONV_2D" => "depthwise",
        "FULLY_CONNECTED" => "dense",
        _ when kind.Contains("POOL", StringComparison.Ordinal) || kind is "MEAN" or "SUM" or "REDUCE_MAX" or "REDUCE_MIN" => "pool",
        "ADD" or "SUB" or "MUL" or "MAXIMUM" or "MINIMUM" or "CONCATENATION" => "mix",
        _ => "other",
    };

    private static string Meaning(TensorReport tensor) => $"{LayerText.Name(tensor.Name)}, {tensor.Type}" + (tensor.Scale is { } scale
        ? string.Create(CultureInfo.InvariantCulture, $", scale {scale:0.######}, zero point {tensor.ZeroPoint}") : "")
        + (tensor.IsUnsigned ? " (int8 on a board, 128 lower)" : "");

    internal static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Text(string text) => HtmlPage.Text(text);
}
