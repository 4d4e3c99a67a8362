using System.Diagnostics;
using EdgeConv.Studio;

namespace EdgeConv.Cli;

/// <summary>`edgeconv studio`: serves the playground, a page that only this computer can open.</summary>
internal static class StudioCommand
{
    public static Command Create()
    {
        Option<int> port = Options.Integer("--port", "Port on 127.0.0.1; 0 takes any free port.", 5190, 0, ushort.MaxValue);
        Option<string> data = Options.Text("--data", "DIR", "Folder of the frames that the page collects, with a folder for " +
            "each class, as edgeconv train takes it; it is created when it is needed.", StudioServer.DefaultData);
        Option<bool> open = Options.Flag("--open", "Opens the page in the browser.");
        return new Command("studio", "Serves the playground, a web page on this computer to try filters and pooling, inspect models " +
            "and tune the output. Ctrl+C ends it.") { port, data, open }
            .Does(parsed => Run(parsed.GetValue(port), parsed.GetValue(data)!, parsed.GetValue(open)).GetAwaiter().GetResult());
    }

    private static async Task Run(int port, string data, bool open)
    {
        using var stop = new StopSignal();
        await using StudioServer studio = await StudioServer.StartAsync(port, data);
        Console.WriteLine($"studio  {studio.Url}");
        Console.WriteLine("        Only this computer can open it; frames and models do not leave it. Ctrl+C ends it.");
        Console.WriteLine($"        Frames that you collect are kept in {Path.GetFullPath(data)}.");
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
            Console.WriteLine($"        The browser cannot be started; open {url} yourself.");
        }
    }
}
