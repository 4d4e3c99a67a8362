using System.Globalization;
using System.Text;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Draws a model as one page that needs nothing else: what it needs, which boards it fits, and the graph with each layer's cost beside it.
/// </summary>
public static class InspectHtml
{
    internal const string Style = """
        svg { display: block; min-width: 1000px; width: 100%; height: auto; }
        svg text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--soft); }
        svg .kind { font-weight: 650; font-size: 14px; fill: var(--ink); }
        svg .value { text-anchor: end; fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .head { text-anchor: end; }
        .node { fill: var(--page); stroke: var(--line); } .edge { fill: none; stroke: var(--edge); stroke-width: 1.5; } .track { fill:
          var(--grid); } .tip { fill: var(--edge); }
        .conv { fill: var(--conv); } .depthwise { fill: var(--depthwise); } .dense { fill: var(--dense); } .pool { fill: var(--pool); }
          .mix { fill: var(--mix); } .other { fill: var(--other); }
        """;

    private const int RowHeight = 66, BoxHeight = 44, BoxWidth = 430, LaneWidth = 11, ColumnWidth = 172, BarWidth = 92, Top = 30;

    /// <summary>The whole page.</summary>
    public static string Page(InspectReport report, IReadOnlyList<BoardMemory> boards)
    {
        Graph graph = report.Graph;
        StringBuilder page = new();
        page.Append($"<h1>{Text(graph.Name)}</h1>\n<p class=\"soft\" style=\"margin:0\">{Amount.Of(graph.Operators.Length, "layer")}, as " +
            "EdgeConv runs them</p>\n<div class=\"tiles\">\n");
        Tile(page, Number(report.Macs), "multiply-accumulates");
        Tile(page, Number(report.Parameters), "weights and biases");
        Tile(page, Number(report.ArenaBytes), "bytes of activations: the arena");
        foreach (Tensor input in graph.Inputs) Tile(page, input.Shape.ToString(), "input " + Meaning(input));
        foreach (Tensor output in graph.Outputs) Tile(page, output.Shape.ToString(), "output " + Meaning(output));
        page.Append("</div>\n");
        Boards(page, report, boards);
        page.Append("<section class=\"card\">\n<h2>Layers</h2>\n");
        Draw(page, report);
        page.Append("</section>\n");
        return HtmlPage.Of(graph.Name, Style, page.ToString());
    }

    private static void Boards(StringBuilder page, InspectReport report, IReadOnlyList<BoardMemory> boards)
    {
        page.Append("<section class=\"card\">\n<h2>Boards</h2>\n");
        foreach (string refusal in report.Refusals) page.Append($"<p class=\"bad\" style=\"margin:0\">{Text(refusal)}</p>\n");
        if (report.Engines.Length > 0)
        {
            page.Append("<table><tr><th>board</th>");
            foreach (EngineCost engine in report.Engines)
                page.Append($"<th class=\"num\" title=\"{Text(engine.Sum)}\">heap needed, {engine.Name}</th>");
            page.Append("<th class=\"num\">heap</th>");
            foreach (EngineCost engine in report.Engines)
                page.Append($"<th class=\"num\">{(engine.FileBytes > 0 ? $".ecm file, {engine.Weights}" : "code")}</th>");
            page.Append("<th class=\"num\">flash for code</th><th class=\"num\">for files</th></tr>\n");
            foreach (BoardMemory board in boards)
            {
                page.Append($"<tr><td>{Text(board.Title)}</td>");
                foreach (EngineCost engine in report.Engines)
                    page.Append(Verdict(engine.FitsHeap(board), engine.NeededBytes, engine.Verdict(board)));
                page.Append($"<td class=\"num soft\" title=\"{Text(board.HeapSource)}\">{Number(board.HeapBytes)}</td>");
                foreach (EngineCost engine in report.Engines)
                    page.Append(Verdict(engine.FitsStorage(board) && engine.FitsDeployment(board), engine.FlashBytes, ""));
                page.Append($"<td class=\"num soft\" title=\"{Text(board.FlashSource)}\">{Number(board.DeploymentBytes)}</td>");
                page.Append($"<td class=\"num soft\" title=\"{Text(board.FlashSource)}\">{Number(board.StorageBytes)}</td></tr>\n");
            }
            page.Append("</table>\n");
            foreach (EngineCost engine in report.Engines)
                page.Append($"<p class=\"soft\" style=\"margin:6px 0 0\">{engine.Name}: {Text(engine.Sum)}</p>\n");
        }
        page.Append("</section>\n");

        static string Verdict(bool fits, long bytes, string title) =>
            $"<td class=\"num {(fits ? "good" : "bad")}\" title=\"{Text(title)}\">{(fits ? "✓" : "✗")} {Number(bytes)}</td>";
    }

    private static void Draw(StringBuilder page, InspectReport report)
    {
        Graph graph = report.Graph;
        // Row 0 holds the inputs, row i + 1 operator i. An edge between neighbours is an arrow; a longer one runs in a lane to the left.
        Dictionary<Tensor, int> rows = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor input in graph.Inputs) rows[input] = 0;
        List<(int From, int To, int Lane)> lanes = [];
        HashSet<int> follows = [];
        List<int> ends = [];
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            foreach (int from in graph.Operators[i].Inputs.Where(rows.ContainsKey).Select(tensor => rows[tensor]).Distinct())
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
            foreach (Tensor output in graph.Operators[i].Outputs) rows[output] = i + 1;
        }

        int left = 14 + ends.Count * LaneWidth, bars = left + BoxWidth + 28, width = bars + 3 * ColumnWidth,
            count = graph.Operators.Length + 1;
        page.Append($"<svg viewBox=\"0 0 {width} {Top + count * RowHeight}\" role=\"img\" aria-label=\"The graph of the model, a row per " +
            "layer\">\n");
        string[] heads = ["multiply-accumulates", "parameters", "bytes of activations"];
        for (int c = 0; c < 3; c++)
            page.Append($"<text class=\"head\" x=\"{bars + (c + 1) * ColumnWidth - 20}\" y=\"14\">{heads[c]}</text>\n");
        foreach ((int from, int to, int lane) in lanes)
        {
            int x = left - 10 - lane * LaneWidth, y1 = Middle(from) + 8, y2 = Middle(to) - 8;
            page.Append($"<path class=\"edge\" d=\"M{left} {y1}H{x + 6}Q{x} {y1} {x} {y1 + 6}V{y2 - 6}Q{x} {y2} {x + 6} " +
                $"{y2}H{left - 5}\"/><path class=\"tip\" d=\"M{left} {y2}l-7 -4v8z\"/>\n");
        }

        long mostMacs = Math.Max(1, graph.Operators.Select(op => op.Macs).DefaultIfEmpty().Max()),
            mostParameters = Math.Max(1, graph.Operators.Select(op => op.Parameters).DefaultIfEmpty().Max()),
            mostBytes = Math.Max(1, report.ArenaBytes);
        for (int row = 0; row < count; row++)
        {
            int y = Top + row * RowHeight, middle = Middle(row);
            Operator? op = row == 0 ? null : graph.Operators[row - 1];
            string family = Family(op?.Kind ?? ""), shape = op is null ? string.Join(", ", graph.Inputs.Select(input => input.Shape))
                : string.Join(", ", op.Outputs.Select(output => output.Shape));
            page.Append($"<rect class=\"node\" x=\"{left}\" y=\"{y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\"/><rect " +
                $"class=\"{family}\" x=\"{left}\" y=\"{y}\" width=\"6\" height=\"{BoxHeight}\" rx=\"3\"/>");
            page.Append($"<text class=\"kind\" x=\"{left + 16}\" y=\"{y + 18}\">{Text(op?.Kind ?? "input")}<tspan class=\"soft\" " +
                "font-weight=\"400\" font-size=\"13\" dx=\"8\" " +
                $"style=\"fill:var(--soft)\">{Text(op is null ? "" : report.Layers[row - 1].Text)}</tspan></text>");
            page.Append($"<text x=\"{left + 16}\" y=\"{y + 36}\">{Text(op is null
                ? string.Join(", ", graph.Inputs.Select(input => LayerText.Name(input.Name))) : report.Layers[row - 1].Name)}</text>");
            page.Append($"<text class=\"value\" x=\"{left + BoxWidth - 12}\" y=\"{y + 18}\">{Text(shape)}</text>\n");
            if (follows.Contains(row))
                page.Append($"<path class=\"edge\" d=\"M{left + 40} {y + BoxHeight}V{y + RowHeight - 5}\"/><path class=\"tip\" " +
                    $"d=\"M{left + 40} {y + RowHeight}l-4 -7h8z\"/>\n");
            if (op is null) continue;
            (long Value, long Most)[] values = [(op.Macs, mostMacs), (op.Parameters, mostParameters),
                (report.Layers[row - 1].LiveBytes, mostBytes)];
            for (int c = 0; c < 3; c++)
            {
                int x = bars + c * ColumnWidth;
                if (values[c].Value == 0) continue;
                string length = (BarWidth * (double)values[c].Value / values[c].Most).ToString("0.#", CultureInfo.InvariantCulture);
                page.Append($"<rect class=\"track\" x=\"{x}\" y=\"{middle - 6}\" width=\"{BarWidth}\" height=\"12\" rx=\"3\"/><rect " +
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

    internal static void Tile(StringBuilder page, string value, string what) =>
        page.Append($"<div class=\"tile\"><b>{Text(value)}</b><span>{Text(what)}</span></div>\n");

    private static string Meaning(Tensor tensor) => LayerText.Name(tensor.Name) + ", " + tensor.Type.ToString().ToLowerInvariant()
        + (tensor.Quantization is { IsPerTensor: true } q
            ? string.Create(CultureInfo.InvariantCulture, $", scale {q.Scale:0.######}, zero point {q.ZeroPoint}") : "")
        + (tensor.IsUnsigned ? " (uint8 in the model's file, 128 higher)" : "");

    internal static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Short(long value) => value switch
    {
        >= 10_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        >= 1_000_000 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        _ => Number(value),
    };

    internal static string Text(string text) => HtmlPage.Text(text);
}
