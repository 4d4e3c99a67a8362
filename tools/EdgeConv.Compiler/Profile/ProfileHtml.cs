using EdgeConv.Hardware.Boards;
using static EdgeConv.Compiler.Profile.InspectHtml;

namespace EdgeConv.Compiler.Profile;

/// <summary>Draws a profile as one page that needs nothing else: totals, time per board, and each layer's share.</summary>
public static class ProfileHtml
{
    /// <summary>The whole page.</summary>
    public static string Page(ModelProfile profile, IReadOnlyList<BoardSpeed> boards)
    {
        List<(string, string)> tiles = [(Number(profile.Total.Instructions), "IL instructions of one inference, counted"),
            (Number(profile.Macs), "multiply-accumulates"), (Number(profile.Total.RamBytes), "bytes of RAM: all arrays"),
            (Number(profile.Cost.NeededBytes), "bytes of heap in all: " + profile.Cost.Sum),
            (Number(profile.Total.FlashBytes), "bytes of flash: " + ProfileText.Flash(profile))];
        if (profile.Macs > 0)
            tiles.Insert(2, (ProfileText.Ratio(profile.Total.Instructions, profile.Macs), "IL instructions per multiply-accumulate"));
        return HtmlPage.Of($"{profile.Name}, {profile.Engine}",
            $"<h1>{Text(profile.Name)}</h1>\n<p class=\"soft\">{Text(ProfileText.Head(profile))}</p>\n{HtmlPage.Tiles(tiles)}" +
            HtmlPage.Card("Layers", Layers(profile, boards[0])) + HtmlPage.Card("Time of one inference", Boards(profile, boards)));
    }

    private static string Layers(ModelProfile profile, BoardSpeed board)
    {
        long max = Math.Max(1, profile.Layers.Select(layer => layer.Cost.Instructions).Append(profile.Rest.Instructions).Max());
        return HtmlPage.Table([("#", true), ("layer", false), ("share of the IL instructions", false), ("IL", true), ("MACs", true),
                ("IL/MAC", true), ("RAM", true), ("flash", true), ($"ms on {board.Board}", true)],
            [.. profile.Layers.Select(layer => Row($"{layer.Index}", $"{Text(layer.Operator.Kind)} <small>{Text(layer.Text)}</small><br>" +
                $"<small>{Text(layer.Name)}, {Text(layer.Operator.Output.Shape.ToString())}</small>",
                Family(layer.Operator.Kind.Split(' ')[0]), layer.Operator.Macs, layer.Cost)),
            Row("", $"rest <small>{Text(ProfileText.Rest(profile))}</small>", "other", 0, profile.Rest),
            [.. Row("", "all", "", profile.Macs, profile.Total).Select(cell => $"<b>{cell}</b>")]]);

        string[] Row(string index, string name, string family, long macs, LayerCost cost) =>
            [index, name, family.Length > 0 ? Bar(family, 0, cost.Instructions, max, ProfileText.Share(cost.Instructions,
                profile.Total.Instructions)) : "", Number(cost.Instructions), macs > 0 ? Number(macs) : "",
                ProfileText.Ratio(cost.Instructions, macs), Number(cost.RamBytes), Number(cost.FlashBytes),
                cost.Instructions > 0 ? ProfileText.Time(board, cost.Instructions) : ""];
    }

    private static string Boards(ModelProfile profile, IReadOnlyList<BoardSpeed> boards)
    {
        double max = boards.Max(board => board.Milliseconds(profile.Total.Instructions).High);
        return HtmlPage.Table([("board", false), ("milliseconds, from the shortest to the longest", false), ("ms", true),
            ("ns per IL instruction", true), ("where that comes from", false)], ProfileText.Groups(boards).Select(group =>
        {
            (IReadOnlyList<string> names, BoardSpeed board) = group;
            (double low, double high) = board.Milliseconds(profile.Total.Instructions);
            // A measured board has one time: a bar from 0; a range lies between its ends.
            string bar = board.Nanoseconds is null ? Bar("other", low, high, max, "") : Bar("conv", 0, high, max, "");
            return (string[])[string.Join("<br>", names.Select(Text)), bar, ProfileText.Time(board, profile.Total.Instructions),
                ProfileText.Nanoseconds(board), $"<td class=\"source\">{Text(board.Source)}</td>"];
        }));
    }

    private static string Bar(string family, double from, double to, double max, string title) =>
        $"<td class=\"wide\"><div class=\"track\" title=\"{title}\"><i class=\"{family}\" " +
        $"style=\"margin-left:{Percent(from, max)};width:{Percent(to - from, max)}\"></i></div></td>";

    private static string Percent(double part, double all) => (100 * part / all).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
