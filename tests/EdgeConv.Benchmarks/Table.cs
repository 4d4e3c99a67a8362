using System.Globalization;

namespace EdgeConv.Benchmarks;

/// <summary>Results as an aligned Markdown table.</summary>
public static class Table
{
    /// <summary>A row for the sums and a row for the whole layer of each result; per multiply-accumulate, for pooling per output.</summary>
    public static string Of(IReadOnlyList<LayerResult> results)
    {
        bool timed = results[0].Nanoseconds is not null;
        List<string[]> rows = [["layer", "out", .. timed ? ["textbook ns", "packed ns", "times"] : Array.Empty<string>(), "textbook IL", "packed IL", "times", "same"]];
        foreach (LayerResult layer in results)
            for (int variant = layer.HasSums ? 0 : 2; variant < 4; variant += 2)
            {
                string[] times = layer.Nanoseconds is { } ns ? Compare(ns, variant) : [];
                rows.Add([layer.Name, variant == 0 ? "int32" : "int8", .. times, .. Compare(layer.Instructions, variant), layer.IsSame ? "ok" : "DIFF"]);
            }
        rows.Insert(1, [.. rows[0].Select((_, column) => column < 2 ? "---" : "--:")]);
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => "| " + string.Join(" | ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))) + " |"));
    }

    private static string[] Compare(double[] cost, int variant) => [Number(cost[variant], "0.00"), Number(cost[variant + 1], "0.00"), Number(cost[variant] / cost[variant + 1], "0.0") + "x"];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
