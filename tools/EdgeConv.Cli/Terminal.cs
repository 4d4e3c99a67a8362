namespace EdgeConv.Cli;

/// <summary>
/// Prints tables, bars and progress. On a terminal they are drawn; if the output goes to a file or another program, tables are plain
/// aligned text and there is no progress.
/// </summary>
internal static class Terminal
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int MaxBars = 60, PlainBarWidth = 40;

    private static bool IsPlain => Console.IsOutputRedirected;

    /// <summary>Formats a number for a table with thousands separators; "" for 0.</summary>
    public static string Number(long value) => value == 0 ? "" : Amount.Of(value);

    /// <summary>Prints a table.</summary>
    /// <param name="title">Title above the table.</param>
    /// <param name="columns">Titles of the columns; as in Markdown, a colon at the end aligns a column to the right.</param>
    /// <param name="rows">Cells of each row.</param>
    public static void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        string[] titles = [.. columns.Select(column => column.EndsWith(':') ? column[..^1] : column)];
        bool[] areRight = [.. columns.Select(column => column.EndsWith(':'))];
        if (!IsPlain)
        {
            Table table = NewTable(title);
            foreach ((string head, bool isRight) in titles.Zip(areRight))
            {
                TableColumn column = new(new Markup($"[grey]{Markup.Escape(head)}[/]")) { NoWrap = isRight };
                column.Alignment = isRight ? Justify.Right : Justify.Left;
                table.AddColumn(column);
            }
            foreach (string[] row in rows) table.AddRow(row.Select(cell => new Text(cell)));
            AnsiConsole.Write(table);
            return;
        }
        string[][] lines = [titles, .. rows];
        int[] widths = [.. titles.Select((_, i) => lines.Max(line => line[i].Length))];
        string Cell(string cell, int i) => areRight[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]);
        Console.WriteLine(title);
        foreach (string[] line in lines) Console.WriteLine($"  {string.Join("  ", line.Select(Cell))}".TrimEnd());
        Console.WriteLine();
    }

    /// <summary>Prints rows of a name and a value.</summary>
    public static void Rows(string title, IEnumerable<(string Name, string Value)> rows)
    {
        if (IsPlain)
        {
            foreach ((string name, string value) in rows) Console.WriteLine($"{name,-11} {value}");
            return;
        }
        Table table = NewTable(title).HideHeaders().AddColumn("").AddColumn("");
        foreach ((string name, string value) in rows)
            table.AddRow(new Markup($"[grey]{name}[/]"), name == "duty over time" ? new Markup($"[teal]{value}[/]") : new Text(value));
        AnsiConsole.Write(table);
    }

    /// <summary>Prints a bar for each number, with its share of the sum.</summary>
    public static void BarChart(string title, IReadOnlyList<(string Name, long Value)> bars)
    {
        long max = Math.Max(1, bars.Max(bar => bar.Value)), all = bars.Sum(bar => bar.Value);
        if (!IsPlain)
        {
            BarChart chart = new BarChart().Width(Math.Min(100, AnsiConsole.Profile.Width))
                .UseValueFormatter((value, culture) => value.ToString("#,0", culture)).WithMaxValue(max);
            chart.Culture = CultureInfo.InvariantCulture;
            foreach ((string name, long value) in bars) chart.AddItem(Markup.Escape(name), value, name == "rest" ? Color.Grey : Color.Teal);
            AnsiConsole.Write(chart);
        }
        else
        {
            int width = bars.Max(bar => bar.Name.Length);
            Console.WriteLine(title);
            foreach ((string name, long value) in bars)
                Console.WriteLine($"  {name.PadRight(width)}  {new string('#', (int)(value * PlainBarWidth / max)),-PlainBarWidth} " +
                    $"{ProfileText.Share(value, all),7}");
        }
        Console.WriteLine();
    }

    /// <summary>Returns duties over time as a row of bar characters.</summary>
    public static string Line(int[] duties)
    {
        int bars = Math.Min(duties.Length, MaxBars);
        // The bars begin at zero, unless their differences would then be too small to see.
        int max = Math.Max(1, duties.Max()), min = duties.Min() > max / 2 ? duties.Min() : 0, span = Math.Max(1, max - min);
        char Bar(int i) => Bars[(int)((duties[(i * duties.Length / bars)..((i + 1) * duties.Length / bars)].Average() - min)
            * (Bars.Length - 1) / span + 0.5)];
        return string.Concat(Enumerable.Range(0, bars).Select(Bar));
    }

    /// <summary>Runs work and shows a spinner.</summary>
    public static T Wait<T>(string what, Func<T> work) => IsPlain ? work() : AnsiConsole.Status().Start(what, _ => work());

    /// <summary>Runs work that reports its finished steps, and shows a bar, or a count if the number of steps is not known.</summary>
    public static T Count<T>(string what, int? steps, Func<Action<int>?, T> work)
    {
        if (IsPlain) return work(null);
        if (steps is { } all)
            return Progress(what, all, [new PercentageColumn()], task => work(done => task.Value = done));
        return AnsiConsole.Status().Start(Markup.Escape(what), status => work(done => status.Status = Markup.Escape($"{what}: {done}")));
    }

    /// <summary>Runs work that reports its current part and the finished fraction, 0 to 1, and shows a bar.</summary>
    public static T Parts<T>(string first, Func<Action<string, double>?, T> work) => IsPlain ? work(null)
        : Progress(first, 1, [new PercentageColumn(), new RemainingTimeColumn()],
            task => work((what, fraction) => (task.Description, task.Value) = (what, fraction)));

    private static T Progress<T>(string what, double max, ProgressColumn[] last, Func<ProgressTask, T> work) =>
        AnsiConsole.Progress().AutoClear(true)
            .Columns([new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), .. last])
            .Start(progress => work(progress.AddTask(Markup.Escape(what), maxValue: max)));

    private static Table NewTable(string title)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.Title = new TableTitle($"[bold]{Markup.Escape(title)}[/]");
        return table;
    }
}
