namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Draws a model as an HTML page that needs no other files: the memory that it needs, the boards that it fits, and its graph with the cost
/// of each layer.
/// </summary>
public static class InspectHtml
{
    private const int RowHeight = 66, BoxHeight = 44, BoxWidth = 430, LaneWidth = 11, ColumnWidth = 172, BarWidth = 92, Top = 30;

    /// <summary>The text of the page.</summary>
    /// <param name="report">A report of a model whose layers are known, that is, not of an .ecm file.</param>
    public static string Page(InspectReport report)
    {
        IReadOnlyList<InspectedLayer> layers = report.Layers!;
        StringBuilder graph = new();
        Draw(graph, report, layers);
        return HtmlPage.Of(report.Model, $"<h1>{Text(report.Model)}</h1>\n" +
            $"<p class=\"soft\">{Amount.Of(layers.Count, "layer")}, as EdgeConv runs them</p>\n" +
            HtmlPage.Tiles([(Number(report.Macs!.Value), "multiply-accumulates"), (Number(report.Parameters!.Value), "weights and biases"),
                (Number(report.ArenaBytes!.Value), "bytes of activations: the arena"),
                .. report.Inputs.Select(input => (input.ShapeText(), "input " + Meaning(input))),
                .. report.Outputs.Select(output => (output.ShapeText(), "output " + Meaning(output)))]) +
            HtmlPage.Card("Boards", Boards(report)) + HtmlPage.Card("Layers", graph.ToString()));
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

    private static void Draw(StringBuilder page, InspectReport report, IReadOnlyList<InspectedLayer> layers)
    {
        // Row 0 shows the inputs, row i + 1 shows layer i. An edge to the next row is an arrow; a longer edge runs in a lane to the left.
        List<(int From, int To, int Lane)> lanes = [];
        HashSet<int> follows = [];
        List<int> ends = [];
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (int from in layers[i].Sources)
            {
                if (from == i)
                {
                    follows.Add(i);
                    continue;
                }
                int lane = ends.FindIndex(end => end <= from);
                if (lane < 0)
                {
                    lane = ends.Count;
                    ends.Add(0);
                }
                ends[lane] = i + 1;
                lanes.Add((from, i + 1, lane));
            }
        }

        int left = 14 + ends.Count * LaneWidth, bars = left + BoxWidth + 28, width = bars + 3 * ColumnWidth, count = layers.Count + 1;
        page.Append($"<svg class=\"graph\" viewBox=\"0 0 {width} {Top + count * RowHeight}\" role=\"img\" " +
            "aria-label=\"The graph of the model, a row per layer\">\n");
        string[] heads = ["multiply-accumulates", "parameters", "bytes of activations"];
        for (int c = 0; c < 3; c++)
            page.Append($"<text class=\"head\" x=\"{bars + (c + 1) * ColumnWidth - 20}\" y=\"14\">{heads[c]}</text>\n");
        foreach ((int from, int to, int lane) in lanes)
        {
            int x = left - 10 - lane * LaneWidth, y1 = Middle(from) + 8, y2 = Middle(to) - 8;
            page.Append($"<path class=\"edge\" d=\"M{left} {y1}H{x + 6}Q{x} {y1} {x} {y1 + 6}V{y2 - 6}Q{x} {y2} {x + 6} " +
                $"{y2}H{left - 5}\"/><path class=\"tip\" d=\"M{left} {y2}l-7 -4v8z\"/>\n");
        }

        long maxMacs = layers.Select(layer => layer.Macs).Append(1).Max(),
            maxParameters = layers.Select(layer => layer.Parameters).Append(1).Max(), maxBytes = Math.Max(1, report.ArenaBytes!.Value);
        for (int row = 0; row < count; row++)
        {
            int y = Top + row * RowHeight, middle = Middle(row);
            InspectedLayer? layer = row == 0 ? null : layers[row - 1];
            string family = Family(layer?.Operator ?? ""),
                shape = layer?.Shapes ?? string.Join(", ", report.Inputs.Select(input => input.ShapeText())),
                name = layer?.ShortName ?? string.Join(", ", report.Inputs.Select(input => LayerText.Name(input.Name)));
            page.Append($"<rect class=\"node\" x=\"{left}\" y=\"{y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\"/><rect " +
                $"class=\"{family}\" x=\"{left}\" y=\"{y}\" width=\"6\" height=\"{BoxHeight}\" rx=\"3\"/>");
            page.Append($"<text class=\"kind\" x=\"{left + 16}\" y=\"{y + 18}\">{Text(layer?.Operator ?? "input")}<tspan class=\"soft\" " +
                "font-weight=\"400\" font-size=\"13\" dx=\"8\" " +
                $"style=\"fill:var(--soft)\">{Text(layer?.Text ?? "")}</tspan></text>");
            page.Append($"<text x=\"{left + 16}\" y=\"{y + 36}\">{Text(name)}</text>");
            page.Append($"<text class=\"value\" x=\"{left + BoxWidth - 12}\" y=\"{y + 18}\">{Text(shape)}</text>\n");
            if (follows.Contains(row))
                page.Append($"<path class=\"edge\" d=\"M{left + 40} {y + BoxHeight}V{y + RowHeight - 5}\"/><path class=\"tip\" " +
                    $"d=\"M{left + 40} {y + RowHeight}l-4 -7h8z\"/>\n");
            if (layer is null) continue;
            (long Value, long Max)[] values = [(layer.Macs, maxMacs), (layer.Parameters, maxParameters), (layer.LiveBytes, maxBytes)];
            for (int c = 0; c < 3; c++)
            {
                int x = bars + c * ColumnWidth;
                if (values[c].Value == 0) continue;
                string length = (BarWidth * (double)values[c].Value / values[c].Max).ToString("0.#", CultureInfo.InvariantCulture);
                page.Append($"<rect class=\"rail\" x=\"{x}\" y=\"{middle - 6}\" width=\"{BarWidth}\" height=\"12\" rx=\"3\"/><rect " +
                    $"class=\"{family}\" x=\"{x}\" y=\"{middle - 6}\" width=\"{length}\" height=\"12\" rx=\"3\"/>");
                page.Append($"<text class=\"value\" x=\"{x + ColumnWidth - 20}\" " +
                    $"y=\"{middle + 5}\">{Short(values[c].Value)}<title>{Number(values[c].Value)}</title></text>\n");
            }
        }
        page.Append("</svg>\n");
    }

    private static int Middle(int row) => Top + row * RowHeight + BoxHeight / 2;

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

    private static string Short(long value) => value switch
    {
        >= 10_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        >= 1_000_000 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        _ => Number(value),
    };

    internal static string Text(string text) => HtmlPage.Text(text);
}
