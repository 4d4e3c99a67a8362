namespace EdgeConv.Tests.Firmware;

/// <summary>`edgeconv board virtual` as a program of its own.</summary>
internal sealed class VirtualProgram : IDisposable
{
    private readonly Process _process;

    public VirtualProgram(params string[] arguments)
    {
        _process = BuiltProgram.Start(Path.GetTempPath(), ["board", "virtual", .. arguments]);
        // The board logs what it does, perhaps before the program has its address.
        string line = "";
        while (!line.StartsWith("listening") && _process.StandardOutput.ReadLine() is { } next) line = next;
        Assert.StartsWith("listening tcp://127.0.0.1:", line);
        Address = line["listening ".Length..].Trim();
    }

    public string Address { get; }

    /// <summary>Ends it at once, as a power cut: SIGKILL, where there are signals.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
