namespace EdgeConv.Common;

/// <summary>
/// Files that are written all or none. Each is written under a random name in the folder of the file it replaces; once all are on the disk,
/// they are renamed, and if one cannot be, the files that were there before are put back.
/// </summary>
/// <param name="option">What errors name, e.g. "--out".</param>
internal sealed class FileSet(string option) : IDisposable
{
    private readonly List<(string Path, string Partial)> _new = [];
    private readonly List<string> _removed = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, a link to it, the null device or standard output.</param>
    /// <returns>What its bytes are to be written to, and to be closed.</returns>
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
        string folder = Path.GetDirectoryName(target.Path)!, partial = Partials.NewName(folder);
        return Guarded(path, partial, () =>
        {
            FileStream file = Partials.CreateFile(partial, ModeOf(target.Path));
            _new.Add((target.Path, partial));
            return file;
        });
    }

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public void Write(string path, ReadOnlySpan<byte> data)
    {
        using Stream stream = Create(path);
        try
        {
            stream.Write(data);
            stream.Flush();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Refused(path, failure.Message);
        }
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
        List<(string Path, string Old)> kept = [];
        List<string> placed = [];
        string at = "";
        try
        {
            foreach ((string path, string partial) in _new)
            {
                at = path;
                Partials.Flush(partial);
            }
            Partials.Complete([.. _new.Select(file => file.Partial)], () =>
            {
                try
                {
                    foreach (string path in _removed) Keep(at = path);
                    foreach ((string path, string partial) in _new)
                    {
                        at = path;
                        // One file alone is replaced in one step.
                        bool isAlone = _new.Count + _removed.Count == 1;
                        if (!isAlone && File.Exists(path)) Keep(path);
                        File.Move(partial, path, overwrite: isAlone);
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
            });
            _new.Clear();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Refused(at, failure.Message);
        }

        void Keep(string path)
        {
            string old = Partials.NewName(Path.GetDirectoryName(path)!);
            File.Move(path, old);
            kept.Add((path, old));
        }
    }

    /// <summary>Removes what was not put into place.</summary>
    public void Dispose() => Partials.Remove([.. _new.Select(file => file.Partial)]);

    // The permissions of a file that is replaced, or null. One that may not be written must not be replaced either. A name that is too long
    // is found now, not when the work is done.
    private static UnixFileMode? ModeOf(string path)
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

    private T Guarded<T>(string path, string partial, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Refused(path, failure.Message.Replace(partial, path));
        }
    }

    private UserException Refused(string path, string reason) => new($"{option} {path}: cannot be written ({Printable.Text(reason, 200)})");

    private static bool IsRefusal(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
