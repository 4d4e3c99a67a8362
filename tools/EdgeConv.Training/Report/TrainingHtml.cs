using System.Text;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Profile;
using EdgeConv.Hardware.Boards;
using static EdgeConv.Compiler.Profile.InspectHtml;

namespace EdgeConv.Training.Report;

/// <summary>Draws a training as one page that needs nothing else: accuracy, confusion, mistakes, filters, cost.</summary>
public static class TrainingHtml
{
    private const int MaxMistakes = 60;
    private const int MaxLabel = 24;

    private const string Shapes = """
        section.card { margin-bottom: 14px; }
        .confusion td, .confusion th { text-align: center; min-width: 34px; padding: 3px 6px; border: 1px solid var(--line); }
        .confusion th { font-weight: 500; color: var(--soft); } .confusion th.side { text-align: right; }
        .confusion .right { background: color-mix(in srgb, var(--conv) var(--share), transparent); }
        .confusion .wrong { background: color-mix(in srgb, var(--bad) var(--share), transparent); }
        .shots { display: flex; flex-wrap: wrap; gap: 12px; } figure { margin: 0; }
        figcaption { font-size: 13px; color: var(--soft); max-width: 150px; overflow-wrap: anywhere; } figcaption b { color: var(--ink); }
        img { image-rendering: pixelated; border: 1px solid var(--line); border-radius: 3px;
          display: block; max-width: 100%; background: var(--page); }
        img.filters { border: 0; background: none; }
        figure svg { width: 150px; min-width: 0; } .wide { overflow-x: auto; } .curve { min-width: 0; }
        .curve text { fill: var(--soft); font-size: 12px; }
        """;

    /// <summary>The whole page.</summary>
    public static string Page(TrainingReport report)
    {
        Graph graph = report.Model.Graph;
        StringBuilder page = new();
        page.Append($"<h1>{Text(graph.Name)}</h1>\n<p class=\"soft\" style=\"margin:0\">{Text(report.Description)}</p>\n<div " +
            "class=\"tiles\">\n");
        Tile(page, TrainingReport.Percent(report.Test.Int8Accuracy),
            $"of {Amount.Of(report.Test.Samples.Length, "test frame")} right in int8");
        Tile(page, TrainingReport.Percent(report.Test.FloatAccuracy), "right in floating point, before rounding");
        Tile(page, Number(report.Parameters), "weights and biases");
        Tile(page, Number(report.Macs), "multiply-accumulates");
        if (report.Profile is { } profile)
        {
            Tile(page, Number(profile.Total.Instructions), $"IL instructions, {profile.Engine} engine");
            Tile(page, Number(profile.Total.RamBytes), "bytes of RAM: all arrays");
            Tile(page, ProfileText.Time(BoardSpeed.All[0], profile.Total.Instructions) + " ms",
                $"on {BoardSpeed.All[0].Board}{(BoardSpeed.All[0].Nanoseconds is null ? ", computed, not measured" : "")}");
        }
        page.Append("</div>\n");
        if (report.Results.Count > 1) Results(page, report);
        Confusion(page, report);
        Mistakes(page, report);
        Filters(page, graph);
        Curve(page, report.Model.History);
        if (report.Data.Notes.Count > 0)
        {
            page.Append($"<section class=\"card\">\n<h2>Files not used, or in part <small>{report.Data.Notes.Count}</small></h2>\n");
            foreach (string note in report.Data.Notes.Take(100)) page.Append($"<p>{Text(note)}</p>\n");
            page.Append("</section>\n");
        }
        return HtmlPage.Of(graph.Name + ", trained", Style + "\n" + Shapes, page.ToString());
    }

    private static void Results(StringBuilder page, TrainingReport report)
    {
        page.Append("<section class=\"card\">\n<h2>All trainings <small>the first gave the " +
            "model</small></h2>\n<table><tr><th>split</th><th class=\"num\">seed</th><th class=\"num\">test frames</th><th " +
            "class=\"num\">floating point</th><th class=\"num\">int8</th></tr>\n");
        foreach ((SplitPlan plan, int seed, TestResult test) in report.Results)
            page.Append($"<tr><td>{plan}</td><td class=\"num\">{seed}</td><td class=\"num\">{test.Samples.Length}</td><td " +
                $"class=\"num\">{TrainingReport.Percent(test.FloatAccuracy)}</td><td " +
                $"class=\"num\">{TrainingReport.Percent(test.Int8Accuracy)}</td></tr>\n");
        foreach ((SplitPlan plan, double rounded, double real) in report.Medians())
            page.Append($"<tr><td>{plan}, median</td><td></td><td></td><td class=\"num\">{TrainingReport.Percent(real)}</td><td " +
                $"class=\"num\"><b>{TrainingReport.Percent(rounded)}</b></td></tr>\n");
        page.Append("</table>\n</section>\n");
    }

    private static void Confusion(StringBuilder page, TrainingReport report)
    {
        int classes = report.Data.Classes.Count;
        int[,] counts = report.Test.Confusion(classes);
        page.Append("<section class=\"card\">\n<h2>Confusion <small>rows: true class; columns: class predicted " +
            "by int8</small></h2>\n<div class=\"wide\"><table class=\"confusion\"><tr><th></th>");
        foreach (string name in report.Data.Classes) page.Append($"<th>{Short(name)}</th>");
        page.Append("<th>right</th></tr>\n");
        for (int k = 0; k < classes; k++)
        {
            int all = Enumerable.Range(0, classes).Sum(given => counts[k, given]);
            page.Append($"<tr><th class=\"side\">{Short(report.Data.Classes[k])}</th>");
            for (int given = 0; given < classes; given++)
                page.Append(counts[k, given] == 0 ? "<td></td>" : $"<td class=\"{(k == given ? "right" : "wrong")}\" " +
                    $"style=\"--share:{20 + 60.0 * counts[k, given] / all:0}%\">{counts[k, given]}</td>");
            page.Append($"<td>{(all == 0 ? "" : TrainingReport.Percent(counts[k, k] / (double)all))}</td></tr>\n");
        }
        page.Append("</table></div>\n</section>\n");
    }

    private static void Mistakes(StringBuilder page, TrainingReport report)
    {
        TestResult test = report.Test;
        int[] wrong = test.Wrong();
        page.Append($"<section class=\"card\">\n<h2>Misclassified frames <small>{wrong.Length} of " +
            $"{test.Samples.Length}{(wrong.Length > MaxMistakes ? $", {MaxMistakes} shown" : "")}</small></h2>\n<div class=\"shots\">\n");
        foreach (int i in wrong.Take(MaxMistakes))
        {
            Sample sample = test.Samples[i];
            string at = report.Data.Kind == FrameKind.Window ? $", from sample {sample.Offset / report.Data.Shape.Channels}" : "";
            page.Append($"<figure>{Picture(report, sample)}<figcaption><b>{Short(report.Data.Classes[sample.Recording.Label])}</b>, " +
                $"predicted <b>{Short(report.Data.Classes[test.Int8[i]])}</b><br>{Text(
                    sample.Recording.Name)}{at}</figcaption></figure>\n");
        }
        page.Append(wrong.Length == 0 ? "<p class=\"soft\">None.</p>" : "").Append("</div>\n</section>\n");
    }

    private static string Picture(TrainingReport report, Sample sample)
    {
        (int height, int width, int channels) = report.Data.Shape;
        ReadOnlySpan<float> values = sample.Recording.Values.AsSpan(sample.Offset, report.Data.Shape.Length);
        float low = (float)report.Model.Range.Low, high = (float)report.Model.Range.High;
        if (height > 1)
        {
            string uri = Pictures.Frame(values, height, width, channels, low, high);
            return $"<img src=\"{uri}\" alt=\"\" width=\"{112 * width / Math.Max(width, height)}\" " +
                $"height=\"{112 * height / Math.Max(width, height)}\">";
        }
        string[] colors = ["conv", "pool", "dense", "depthwise", "mix"];
        StringBuilder lines = new("<svg width=\"150\" height=\"70\" viewBox=\"0 0 150 70\">");
        for (int c = 0; c < channels; c++)
        {
            lines.Append($"<polyline fill=\"none\" stroke=\"var(--{colors[c % colors.Length]})\" stroke-width=\"1.2\" points=\"");
            for (int x = 0; x < width; x++)
                lines.Append($"{150.0 * x / Math.Max(1, width - 1):0.#},{68 - 66 * (values[x * channels + c] - low) / (high - low):0.#} ");
            lines.Append("\"/>");
        }
        return lines.Append("</svg>").ToString();
    }

    private static void Filters(StringBuilder page, Graph graph)
    {
        page.Append("<section class=\"card\">\n<h2>What it learned <small>a row for each output and a tile for each channel it looks at, " +
            "or a tile for each output; blue adds, brown takes away</small></h2>\n");
        foreach (Operator op in graph.Operators)
        {
            if (Pictures.Filters(op) is not var (uri, width, height)) continue;
            int scale = Math.Clamp(900 / width, 2, 12);
            string[] words = [op.Kind.ToLowerInvariant().Replace('_', ' '), LayerText.Parameters(op),
                $"{Number(op.Parameters)} weights and biases"];
            page.Append($"<p><b>{Text(op.Output.Name)}</b> <span class=\"soft\">{Text(string.Join(", ",
                words.Where(word => word.Length > 0)))}</span></p>\n<div class=\"wide\"><img class=\"filters\" src=\"{uri}\" " +
                $"alt=\"filters of {Text(op.Output.Name)}\" style=\"max-width:none\" width=\"{width * scale}\" " +
                $"height=\"{height * scale}\"></div>\n");
        }
        page.Append("</section>\n");
    }

    private static void Curve(StringBuilder page, IReadOnlyList<Epoch> history)
    {
        if (history.Count < 2) return;
        const int Width = 900, Height = 200, Left = 40;
        double most = history.Max(epoch => epoch.Loss);
        string Line(string color, Func<Epoch, double?> value)
        {
            string points = string.Join(' ', history.Select((epoch, i) => (epoch, i)).Where(item => value(item.epoch) is not null)
                .Select(item =>
                    $"{Left + (Width - Left) * item.i / (history.Count - 1.0):0.#},{10 + Height * (1 - value(item.epoch)!.Value):0.#}"));
            return $"<polyline fill=\"none\" stroke=\"var(--{color})\" stroke-width=\"2\" points=\"{points}\"/>";
        }
        int rounding = history.Count(epoch => !epoch.IsFineTuning);
        double at = Left + (Width - Left) * rounding / (history.Count - 1.0);
        page.Append("<section class=\"card\">\n<h2>Learning <small>accuracy of the frames learned (blue) and of the validation frames " +
            $"(green), 0 to 100 %; loss (brown), 0 to {most:0.00}</small></h2>\n");
        page.Append($"<svg class=\"curve\" viewBox=\"0 0 {Width} {Height + 40}\">{Line("pool", epoch => epoch.Loss / most)}{Line("conv",
            epoch => epoch.Accuracy)}{Line("good", epoch => epoch.Validation)}");
        page.Append($"<text x=\"0\" y=\"16\">100 %</text><text x=\"0\" y=\"{Height + 12}\">0</text><text x=\"{Left}\" " +
            $"y=\"{Height + 32}\">epoch {history[0].Number}</text><text x=\"{Width}\" y=\"{Height + 32}\" " +
            $"text-anchor=\"end\">{history[^1].Number}</text>");
        if (rounding < history.Count) page.Append($"<line x1=\"{at:0.#}\" x2=\"{at:0.#}\" y1=\"10\" y2=\"{Height + 10}\" " +
            $"stroke=\"var(--line)\"/><text x=\"{at - 6:0.#}\" y=\"{Height + 32}\" text-anchor=\"end\">int8 from here</text>");
        page.Append("</svg>\n</section>\n");
    }

    private static string Short(string name) => Text(name.Length <= MaxLabel ? name : name[..MaxLabel] + "...");
}
