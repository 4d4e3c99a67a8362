using System.Diagnostics;
using System.Text;

namespace EdgeConv.NanoFramework;

/// <summary>How a tool ended.</summary>
/// <param name="Code">Its exit code; null if it was stopped because its time was over.</param>
/// <param name="Output">All that it printed.</param>
internal sealed record ToolResult(int? Code, string Output)
{
    /// <summary>The last line that it printed.</summary>
    public string LastLine => Output.Split('\n', '\r').LastOrDefault(line => line.Trim().Length > 0, "it printed nothing").Trim();
}

/// <summary>A program that this one calls.</summary>
/// <param name="name">What the program is, for messages, e.g. "nanoff".</param>
/// <param name="command">Path or name of the program, in quotes if it has spaces, and its first arguments.</param>
internal sealed class ToolProcess(string name, string command)
{
    /// <summary>Runs the program to its end. It gets no input.</summary>
    /// <param name="arguments">The other arguments, as on a command line.</param>
    /// <param name="limit">Time after which it is stopped.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UserException">It does not start.</exception>
    /// <exception cref="OperationCanceledException">It was stopped by the token.</exception>
    public ToolResult Run(string arguments, TimeSpan limit, CancellationToken cancellation = default)
    {
        int end = command.StartsWith('"') ? command.IndexOf('"', 1) + 1 : command.IndexOf(' ');
        (string file, string first) = end > 0 ? (command[..end].Trim('"'), command[end..]) : (command, "");
        var output = new StringBuilder();
        using var process = new Process();
        process.StartInfo = new(file, $"{first} {arguments}")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new UserException($"{name} ({command}) does not start: {failure.Message}", failure);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(() => Stop(process)))
        {
            bool hasEnded = process.WaitForExit(limit);
            if (!hasEnded) Stop(process);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            lock (output) return new ToolResult(hasEnded ? process.ExitCode : null, output.ToString());
        }

        void Keep(object sender, DataReceivedEventArgs e)
        {
            lock (output) output.AppendLine(e.Data);
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }
}
