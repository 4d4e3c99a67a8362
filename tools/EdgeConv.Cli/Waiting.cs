using Spectre.Console;

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
        {
            return AnsiConsole.Progress().AutoClear(true).Start(progress =>
            {
                ProgressTask task = progress.AddTask(Markup.Escape(what), maxValue: steps);
                return work(done => task.Value = done);
            });
        }
        return AnsiConsole.Status().Start(Markup.Escape(what), status => work(done => status.Status = Markup.Escape($"{what}: {done}")));
    }
}
