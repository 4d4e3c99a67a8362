namespace EdgeConv.Cli;

/// <summary>
/// Prints tables, bars and progress. Lines are as wide as the terminal; in a file or for another program they have 80 columns, no color
/// and no progress.
/// </summary>
internal static class Terminal
{
    /// <summary>Width in characters if the output goes to no terminal.</summary>
    public const int PlainWidth = 80;

    /// <summary>Mark of what fits or is right.</summary>
    public const string Good = "✓";

    /// <summary>Mark of what fits only under a condition.</summary>
    public const string Limited = "○";

    /// <summary>Mark of what does not fit or is wrong.</summary>
    public const string Bad = "✗";

    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int MaxBars = 60, MaxBarWidth = 40, MaxBarName = 32, MinWidth = 40, NameWidth = 11;

    private static bool IsPlain => Console.IsOutputRedirected;

    private static int Width => IsPlain ? PlainWidth : Math.Max(MinWidth, AnsiConsole.Profile.Width);

    /// <summary>Formats a number for a table with thousands separators; "" for 0.</summary>
    public static string Number(long value) => value == 0 ? "" : Amount.Of(value);

    /// <summary>Prints a table (<see cref="TextTable"/>).</summary>
    /// <param name="title">Title above the table.</param>
    /// <param name="columns">Titles of the columns.</param>
    /// <param name="rows">Cells of each row.</param>
    public static void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        Title(title);
        foreach ((int i, string line) in TextTable.Lines(columns, rows, Width).Index()) Write(line, i == 0 ? "grey" : null);
        Console.WriteLine();
    }

    /// <summary>Prints rows of a name and a value.</summary>
    public static void Rows(string title, IEnumerable<(string Name, string Value)> rows)
    {
        if (!IsPlain) Title(title);
        foreach ((string name, string value) in rows)
            Row(name.PadRight(NameWidth) + " ", value, name switch { "answer" => "bold", "duty over time" => "teal", _ => null });
    }

    /// <summary>Prints a name and a text, which is wrapped under its first line.</summary>
    /// <param name="name">The name with the spaces behind it.</param>
    /// <param name="text">The text.</param>
    /// <param name="style">Style of the text on a terminal, or null.</param>
    public static void Row(string name, string text, string? style = null)
    {
        int indent = Math.Max(2, name.Length);
        foreach ((int i, string line) in TextTable.Wrap(text, Width - indent).Index())
            Write(line, style, i == 0 ? name : new string(' ', indent));
    }

    /// <summary>Prints a bar for each number, with its share of the sum.</summary>
    public static void BarChart(string title, IReadOnlyList<(string Name, long Value)> bars)
    {
        long max = Math.Max(1, bars.Max(bar => bar.Value)), all = bars.Sum(bar => bar.Value);
        int name = Math.Min(MaxBarName, bars.Max(bar => bar.Name.Length)), width = Math.Min(MaxBarWidth, Width - name - 14);
        char fill = IsPlain ? '#' : '█';
        Title(title);
        foreach ((string text, long value) in bars)
        {
            string bar = new(fill, (int)(value * width / max));
            string shown = text.Length <= name ? text : text[..(name - 1)] + "…";
            Write($"{bar.PadRight(width)} {ProfileText.Share(value, all),7}", "teal", $"  {shown.PadRight(name)}  ");
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

    /// <summary>Prints a failure to standard error, as one line; on a terminal, `error:` is red and a long line is wrapped.</summary>
    /// <param name="console">Standard error as a terminal, or null if it is none.</param>
    /// <param name="message">The message.</param>
    public static void Error(IAnsiConsole? console, string message)
    {
        const string Name = "error: ";
        if (console is null)
        {
            Console.Error.WriteLine(Name + message);
            return;
        }
        console.Markup($"[red bold]{Name}[/]");
        IReadOnlyList<string> lines = TextTable.Wrap(message, Math.Max(MinWidth, console.Profile.Width) - Name.Length);
        foreach ((int i, string line) in lines.Index()) Console.Error.WriteLine((i == 0 ? "" : new string(' ', Name.Length)) + line);
    }

    private static T Progress<T>(string what, double max, ProgressColumn[] last, Func<ProgressTask, T> work) =>
        AnsiConsole.Progress().AutoClear(true)
            .Columns([new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), .. last])
            .Start(progress => work(progress.AddTask(Markup.Escape(what), maxValue: max)));

    private static void Title(string title)
    {
        foreach (string line in TextTable.Wrap(title, Width)) Write(line, "bold");
    }

    // On a terminal, marks have colors: a verdict is seen before it is read.
    private static void Write(string text, string? style, string name = "")
    {
        if (IsPlain)
        {
            Console.WriteLine(name + text);
            return;
        }
        string markup = Markup.Escape(text).Replace(Good, $"[green]{Good}[/]").Replace(Limited, $"[yellow]{Limited}[/]")
            .Replace(Bad, $"[red]{Bad}[/]");
        AnsiConsole.Markup($"[grey]{Markup.Escape(name)}[/]{(style is null ? markup : $"[{style}]{markup}[/]")}");
        Console.WriteLine();
    }
}
