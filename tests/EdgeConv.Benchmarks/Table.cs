
namespace EdgeConv.Benchmarks;

/// <summary>Results as an aligned Markdown table.</summary>
public static class Table
{
    /// <summary>A row for the sums and a row for the int8 output of each result; per multiply-accumulate, for pooling per output.</summary>
    public static string Of(IReadOnlyList<CaseResult> results)
    {
        bool timed = results.Any(result => result.Nanoseconds is not null);
        string[] Columns(string unit) => [$"textbook {unit}", $"packed {unit}", "times", $"compiled {unit}", "times"];
        List<string[]> rows = [["", "out", .. Columns("IL"), .. timed ? Columns("ns") : [], "same"]];
        foreach (CaseResult result in results)
        {
            if (result.Skipped is { } reason)
            {
                rows.Add([result.Name, "skipped: " + reason, .. new string[rows[0].Length - 2]]);
                continue;
            }
            for (int first = result.HasSums ? 0 : 3; first < CaseResult.Variants; first += 3)
                rows.Add([result.Name, first == 0 ? "int32" : "int8",
                    .. Compare([.. result.Instructions.Select(il => (double)il)], first, result.Work),
                    .. result.Nanoseconds is { } nanoseconds ? Compare(nanoseconds, first, result.Work) : [],
                    result.IsSame ? "ok" : "DIFF"]);
        }
        rows.Insert(1, [.. rows[0].Select((_, column) => column < 2 ? "---" : "--:")]);
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column]?.Length ?? 0))];
        return string.Join('\n', rows.Select(row => "| " + string.Join(" | ",
            row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : (cell ?? "").PadLeft(widths[column]))) + " |"));
    }

    private static string[] Compare(double[] cost, int first, long work) =>
        [Number(cost[first] / work, "0.00"), Number(cost[first + 1] / work, "0.00"), Number(cost[first] / cost[first + 1], "0.0") + "x",
            .. cost[first + 2] > 0 ? new[] { Number(cost[first + 2] / work, "0.00"), Number(cost[first] / cost[first + 2], "0.0") + "x" }
            : ["too large", ""]];

    private static string Number(double value, string format) => value.ToString(format);
}
