using System.Diagnostics;
using System.Text;

namespace EdgeConv.NanoFramework;

/// <summary>nanoFramework's metadata processor, which converts an assembly to the .pe that the interpreter loads.</summary>
/// <param name="command">Its command line, from <see cref="NanoTools.Processor"/>.</param>
public sealed class MetadataProcessor(string command)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Converts an assembly; the .pe and its .pdbx are written beside it.</summary>
    /// <param name="assembly">Path of the assembly.</param>
    /// <param name="references">Paths of the assemblies that it refers to.</param>
    /// <returns>Path of the .pe.</returns>
    /// <exception cref="UserException">The processor does not start, refuses the assembly, or does not end within two minutes.</exception>
    public string Convert(string assembly, IEnumerable<string> references)
    {
        string pe = Path.ChangeExtension(assembly, ".pe");
        var arguments = new StringBuilder();
        foreach (string reference in references)
            arguments.Append($" -loadHints {Path.GetFileNameWithoutExtension(reference)} \"{reference}\"");
        arguments.Append($" -parse \"{assembly}\" -compile \"{pe}\" false");
        File.Delete(pe);
        (int? code, string output) = Run(arguments.ToString());
        if (code != 0 || !File.Exists(pe))
            throw new UserException($"the metadata processor ({command}) refuses {Path.GetFileName(assembly)} " +
                $"({(code is null ? "stopped after two minutes" : $"exit code {code}")}): {Printable.Text(LastLine(output), 500)}");
        return pe;
    }

    private static string LastLine(string output) =>
        output.Split('\n').LastOrDefault(line => line.Trim().Length > 0, "it printed nothing").Trim();

    private (int? Code, string Output) Run(string arguments)
    {
        int end = command.StartsWith('"') ? command.IndexOf('"', 1) + 1 : command.IndexOf(' ');
        (string file, string first) = end > 0 ? (command[..end].Trim('"'), command[end..]) : (command, "");
        var output = new StringBuilder();
        using var process = new Process();
        process.StartInfo = new(file, first + arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new UserException($"the metadata processor ({command}) does not start: {failure.Message}", failure);
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool hasEnded = process.WaitForExit(s_limit);
        if (!hasEnded) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        lock (output) return (hasEnded ? process.ExitCode : null, output.ToString());

        void Keep(object sender, DataReceivedEventArgs e)
        {
            lock (output) output.AppendLine(e.Data);
        }
    }
}
