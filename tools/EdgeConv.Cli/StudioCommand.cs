using System.Diagnostics;
using EdgeConv.Studio;

namespace EdgeConv.Cli;

/// <summary>`edgeconv studio`: the playground, a page on this machine alone.</summary>
internal static class StudioCommand
{
    private const int DefaultPort = 5190;

    public static Command Create()
    {
        Option<int> port = Options.Integer(
            "--port", $"Port on 127.0.0.1, {DefaultPort} by default; 0 takes any that is free.", DefaultPort, 0, ushort.MaxValue);
        Option<bool> open = Options.Flag("--open", "Opens the page in the browser.");
        var command = new Command("studio", "Opens the playground: a local page to try filters and pooling, look into models, and tune " +
            "the output. Ends with Ctrl+C.") { port, open };
        command.SetAction(parsed => Run(parsed.GetValue(port), parsed.GetValue(open)).GetAwaiter().GetResult());
        return command;
    }

    private static async Task Run(int port, bool open)
    {
        using var stop = new StopSignal();
        await using StudioServer studio = await StudioServer.StartAsync(port);
        Console.WriteLine($"studio  {studio.Url}");
        Console.WriteLine("        on this machine alone; frames and models do not leave it. Ctrl+C ends it.");
        if (open) Open(studio.Url);
        await studio.RunAsync(stop.Token);
    }

    private static void Open(Uri url)
    {
        try
        {
            Process.Start(new ProcessStartInfo(url.ToString()) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            Console.WriteLine($"        no browser can be started here; open {url} yourself");
        }
    }
}
