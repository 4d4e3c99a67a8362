namespace EdgeConv.Common;

/// <summary>
/// Files that are written all or none. Each is written under a random name in the folder of the file it replaces; once all are on the disk,
/// they are renamed, and if one cannot be, the files that were there before are put back.
/// </summary>
/// <param name="option">What errors name, e.g. "--out".</param>
/// <param name="partialFolder">A folder that stands for another until all is complete, or "".</param>
/// <param name="folder">The folder it stands for, which errors name.</param>
internal sealed class FileSet(string option, string partialFolder = "", string folder = "") : IDisposable
{
    private readonly List<(string Path, string Partial)> _new = [];
    private readonly List<string> _removed = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, a link to it, the null device or standard output.</param>
    /// <returns>A stream for its bytes, which the caller closes.</returns>
    /// <exception cref="UserException">It cannot be written.</exception>
    public Stream Create(string path)
    {
        OutputTarget target = OutputTarget.Of(option, path);
        if (target.IsStandardOutput)
        {
            // What a person reads must not mix with the output.
            Console.SetOut(Console.Error);
            return Console.OpenStandardOutput();
        }
        if (target.Kind == FileKind.Device) return Stream.Null;
        if (_new.Any(file => file.Path == target.Path))
            throw new UserException($"{option} {path}: two of the files to write have this name; choose another");
        string partial = Partials.NewName(Path.GetDirectoryName(target.Path)!);
        FileStream? file = null;
        Guard(path, partial, () => file = Partials.CreateFile(partial, ModeOf(target.Path)));
        _new.Add((target.Path, partial));
        return file!;
    }

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public void Write(string path, Action<Stream> write)
    {
        using Stream stream = Create(path);
        Guard(path, "", () =>
        {
            write(stream);
            stream.Flush();
        });
    }

    /// <summary>Removes a regular file of an earlier output together with the writing of the new ones.</summary>
    /// <exception cref="UserException">It is an input.</exception>
    public void Remove(string path)
    {
        OutputTarget.Of(option, path);
        _removed.Add(path);
    }

    /// <summary>Puts all files into place.</summary>
    /// <exception cref="UserException">One cannot be: all are as they were.</exception>
    public void Complete()
    {
        foreach ((string path, string partial) in _new) Guard(path, partial, () => Partials.Flush(partial));
        Partials.Complete([.. _new.Select(file => file.Partial)], Place);
        _new.Clear();
    }

    /// <summary>Removes what was not put into place.</summary>
    public void Dispose() => Partials.Remove([.. _new.Select(file => file.Partial)]);

    /// <summary>The permissions of a file that will be replaced, or null if there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be written, so it must not be replaced either.</exception>
    /// <exception cref="IOException">The name is too long, which is better found now than when the work is done.</exception>
    internal static UnixFileMode? ModeOf(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void Guard(string path, string partial, Action work) =>
        OutputTarget.Guard(option, partialFolder.Length == 0 ? path : path.Replace(partialFolder, folder), partial, work);

    private void Place()
    {
        List<(string Path, string Old)> kept = [];
        List<string> placed = [];
        // One file alone is replaced in one step.
        bool isAlone = _new.Count + _removed.Count == 1;
        try
        {
            foreach (string path in _removed) Keep(path);
            foreach ((string path, string partial) in _new)
            {
                if (!isAlone && File.Exists(path)) Keep(path);
                Guard(path, partial, () => File.Move(partial, path, overwrite: isAlone));
                placed.Add(path);
            }
        }
        catch
        {
            foreach (string path in placed) File.Delete(path);
            foreach ((string path, string old) in kept) File.Move(old, path);
            throw;
        }
        foreach ((_, string old) in kept) Partials.Discard(old);

        void Keep(string path)
        {
            string old = Partials.NewName(Path.GetDirectoryName(path)!);
            Guard(path, old, () => File.Move(path, old));
            kept.Add((path, old));
        }
    }
}
