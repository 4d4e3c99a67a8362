using System.Globalization;
using System.Text;
using EdgeConv.Hardware.Boards;
using static EdgeConv.Compiler.Profile.InspectHtml;

namespace EdgeConv.Compiler.Profile;

/// <summary>Draws a profile as one page that needs nothing else: totals, time per board, and each layer's share.</summary>
public static class ProfileHtml
{
    private const string Bars = """
        .bar { height: 12px; border-radius: 3px; background: var(--grid); min-width: 190px; position: relative; overflow: hidden; }
        .bar i { position: absolute; top: 0; bottom: 0; border-radius: 3px; background: var(--other); }
        .bar .conv { background: var(--conv); } .bar .depthwise { background: var(--depthwise); } .bar .dense { background: var(--dense); }
        .bar .pool { background: var(--pool); } .bar .mix { background: var(--mix); }
        td.wide { width: 34%; } td.source { white-space: normal; min-width: 240px; color: var(--soft); font-size: 13px; }
        tr.sum td { font-weight: 650; } td small { color: var(--soft); font-size: 13px; }
        """;

    /// <summary>The whole page.</summary>
    public static string Page(ModelProfile profile, IReadOnlyList<BoardSpeed> boards)
    {
        StringBuilder page = new();
        page.Append($"<h1>{Text(profile.Name)}</h1>\n<p class=\"soft\" style=\"margin:0\">{Text(ProfileText.Head(profile))}</p>\n<div " +
            "class=\"tiles\">\n");
        Tile(page, Number(profile.Total.Instructions), "IL instructions of one inference, counted");
        Tile(page, Number(profile.Macs), "multiply-accumulates");
        if (profile.Macs > 0) Tile(page, ProfileText.Ratio(profile.Total.Instructions, profile.Macs),
            "IL instructions per multiply-accumulate");
        Tile(page, Number(profile.Total.RamBytes), "bytes of RAM: all arrays");
        Tile(page, Number(profile.Cost.NeededBytes), "bytes of heap in all: " + profile.Cost.Sum);
        Tile(page, Number(profile.Total.FlashBytes), "bytes of flash: " + ProfileText.Flash(profile));
        page.Append("</div>\n");
        Layers(page, profile, boards[0]);
        Boards(page, profile, boards);
        return HtmlPage.Of($"{profile.Name}, {profile.Engine}", Style + "\n" + Bars, page.ToString());
    }

    private static void Layers(StringBuilder page, ModelProfile profile, BoardSpeed board)
    {
        page.Append("<section class=\"card\">\n<h2>Layers</h2>\n<table><tr><th class=\"num\">#</th><th>layer</th><th>share of the IL " +
            "instructions</th><th class=\"num\">IL</th><th class=\"num\">MACs</th><th class=\"num\">IL/MAC</th><th " +
            "class=\"num\">RAM</th><th class=\"num\">flash</th>");
        page.Append($"<th class=\"num\">ms on {Text(board.Board)}</th></tr>\n");
        long most = Math.Max(1, profile.Layers.Select(layer => layer.Cost.Instructions).Append(profile.Rest.Instructions).Max());
        foreach (ProfiledLayer layer in profile.Layers)
            Row($"{layer.Index}", $"{Text(layer.Operator.Kind)} <small>{Text(layer.Text)}</small><br><small>{Text(layer.Name)}, " +
                $"{Text(layer.Operator.Output.Shape.ToString())}</small>", Family(layer.Operator.Kind.Split(' ')[0]), layer.Operator.Macs,
                layer.Cost, "");
        Row("", $"rest <small>{Text(ProfileText.Rest(profile))}</small>", "other", 0, profile.Rest, "");
        Row("", "all", "", profile.Macs, profile.Total, " class=\"sum\"");
        page.Append("</table>\n</section>\n");

        void Row(string index, string name, string family, long macs, LayerCost cost, string style)
        {
            page.Append($"<tr{style}><td class=\"num soft\">{index}</td><td>{name}</td><td class=\"wide\">");
            if (family.Length > 0)
                page.Append($"<div class=\"bar\" title=\"{ProfileText.Share(cost.Instructions, profile.Total.Instructions)}\"><i " +
                    $"class=\"{family}\" style=\"left:0;width:{Percent(cost.Instructions, most)}\"></i></div>");
            page.Append($"</td><td class=\"num\">{Number(cost.Instructions)}</td><td class=\"num\">{(macs > 0 ? Number(macs)
                : "")}</td><td class=\"num\">{ProfileText.Ratio(cost.Instructions, macs)}</td><td class=\"num\">{Number(
                    cost.RamBytes)}</td><td class=\"num\">{Number(cost.FlashBytes)}</td><td class=\"num\">{(cost.Instructions > 0
                        ? ProfileText.Time(board, cost.Instructions) : "")}</td></tr>\n");
        }
    }

    private static void Boards(StringBuilder page, ModelProfile profile, IReadOnlyList<BoardSpeed> boards)
    {
        page.Append("<section class=\"card\">\n<h2>Time of one inference</h2>\n<table><tr><th>board</th><th>milliseconds, from the least " +
            "to the most</th><th class=\"num\">ms</th><th class=\"num\">ns per IL instruction</th><th>where that comes from</th></tr>\n");
        double most = boards.Max(board => board.Milliseconds(profile.Total.Instructions).High);
        foreach ((IReadOnlyList<string> names, BoardSpeed board) in ProfileText.Groups(boards))
        {
            (double low, double high) = board.Milliseconds(profile.Total.Instructions);
            // A measured board has one time: a bar from 0; a range lies between its ends.
            double from = board.Nanoseconds is null ? low : 0;
            page.Append($"<tr><td>{string.Join("<br>", names.Select(Text))}</td><td class=\"wide\"><div class=\"bar\"><i " +
                $"class=\"{(board.Nanoseconds is null ? "other" : "conv")}\" " +
                $"style=\"left:{Percent(from, most)};width:{Percent(high - from, most)}\"></i></div></td>");
            page.Append($"<td class=\"num\">{ProfileText.Time(board, profile.Total.Instructions)}</td><td " +
                $"class=\"num\">{ProfileText.Nanoseconds(board)}</td><td class=\"source\">{Text(board.Source)}</td></tr>\n");
        }
        page.Append("</table>\n</section>\n");
    }

    private static string Percent(double part, double all) => (100 * part / all).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
