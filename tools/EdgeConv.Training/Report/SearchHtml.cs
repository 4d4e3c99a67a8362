using System.Text;
using EdgeConv.Common.Drawing;
using EdgeConv.Training.Searching;
using static EdgeConv.Common.HtmlPage;

namespace EdgeConv.Training.Report;

/// <summary>Draws a search: how good networks are over their IL instructions, and the networks that are worth keeping.</summary>
internal static class SearchHtml
{
    private const double Width = 1100, Height = 320, Left = 66, Right = 26, Top = 18, Bottom = 44;

    /// <summary>Returns the HTML of the card.</summary>
    public static string Card(SearchResult search)
    {
        IReadOnlyList<SearchedNetwork> frontier = search.Frontier;
        string networks = string.Concat(frontier.Select(network => $"<details><summary>{Text(network.TextFor(search.Budget))}: " +
            $"{search.Measure.Text(network.Figures)}, {Amount.Of(network.Cost.Instructions)} IL, " +
            $"{Amount.Of(network.Cost.RamBytes)} bytes of RAM, {Amount.Of(network.Cost.FlashBytes)} bytes of flash</summary>\n" +
            $"<pre>{Text(Encoding.UTF8.GetString(network.Form.File()))}</pre></details>\n"));
        return HtmlPage.Card("Search", SvgText.ForPage(Draw(search, frontier)) +
            $"<p class=\"soft\">Each point is a network. {search.Measure.Explanation} Large points were trained fully and are compared " +
            "in int8, on frames that the search keeps aside, which are not the test. The line joins the networks of which none other is " +
            "both cheaper and as good for certain; a point above it was trained less often, so that luck counts more. Save the text of " +
            "one of these networks as a .json file, and train it with --network" +
            (search.Budget.Instructions is null ? "" : " and the same --budget-il") + ".</p>\n" + networks,
            $"{Amount.Of(search.Steps, "training")} of {Amount.Of(search.Networks.Count, "network")} within {search.Budget}");
    }

    private static Picture Draw(SearchResult search, IReadOnlyList<SearchedNetwork> frontier)
    {
        Picture picture = new(Width, Height, "how good the networks are over their IL instructions");
        double most = search.Networks.Max(network => network.Cost.Instructions) * 1.05, all = search.Measure.MaxError;
        // Networks that were trained shortly would press the others together.
        SearchedNetwork[] shown = [.. search.Networks.Where(network => network.Rung == search.Best.Rung)];
        double worst = shown.Max(Error), step = Round(worst / 5), low = Math.Min(all, Math.Ceiling(worst / step + 0.5) * step);
        double Error(SearchedNetwork network) => (1 - network.Figures.Score) * all;
        double X(double instructions) => Left + instructions / most * (Width - Left - Right);
        double Y(double error) => Top + error / low * (Height - Top - Bottom);
        for (double error = 0; error < low + step / 2; error += step)
        {
            picture.Add(new Polyline([new Point(Left, Y(error)), new Point(Width - Right, Y(error))], "var(--line)", 1));
            picture.Text(Left - 8, Y(error) + 4, search.Measure.Tick(error), 12, Anchor.End, color: "var(--soft)");
        }
        for (double instructions = 0; instructions < most; instructions += Round(most / 6))
            picture.Text(X(instructions), Height - Bottom + 20, Amount.Of((long)instructions), 12, Anchor.Middle, color: "var(--soft)");
        picture.Text(Width - Right, Height - 6, "IL instructions of an inference", 12, Anchor.End, color: "var(--soft)");
        if (frontier.Count > 1)
            picture.Add(new Polyline([.. frontier.Select(network => new Point(X(network.Cost.Instructions), Y(Error(network))))],
                "var(--good)", 2));
        foreach (SearchedNetwork network in search.Networks.Reverse().Where(network => Error(network) <= low))
        {
            double radius = network.Rung == SearchRung.Full ? 5 : 3;
            string color = network == search.Best ? "var(--good)" : network.Rung == SearchRung.Full ? "var(--conv)" : "var(--grid)";
            picture.Add(new Circle(X(network.Cost.Instructions), Y(Error(network)), radius, color, "none", 0));
        }
        return picture;
    }

    // The next number of the row 1, 2, 5, 10 and so on, over all powers of ten.
    private static double Round(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 0.002))));
        return power * (value <= power ? 1 : value <= 2 * power ? 2 : value <= 5 * power ? 5 : 10);
    }
}
