using System.Text.RegularExpressions;

namespace EdgeConv.Simulation;

/// <summary>The folder a run writes to. Everything is written to a folder of its own first and moved when complete: a run that fails leaves what was there.</summary>
public sealed partial class OutputFolder : IDisposable
{
    private const string Maps = "maps";
    private readonly string _path;
    private readonly string _partial;
    private readonly bool _existed;

    /// <summary>Makes sure that the folder can be written.</summary>
    /// <param name="path">The folder; made with its parents when it is not there.</param>
    /// <exception cref="SimulationException">It cannot be written, or is a file.</exception>
    public OutputFolder(string path)
    {
        if (path.Length == 0) throw new SimulationException("--out: an empty name; name a folder");
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(_path)) throw new SimulationException($"--out {path}: a file; name a folder");
        _existed = Directory.Exists(_path);
        _partial = _existed ? Path.Combine(_path, $".partial-{Environment.ProcessId}") : $"{_path}.partial-{Environment.ProcessId}";
        Guarded(() => Directory.CreateDirectory(Path.Combine(_partial, Maps)));
    }

    /// <summary>Writes one text file.</summary>
    public void WriteText(string name, Action<TextWriter> write) => Guarded(() =>
    {
        using var text = new StreamWriter(Path.Combine(_partial, name));
        write(text);
    });

    /// <summary>Writes one picture into maps/.</summary>
    public void WriteMap(string name, byte[] png) => Guarded(() => File.WriteAllBytes(Path.Combine(_partial, Maps, name), png));

    /// <summary>Puts all files into place, replacing those of an earlier run.</summary>
    public void Complete() => Guarded(() =>
    {
        if (!_existed)
        {
            Directory.Move(_partial, _path);
            return;
        }

        string maps = Path.Combine(_path, Maps);
        Directory.CreateDirectory(maps);
        foreach (string old in Directory.EnumerateFiles(maps, "*.png").ToArray())
            if (MapName().IsMatch(Path.GetFileName(old))) File.Delete(old);
        foreach (string file in Directory.EnumerateFiles(_partial, "*", SearchOption.AllDirectories).ToArray())
            File.Move(file, Path.Combine(_path, Path.GetRelativePath(_partial, file)), overwrite: true);
        Directory.Delete(_partial, recursive: true);
    });

    /// <summary>Removes what was written but not completed.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_partial)) Directory.Delete(_partial, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The run has failed already and says why.
        }
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"--out {_path}: cannot be written ({Printable.Text(failure.Message.Replace(_partial, _path), 200)})");
        }
    }

    [GeneratedRegex("^[0-9]{3,}-[A-Za-z0-9_-]+\\.png$")]
    private static partial Regex MapName();
}
