using EdgeConv.NanoFramework;

namespace EdgeConv.Cli;

/// <summary>`edgeconv build`: compiles a nanoFramework project without Visual Studio.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var options = new BuildOptions();
        return options.AddTo(new Command("build", "Compiles a nanoFramework project without Visual Studio: restores its packages, " +
            "compiles the C#, converts it to .pe files, and joins these to the image (.bin) that `edgeconv deploy` writes to a board."))
            .Does(parsed =>
            {
                using var stop = new StopSignal();
                BuiltAssembly built = options.Build(parsed, stop.Token);
                if (built.Image is { } image) Console.WriteLine($"deploy   edgeconv deploy PORT {parsed.GetValue(options.Folder)}");
            });
    }
}
