namespace EdgeConv.Cli;

/// <summary>Shows that something takes its time, where a person looks.</summary>
internal static class Waiting
{
    /// <summary>Does the work, with a spinner beside it on a terminal.</summary>
    public static T For<T>(string what, Func<T> work) =>
        Console.IsOutputRedirected ? work() : AnsiConsole.Status().Start(what, _ => work());

    /// <summary>Does work that tells how many steps are done, with a bar, or a count where the end is not known.</summary>
    public static T Count<T>(string what, int? most, Func<Action<int>?, T> work)
    {
        if (Console.IsOutputRedirected) return work(null);
        if (most is { } steps)
            return Bar(what, steps, [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()],
                task => work(done => task.Value = done));
        return AnsiConsole.Status().Start(Markup.Escape(what), status => work(done => status.Status = Markup.Escape($"{what}: {done}")));
    }

    /// <summary>Does work that tells what it is at and which fraction of all is done, with a bar.</summary>
    public static T Part<T>(string first, Func<Action<string, double>?, T> work)
    {
        if (Console.IsOutputRedirected) return work(null);
        ProgressColumn[] columns = [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn()];
        return Bar(first, 1, columns, task => work((what, part) => (task.Description, task.Value) = (what, part)));
    }

    private static T Bar<T>(string what, double most, ProgressColumn[] columns, Func<ProgressTask, T> work) =>
        AnsiConsole.Progress().AutoClear(true).Columns(columns)
            .Start(progress => work(progress.AddTask(Markup.Escape(what), maxValue: most)));
}
