using Spectre.Console;

namespace EdgeConv.Cli;

/// <summary>Shows that something takes its time, where a person looks.</summary>
internal static class Waiting
{
    /// <summary>Does the work, with a spinner beside it on a terminal.</summary>
    public static T For<T>(string what, Func<T> work) => Console.IsOutputRedirected ? work() : AnsiConsole.Status().Start(what, _ => work());
}
