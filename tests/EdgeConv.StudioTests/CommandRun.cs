using EdgeConv.Cli;

namespace EdgeConv.StudioTests;

/// <summary>The command line in this process, with its output caught and a folder of its own.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeconv-studio-").FullName;

    public string Error { get; private set; } = "";

    public string File(string name) => Path.Combine(_folder, name);

    public int Run(params string[] args)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter caught = new();
        try
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(caught);
            return CommandLine.Run(args, () => Stream.Null);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Error = caught.ToString();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
