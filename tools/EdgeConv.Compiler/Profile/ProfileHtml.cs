using static EdgeConv.Compiler.Profile.InspectHtml;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Draws a profile as an HTML page that needs no other files: the totals, the time on each board, and the share of each layer.
/// </summary>
public static class ProfileHtml
{
    /// <summary>The text of the page.</summary>
    /// <param name="report">The profile.</param>
    public static string Page(ProfileReport report)
    {
        List<(string, string)> tiles =
        [
            (Number(report.Instructions), "IL instructions of one inference, counted"),
            (Number(report.Macs), "multiply-accumulates"),
            (Number(report.RamBytes), "bytes of RAM: all arrays"),
            (Number(report.NeededBytes), "bytes of heap in all: " + report.HeapSum),
            (Number(report.FlashBytes), "bytes of flash: " + ProfileText.Flash(report)),
        ];
        if (report.Macs > 0) tiles.Insert(2, (ProfileText.Ratio(report.Total), "IL instructions per multiply-accumulate"));
        return HtmlPage.Of($"{report.Model}, {report.Engine}",
            $"<h1>{Text(report.Model)}</h1>\n<p class=\"soft\">{Text(ProfileText.Head(report))}</p>\n{HtmlPage.Tiles(tiles)}" +
            HtmlPage.Card("Layers", Layers(report)) + HtmlPage.Card("Time of one inference", Boards(report)));
    }

    private static string Layers(ProfileReport report)
    {
        long max = report.Layers.Append(report.Rest).Select(cost => cost.Instructions).Append(1).Max();
        return HtmlPage.Table([("#", true), ("layer", false), ("share of the IL instructions", false), ("IL", true), ("MACs", true),
                ("IL/MAC", true), ("RAM", true), ("flash", true), ($"ms on {report.Boards[0].Board}", true)],
            [.. report.Layers.Select(layer => Row($"{layer.Index}", $"{Text(layer.Operator)} <small>{Text(layer.Text)}</small><br>" +
                $"<small>{Text(LayerText.Name(layer.Name))}, {TensorReport.ShapeText(layer.Shape)}</small>",
                Family(layer.Operator.Split(' ')[0]), layer, layer.Boards[0])),
            Row("", $"rest <small>{Text(ProfileText.Rest(report))}</small>", "other", report.Rest, report.RestTime),
            [.. Row("", "all", "", report.Total, report.Boards[0]).Select(cell => $"<b>{cell}</b>")]]);

        string[] Row(string index, string name, string family, LayerCost cost, BoardTime time) =>
            [index, name, family.Length > 0 ? Bar(family, 0, cost.Instructions, max, ProfileText.Share(cost.Instructions,
                report.Instructions)) : "", Number(cost.Instructions), cost.Macs > 0 ? Number(cost.Macs) : "",
                ProfileText.Ratio(cost), Number(cost.RamBytes), Number(cost.FlashBytes),
                cost.Instructions > 0 ? ProfileText.Time(time) : ""];
    }

    private static string Boards(ProfileReport report)
    {
        double max = report.Boards.Max(board => board.Milliseconds ?? board.MaxMilliseconds!.Value);
        return HtmlPage.Table([("board", false), ("milliseconds, from the shortest to the longest", false), ("ms", true),
            ("ns per IL instruction", true), ("where that comes from", false)], ProfileText.Groups(report.Boards).Select(group =>
        {
            (IReadOnlyList<string> names, ProfiledBoard board) = group;
            // A measured board has one time, which is drawn as a bar from 0. A range is drawn from its minimum to its maximum.
            string bar = board.Milliseconds is { } exact ? Bar("conv", 0, exact, max, "")
                : Bar("other", board.MinMilliseconds!.Value, board.MaxMilliseconds!.Value, max, "");
            return (string[])[string.Join("<br>", names.Select(Text)), bar, ProfileText.Time(board), ProfileText.Nanoseconds(board),
                $"<td class=\"source\">{Text(board.Source)}</td>"];
        }));
    }

    private static string Bar(string family, double from, double to, double max, string title) =>
        $"<td class=\"wide\"><div class=\"track\" title=\"{title}\"><i class=\"{family}\" " +
        $"style=\"margin-left:{Percent(from, max)};width:{Percent(to - from, max)}\"></i></div></td>";

    private static string Percent(double part, double all) => (100 * part / all).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
