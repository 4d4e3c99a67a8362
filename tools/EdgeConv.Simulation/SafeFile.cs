namespace EdgeConv.Simulation;

/// <summary>Writes files whole or not at all: beside first, then renamed.</summary>
public static class SafeFile
{
    /// <summary>Writes one file, replacing what is there.</summary>
    /// <param name="option">What errors name, e.g. "--output".</param>
    /// <param name="path">The file.</param>
    /// <param name="data">All of it.</param>
    /// <exception cref="SimulationException">It cannot be written.</exception>
    public static void Write(string option, string path, byte[] data)
    {
        if (Directory.Exists(path)) throw new SimulationException($"{option} {path}: a folder; name a file");
        string partial = $"{path}.partial-{Environment.ProcessId}";
        try
        {
            File.WriteAllBytes(partial, data);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Remove(partial);
            throw new SimulationException($"{option} {path}: cannot be written ({Printable.Text(failure.Message.Replace(partial, path), 200)})");
        }
    }

    /// <summary>Makes sure that a file can be written, before the work that makes it.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="path">The file; what is there stays.</param>
    /// <exception cref="SimulationException">It cannot be written.</exception>
    public static void Check(string option, string path)
    {
        if (Directory.Exists(path)) throw new SimulationException($"{option} {path}: a folder; name a file");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } place && !Directory.Exists(place)) throw new SimulationException($"{option} {path}: there is no folder {place}");
        CheckPlace(option, path, path);
    }

    /// <summary>Makes sure that <see cref="WriteAll"/> can write a folder, before the work that fills it.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="folder">The folder; not made yet.</param>
    /// <exception cref="SimulationException">It cannot be written.</exception>
    public static void CheckAll(string option, string folder)
    {
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (string? above = place; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above)) throw new SimulationException($"{option} {folder}: {(above == place ? "a file" : $"{above} is a file")}; name a folder");
            place = above;
        }
        CheckPlace(option, folder, place);
    }

    private static void CheckPlace(string option, string path, string beside)
    {
        string partial = $"{beside}.partial-{Environment.ProcessId}";
        try
        {
            File.WriteAllBytes(partial, []);
            File.Delete(partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SimulationException($"{option} {path}: cannot be written ({Printable.Text(failure.Message.Replace(partial, beside), 200)})");
        }
    }

    /// <summary>Writes the files of a folder, made where it is not there; other files in it stay.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Names and contents.</param>
    /// <exception cref="SimulationException">It cannot be written.</exception>
    public static void WriteAll(string option, string folder, IEnumerable<(string Name, byte[] Data)> files)
    {
        if (File.Exists(folder)) throw new SimulationException($"{option} {folder}: a file; name a folder");
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), partial = $"{place}.partial-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(partial);
            foreach ((string name, byte[] data) in files) File.WriteAllBytes(Path.Combine(partial, name), data);
            if (!Directory.Exists(place))
            {
                Directory.Move(partial, place);
                return;
            }
            foreach (string file in Directory.GetFiles(partial)) File.Move(file, Path.Combine(place, Path.GetFileName(file)), overwrite: true);
            Directory.Delete(partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            throw new SimulationException($"{option} {folder}: cannot be written ({Printable.Text(failure.Message.Replace(partial, folder), 200)})");
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The write has failed already and says why.
        }
    }
}
