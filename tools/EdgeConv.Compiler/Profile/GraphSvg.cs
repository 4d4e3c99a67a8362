using static EdgeConv.Compiler.Profile.InspectHtml;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Draws the graph of a model as SVG, with a row for the inputs and for each layer: wide with the cost of each layer for the page of
/// `inspect`, narrow for the studio. A layer is a g element with data-layer, its index. The stylesheet of all pages gives the colors.
/// </summary>
public sealed class GraphSvg
{
    private const int LaneWidth = 11, ColumnWidth = 172, BarWidth = 92;

    private readonly StringBuilder _svg = new();
    private readonly string[] _inputs;
    private readonly IReadOnlyList<InspectedLayer> _layers;
    private readonly bool _isNarrow;
    private readonly int _rowHeight, _boxHeight, _boxWidth, _top;

    private GraphSvg(IReadOnlyList<TensorReport> inputs, IReadOnlyList<InspectedLayer> layers, bool isNarrow)
    {
        (_layers, _isNarrow) = (layers, isNarrow);
        _inputs = [string.Join(", ", inputs.Select(input => LayerText.Name(input.Name))),
            string.Join(", ", inputs.Select(input => input.ShapeText()))];
        (_rowHeight, _boxHeight, _boxWidth, _top) = isNarrow ? (86, 66, 330, 4) : (66, 44, 430, 30);
    }

    /// <summary>Draws the rows with columns for multiply-accumulates, parameters and activations.</summary>
    /// <param name="report">A report of a model whose layers are known.</param>
    public static string Wide(InspectReport report) => new GraphSvg(report.Inputs, report.Layers!, false).Draw(report.ArenaBytes!.Value);

    /// <summary>Draws the rows alone.</summary>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="layers">The layers in running order.</param>
    public static string Narrow(IReadOnlyList<TensorReport> inputs, IReadOnlyList<InspectedLayer> layers) =>
        new GraphSvg(inputs, layers, true).Draw(0);

    private string Draw(long maxBytes)
    {
        // Row 0 shows the inputs, row i + 1 shows layer i. An edge to the next row is an arrow; a longer edge runs in a lane to the left.
        (List<(int From, int To, int Lane)> lanes, HashSet<int> follows, int laneCount) = Edges();
        int left = 14 + laneCount * LaneWidth, bars = left + _boxWidth + 28, count = _layers.Count + 1,
            width = _isNarrow ? left + _boxWidth + 4 : bars + 3 * ColumnWidth, height = _top + count * _rowHeight;
        string size = _isNarrow ? $"width=\"{width}\" height=\"{height}\" " : "";
        _svg.Append($"<svg class=\"graph{(_isNarrow ? " narrow" : "")}\" {size}viewBox=\"0 0 {width} {height}\" ");
        _svg.Append($"role=\"{(_isNarrow ? "group" : "img")}\" aria-label=\"The graph of the model, a row per layer\">\n");
        if (!_isNarrow) Heads(bars);
        foreach ((int from, int to, int lane) in lanes)
        {
            int x = left - 10 - lane * LaneWidth, y1 = Middle(from) + 8, y2 = Middle(to) - 8;
            _svg.Append($"<path class=\"edge\" d=\"M{left} {y1}H{x + 6}Q{x} {y1} {x} {y1 + 6}V{y2 - 6}Q{x} {y2} {x + 6} ");
            _svg.Append($"{y2}H{left - 5}\"/><path class=\"tip\" d=\"M{left} {y2}l-7 -4v8z\"/>\n");
        }
        for (int row = 0; row < count; row++)
        {
            int y = _top + row * _rowHeight;
            InspectedLayer? layer = row == 0 ? null : _layers[row - 1];
            if (layer is not null) _svg.Append($"<g class=\"layer\" data-layer=\"{row - 1}\">");
            Box(layer, left, y);
            if (layer is not null) _svg.Append("</g>\n");
            if (follows.Contains(row))
            {
                _svg.Append($"<path class=\"edge\" d=\"M{left + 40} {y + _boxHeight}V{y + _rowHeight - 5}\"/><path class=\"tip\" ");
                _svg.Append($"d=\"M{left + 40} {y + _rowHeight}l-4 -7h8z\"/>\n");
            }
            if (layer is not null && !_isNarrow) Bars(layer, bars, Middle(row), maxBytes);
        }
        return _svg.Append("</svg>\n").ToString();
    }

    private (List<(int From, int To, int Lane)> Lanes, HashSet<int> Follows, int LaneCount) Edges()
    {
        List<(int From, int To, int Lane)> lanes = [];
        HashSet<int> follows = [];
        List<int> ends = [];
        for (int i = 0; i < _layers.Count; i++)
        {
            foreach (int from in _layers[i].Sources)
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
        return (lanes, follows, ends.Count);
    }

    private void Heads(int bars)
    {
        string[] heads = ["multiply-accumulates", "parameters", "bytes of activations"];
        for (int c = 0; c < 3; c++)
            _svg.Append($"<text class=\"head\" x=\"{bars + (c + 1) * ColumnWidth - 20}\" y=\"14\">{heads[c]}</text>\n");
    }

    private void Box(InspectedLayer? layer, int left, int y)
    {
        string kind = Text(layer?.Operator ?? "input"), text = Text(layer?.Text ?? ""), name = Text(layer?.ShortName ?? _inputs[0]),
            shape = Text(layer?.Shapes ?? _inputs[1]);
        _svg.Append($"<rect class=\"node\" x=\"{left}\" y=\"{y}\" width=\"{_boxWidth}\" height=\"{_boxHeight}\" rx=\"8\"/>");
        _svg.Append($"<rect class=\"{Family(layer?.Operator ?? "")}\" x=\"{left}\" y=\"{y}\" width=\"6\" height=\"{_boxHeight}\" ");
        _svg.Append($"rx=\"3\"/><text class=\"kind\" x=\"{left + 16}\" y=\"{y + 18}\">{kind}");
        if (!_isNarrow) _svg.Append($"<tspan class=\"soft\" dx=\"8\">{text}</tspan>");
        _svg.Append("</text>");
        Line(1, _isNarrow ? 1 : 0, shape);
        if (_isNarrow)
        {
            Line(0, 2, text);
            if (layer?.Macs > 0) Line(1, 2, Short(layer.Macs) + " MACs");
        }
        Line(0, _isNarrow ? 3 : 2, name);

        // Writes a text at the left or right end of a line; line 0 of a wide box is line 1.
        void Line(int end, int line, string content)
        {
            int x = end == 0 ? left + 16 : left + _boxWidth - 12;
            if (content.Length > 0)
                _svg.Append($"<text{(end == 0 ? "" : " class=\"value\"")} x=\"{x}\" y=\"{y + 18 * Math.Max(1, line)}\">{content}</text>");
        }
    }

    private void Bars(InspectedLayer layer, int left, int middle, long maxBytes)
    {
        (long Value, long Max)[] values = [(layer.Macs, _layers.Select(each => each.Macs).Append(1).Max()),
            (layer.Parameters, _layers.Select(each => each.Parameters).Append(1).Max()), (layer.LiveBytes, Math.Max(1, maxBytes))];
        for (int c = 0; c < 3; c++)
        {
            int x = left + c * ColumnWidth;
            if (values[c].Value == 0) continue;
            string length = (BarWidth * (double)values[c].Value / values[c].Max).ToString("0.#", CultureInfo.InvariantCulture);
            _svg.Append($"<rect class=\"rail\" x=\"{x}\" y=\"{middle - 6}\" width=\"{BarWidth}\" height=\"12\" rx=\"3\"/><rect ");
            _svg.Append($"class=\"{Family(layer.Operator)}\" x=\"{x}\" y=\"{middle - 6}\" width=\"{length}\" height=\"12\" rx=\"3\"/>");
            _svg.Append($"<text class=\"value\" x=\"{x + ColumnWidth - 20}\" ");
            _svg.Append($"y=\"{middle + 5}\">{Short(values[c].Value)}<title>{Number(values[c].Value)}</title></text>\n");
        }
    }

    private int Middle(int row) => _top + row * _rowHeight + _boxHeight / 2;

    private static string Short(long value) => value switch
    {
        >= 10_000_000 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        >= 1_000_000 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        _ => Number(value),
    };
}
