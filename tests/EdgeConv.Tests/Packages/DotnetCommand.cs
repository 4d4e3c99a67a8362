namespace EdgeConv.Tests.Packages;

/// <summary>Runs `dotnet`, or a tool that it installed, quietly and in English.</summary>
internal static class DotnetCommand
{
    /// <summary>Variables of its environment.</summary>
    public static (string, string)[] Environment { get; } =
    [
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"),
        ("MSBUILDDISABLENODEREUSE", "1"), // no process stays behind that holds the pipes
        // A tool's own program looks for .NET here: where this process has it from.
        ("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))),
    ];

    /// <summary>A nuget.config with one feed, a folder.</summary>
    public static string OnlyFeed(string folder) =>
        $"""<configuration><packageSources><clear /><add key="feed" value="{folder}" /></packageSources></configuration>""";

    /// <summary>Runs a program, which must succeed, and returns what it printed.</summary>
    public static string Run(string program, string folder, params string[] arguments) =>
        ChildProcess.Succeeds(folder, program, arguments, Environment);
}
