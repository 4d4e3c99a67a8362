namespace EdgeConv.Common;

/// <summary>
/// Writes a set of files, either all or none. Each file is written under a random name in the folder of the file that it replaces. When all
/// are on the disk, they are renamed; if one cannot be renamed, the earlier files are restored.
/// </summary>
/// <param name="option">Option that error messages name, e.g. "--out".</param>
/// <param name="partialFolder">Temporary folder that becomes <paramref name="folder"/> at the end, or "".</param>
/// <param name="folder">Final folder, which error messages name instead of the temporary one.</param>
internal sealed class FileSet(string option, string partialFolder = "", string folder = "") : IDisposable
{
    private readonly List<(string Path, string Partial)> _new = [];
    private readonly List<string> _removed = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, a link to it, the null device or standard output.</param>
    /// <returns>A stream for its bytes, which the caller closes.</returns>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public Stream Create(string path)
    {
        OutputTarget target = OutputTarget.Of(option, path);
        if (target.IsStandardOutput)
        {
            // The output goes to standard output, so messages for the user go to standard error.
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

    /// <summary>Writes one file.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Write(string path, Action<Stream> write)
    {
        using Stream stream = Create(path);
        Guard(path, "", () =>
        {
            write(stream);
            stream.Flush();
        });
    }

    /// <summary>Plans the removal of a regular file of an earlier output; <see cref="Complete"/> removes it.</summary>
    /// <exception cref="UserException">The file is an input of the command.</exception>
    public void Remove(string path)
    {
        OutputTarget.Of(option, path);
        _removed.Add(path);
    }

    /// <summary>Renames all files to their final names.</summary>
    /// <exception cref="UserException">A file cannot be renamed; then all earlier files are restored.</exception>
    public void Complete()
    {
        foreach ((string path, string partial) in _new) Guard(path, partial, () => Partials.Flush(partial));
        Partials.Complete([.. _new.Select(file => file.Partial)], Place);
        _new.Clear();
    }

    /// <summary>Removes the files that <see cref="Complete"/> did not rename.</summary>
    public void Dispose() => Partials.Remove([.. _new.Select(file => file.Partial)]);

    /// <summary>Returns the permissions of a file that will be replaced, or null if there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">The user may not write the file, so it must not be replaced either.</exception>
    /// <exception cref="IOException">The name is too long. It is better to find this before the work than after it.</exception>
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
        // A single file is replaced by one rename, which cannot fail halfway.
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
