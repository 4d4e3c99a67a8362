using System.Text;
using EdgeConv.Common.Drawing;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;
using EdgeConv.Training.Evaluating;
using static EdgeConv.Common.HtmlPage;

namespace EdgeConv.Training.Report;

/// <summary>
/// Draws a training as one HTML page without external files: accuracy, confusion, misclassified frames, filters and cost.
/// </summary>
public static class TrainingHtml
{
    private const int MaxMistakes = 60;
    private const int MaxNotes = 100;
    private const int MaxLabel = 24;

    /// <summary>Returns the HTML of the page.</summary>
    public static string Page(TrainingReport report)
    {
        Graph graph = report.Model.Graph;
        List<(string, string)> tiles =
        [
            (Amount.Of(report.Parameters), "weights and biases"), (Amount.Of(report.Macs), "multiply-accumulates"),
        ];
        if (report.Profile is { } profile)
        {
            ProfiledBoard board = profile.Boards[0];
            tiles.Add((Amount.Of(profile.Instructions), $"IL instructions, {profile.Engine} engine"));
            tiles.Add((Amount.Of(profile.RamBytes), "bytes of RAM: all arrays"));
            tiles.Add((ProfileText.Time(board) + " ms", $"on {board.Board}{(board.Measured ? "" : ", computed, not measured")}"));
        }
        IReadOnlyList<string> notes = report.Data.Notes;
        return HtmlPage.Of(graph.Name + ", trained",
            $"<h1>{Text(graph.Name)}</h1>\n<p class=\"soft\">{Text(report.Description)}</p>\n" +
            (report.Teacher is { } teacher ? $"<p class=\"soft\">It learned from a larger network, {Text(teacher)}" +
                (report.Model.TeacherAccuracy is { } right
                    ? $", which gets {TrainingReport.Percent(right)} of the test frames right in floating point" : "") + ".</p>\n" : "") +
            (report.Model.Pruning is { } pruning ? $"<p class=\"soft\">Pruned {pruning}.</p>\n" : "") + Answer(report) + Tiles(tiles) +
            (report.Search is { } search ? SearchHtml.Card(search) : "") +
            (report.Results.Count > 1 ? Card("All trainings", Results(report), "the first gave the model") : "") +
            (report.Test.Int8Places is { } places ? Errors(report, places)
                : Card("Confusion", Confusion(report), "rows: true class; columns: class predicted by int8") + Mistakes(report)) +
            Card("Layers", GraphSvg.Wide(InspectReport.Of(Pipeline.ForBoard(graph), [], compiled: false))) +
            Card("What it learned", string.Concat(graph.Operators.Select(Filters)), "a row for each output and a tile for each channel " +
                "it looks at, or a tile for each output; blue adds, brown takes away") +
            Curves(report.Model.History, report.Data.HasPositions) +
            (notes.Count == 0 ? "" : Card("Files not used, or in part",
                string.Concat(notes.Take(MaxNotes).Select(note => $"<p>{Text(note)}</p>\n")), $"{notes.Count}")));
    }

    private static string Answer(TrainingReport report)
    {
        int frames = report.Test.Samples.Length;
        if (report.Test is { Int8Places: { } int8, FloatPlaces: { } real })
            return HtmlPage.Answer($"mean error of {PositionErrors.Text(int8.Mean)}, 95 % within {int8.Percentile95:0.00}",
                $"in int8 over {Amount.Of(frames, "test frame")} of {report.Data.Shape}, {int8.Missed} missed, {int8.Invented} found " +
                $"where nothing is; in floating point, before rounding, {PositionErrors.Text(real.Mean)} and {real.Percentile95:0.00}.",
                int8.Mean < report.Data.Shape.Width / 8.0);
        string time = report.Profile is { } profile ? $" An inference takes {ProfileText.Time(profile.Boards[0])} ms on " +
            $"{profile.Boards[0].Board}{(profile.Boards[0].Measured ? "" : " (computed, not measured)")}." : "";
        return HtmlPage.Answer($"{Math.Round(report.Test.Int8Accuracy * frames):#,0} of {Amount.Of(frames, "test frame")} right",
            $"{TrainingReport.Percent(report.Test.Int8Accuracy)} in int8; in floating point, before rounding, " +
            $"{TrainingReport.Percent(report.Test.FloatAccuracy)}.{time}", report.Test.Int8Accuracy * report.Data.Classes.Count > 1);
    }

    private static string Results(TrainingReport report) => Table(
        [("split", false), ("seed", true), ("test frames", true), ("floating point", true), ("int8", true)],
        [.. report.Results.Select(result => (string[])[$"{result.Plan}", $"{result.Seed}", $"{result.Test.Samples.Length}",
            TrainingReport.Figures(result.Test).Float, TrainingReport.Figures(result.Test).Int8]),
        .. report.Data.HasPositions ? [] : report.Medians().Select(median =>
            (string[])[$"{median.Plan}, median", "", "", TrainingReport.Percent(median.Float),
                $"<b>{TrainingReport.Percent(median.Int8)}</b>"])]);

    private static string Confusion(TrainingReport report)
    {
        IReadOnlyList<string> names = report.Data.Classes;
        int[,] counts = report.Test.Confusion(names.Count);
        StringBuilder table = new($"<table class=\"confusion\"><tr><th></th>{string.Concat(
            names.Select(name => $"<th>{Short(name)}</th>"))}<th>right</th></tr>\n");
        for (int k = 0; k < names.Count; k++)
        {
            int all = Enumerable.Range(0, names.Count).Sum(given => counts[k, given]);
            table.Append($"<tr><th class=\"side\">{Short(names[k])}</th>");
            for (int given = 0; given < names.Count; given++)
                table.Append(counts[k, given] == 0 ? "<td></td>" : $"<td class=\"{(k == given ? "right" : "wrong")}\" " +
                    $"style=\"--share:{20 + 60.0 * counts[k, given] / all:0}%\">{counts[k, given]}</td>");
            table.Append($"<td>{(all == 0 ? "" : TrainingReport.Percent(counts[k, k] / (double)all))}</td></tr>\n");
        }
        return table.Append("</table>\n").ToString();
    }

    private static string Mistakes(TrainingReport report)
    {
        TestResult test = report.Test;
        int[] wrong = test.Wrong();
        IEnumerable<string> figures = wrong.Take(MaxMistakes).Select(i =>
        {
            Sample sample = test.Samples[i];
            string at = report.Data.Kind == FrameKind.Window ? $", from sample {sample.Offset / report.Data.Shape.Channels}" : "";
            return $"<figure>{Frame(report, sample)}<figcaption><b>{Short(report.Data.Classes[sample.Recording.Label])}</b>, predicted " +
                $"<b>{Short(report.Data.Classes[test.Int8[i]])}</b><br>{Text(sample.Recording.Name)}{at}</figcaption></figure>\n";
        });
        return Card("Misclassified frames",
            wrong.Length == 0 ? "<p class=\"soft\">None.</p>\n" : $"<div class=\"shots\">\n{string.Concat(figures)}</div>\n",
            $"{wrong.Length} of {test.Samples.Length}{(wrong.Length > MaxMistakes ? $", {MaxMistakes} shown" : "")}");
    }

    private static string Errors(TrainingReport report, PositionErrors errors)
    {
        int[] worst = errors.Worst();
        IEnumerable<string> figures = worst.Take(MaxMistakes).Select(i =>
            $"<figure>{Frame(report, errors.Samples[i])}<figcaption>at <b>{At(errors.Samples[i].Recording.Place!)}</b>, read at <b>" +
            $"{At(errors.ReadLike(i))}</b><br>{Text(errors.Samples[i].Recording.Name)}</figcaption></figure>\n");
        return Card("Error of the position", Table([("", false), ("int8", true), ("floating point", true)],
            [.. Rows(errors, report.Test.FloatPlaces!)]), "in pixels") +
            Card("Frames with the largest error", $"<div class=\"shots\">\n{string.Concat(figures)}</div>\n",
                $"{Math.Min(MaxMistakes, worst.Length)} of {errors.Samples.Length}; a position is x, or x and y, in pixels");
    }

    private static IEnumerable<string[]> Rows(PositionErrors int8, PositionErrors real) =>
    [
        ["mean", $"{int8.Mean:0.00}", $"{real.Mean:0.00}"], ["median", $"{int8.Median:0.00}", $"{real.Median:0.00}"],
        ["95 % within", $"{int8.Percentile95:0.00}", $"{real.Percentile95:0.00}"],
        ["frames missed", $"{int8.Missed}", $"{real.Missed}"], ["found where nothing is", $"{int8.Invented}", $"{real.Invented}"],
    ];

    private static string At(Position position) =>
        position.X is null ? "nothing" : $"{position.X:0.0}" + (position.Y is { } y ? $", {y:0.0}" : "");

    private static string Frame(TrainingReport report, Sample sample)
    {
        (int height, int width, int channels) = report.Data.Shape;
        float[] values = sample.Recording.Values[sample.Offset..(sample.Offset + report.Data.Shape.Length)];
        float low = (float)report.Model.Range.Low, high = (float)report.Model.Range.High;
        if (height > 1)
            return $"<img src=\"{Pictures.Frame(values, height, width, channels, low, high)}\" alt=\"\" " +
                $"width=\"{112 * width / Math.Max(width, height)}\" height=\"{112 * height / Math.Max(width, height)}\">";
        string[] colors = ["conv", "pool", "dense", "depthwise", "mix"];
        Picture curves = new(150, 70, "the channels over time");
        for (int c = 0; c < channels; c++)
            curves.Add(new Polyline([.. Enumerable.Range(0, width).Select(x => new Point(150.0 * x / Math.Max(1, width - 1),
                68 - 66 * (values[x * channels + c] - low) / (high - low)))], $"var(--{colors[c % colors.Length]})", 1.2));
        return SvgText.ForPage(curves, "plot small");
    }

    private static string Filters(Operator op)
    {
        if (Pictures.Filters(op) is not var (uri, width, height)) return "";
        int scale = Math.Clamp(900 / width, 2, 12);
        string[] words =
            [op.Kind.ToLowerInvariant().Replace('_', ' '), LayerText.Parameters(op), $"{Amount.Of(op.Parameters)} weights and biases"];
        return $"<p><b>{Text(op.Output.Name)}</b> <span class=\"soft\">{Text(string.Join(", ", words.Where(word => word.Length > 0)))}" +
            $"</span></p>\n<img class=\"filters\" src=\"{uri}\" alt=\"filters of {Text(op.Output.Name)}\" width=\"{width * scale}\" " +
            $"height=\"{height * scale}\">\n";
    }

    private static string Curves(IReadOnlyList<Epoch> history, bool hasPositions)
    {
        if (history.Count < 2) return "";
        string title = hasPositions ? "positions right to one cell of the map" : "accuracy";
        int rounded = history.Count(epoch => !epoch.IsFineTuning);
        PlotArea[] areas = rounded == history.Count ? []
            : [new("rounded to int8", "var(--grid)", history[rounded].Number, history[^1].Number)];
        PlotCurve Curve(string name, string color, Func<Epoch, double?> value) =>
            new(name, [.. history.Select(epoch => new Point(epoch.Number, value(epoch) ?? double.NaN))]) { Color = $"var(--{color})" };
        PlotPanel Panel(string title, string unit, params PlotCurve[] curves) =>
            new(title, unit, history[0].Number, history[^1].Number, FromZero: true, curves) { Counted = "epoch", Areas = areas };
        return Card("Learning", SvgText.ForPage(LinePlot.DrawForPage("accuracy and loss over the epochs", 1100, [
            Panel(title, "%", Curve("of the frames learned", "conv", epoch => 100 * epoch.Accuracy),
                Curve("of the validation frames", "good", epoch => 100 * epoch.Validation)),
            Panel("loss", "", Curve("of the frames learned", "pool", epoch => epoch.Loss))])));
    }

    private static string Short(string name) => Text(name.Length <= MaxLabel ? name : name[..MaxLabel] + "...");
}
