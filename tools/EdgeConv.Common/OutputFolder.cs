using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>
/// The folder a command writes to: all its files, or none. A new folder is filled under another name and renamed. In one that is there,
/// each file is written under another name and renamed at the end; other files in it stay.
/// </summary>
public sealed partial class OutputFolder : IDisposable
{
    private const string Maps = "maps";

    private readonly string _option;
    private readonly string _path;
    private readonly FileSet _files;

    // Of a new folder: the topmost folder that is not there, what stands for it until the end, and the files in it. Else null.
    private readonly string? _top;
    private readonly string? _partial;
    private readonly List<string> _new = [];

    // Folders that were made in one that is there.
    private readonly List<string> _made = [];
    private bool _writesMaps;

    /// <summary>Makes sure that the folder can be written.</summary>
    /// <param name="option">What errors name, e.g. "--out".</param>
    /// <param name="path">The folder, or a link to it; made with its parents when it is not there.</param>
    /// <exception cref="UserException">It cannot be written, or is a file.</exception>
    public OutputFolder(string option, string path)
    {
        if (path.Length == 0) throw new UserException($"{option}: an empty name; name a folder");
        (_option, _path, _files) = (option, path, new FileSet(option));
        string full = path;
        Guarded(() => full = Path.TrimEndingDirectorySeparator(Links.Follow(path)));
        _path = full;
        if (FilesInUse.Claim(option, _path) is { } other)
            throw new UserException($"{option} {path}: {other} writes this too; name another folder");
        FileNode node = FileNode.Of(_path);
        if (node.Kind is not (FileKind.Folder or FileKind.Missing))
            throw new UserException($"{option} {path}: a {node.Kind.ToString().ToLowerInvariant()}; name a folder");
        if (node.Kind == FileKind.Folder)
        {
            Guarded(() =>
            {
                string probe = Partials.NewName(_path);
                Partials.CreateFile(probe).Dispose();
                Partials.Remove([probe]);
            });
            return;
        }
        _top = _path;
        string above = Path.GetDirectoryName(_top)!;
        for (; FileNode.Of(above).Kind == FileKind.Missing && Path.GetDirectoryName(above) is { } higher; above = higher) _top = above;
        if (FileNode.Of(above).Kind != FileKind.Folder)
            throw new UserException($"{option} {path}: cannot be written, {above} is a file; name a folder");
        Guarded(CheckName);
        _partial = Partials.NewName(above);
        Guarded(() => Partials.CreateFolder(_partial));
    }

    /// <summary>Writes one text file.</summary>
    public void WriteText(string name, Action<TextWriter> write)
    {
        using Stream stream = Create(name);
        Guarded(() =>
        {
            using var text = new StreamWriter(stream);
            write(text);
        });
    }

    /// <summary>Writes one file.</summary>
    public void Write(string name, byte[] data)
    {
        using Stream stream = Create(name);
        Guarded(() =>
        {
            stream.Write(data);
            stream.Flush();
        });
    }

    /// <summary>Writes one picture into maps/; those of an earlier run go.</summary>
    public void WriteMap(string name, byte[] png)
    {
        if (_partial is null && !_writesMaps) RemoveMaps();
        _writesMaps = true;
        Write(Path.Join(Maps, name), png);
    }

    /// <summary>Puts all files into place, replacing those of an earlier run.</summary>
    public void Complete()
    {
        if (_partial is null)
        {
            _files.Complete();
            Partials.Complete(_made, () => { });
            return;
        }
        Guarded(() =>
        {
            foreach (string file in _new) Partials.Flush(file);
            Partials.Complete([_partial], () => Directory.Move(_partial, _top!));
        });
    }

    /// <summary>Removes what was written but not completed.</summary>
    public void Dispose()
    {
        _files.Dispose();
        Partials.Remove(_partial is null ? _made : [_partial]);
    }

    private Stream Create(string name)
    {
        string path = _partial is null ? Path.Join(_path, name) : Path.Join(_partial, Path.GetRelativePath(_top!, _path), name);
        Guarded(() =>
        {
            string folder = Path.GetDirectoryName(path)!;
            if (Partials.CreateFolder(folder) && _partial is null) _made.Add(folder);
        });
        if (_partial is null) return _files.Create(path);
        FileStream? file = null;
        Guarded(() => file = Partials.CreateFile(path));
        _new.Add(path);
        return file!;
    }

    // A name that is too long is found now, not when the work is done.
    private void CheckName()
    {
        try
        {
            File.OpenHandle(_top!).Dispose();
        }
        catch (FileNotFoundException)
        {
            // As it should be.
        }
    }

    private void RemoveMaps()
    {
        string maps = Path.Join(_path, Maps);
        if (!Directory.Exists(maps)) return;
        foreach (string old in Directory.GetFiles(maps, "*.png"))
        {
            bool isFile = new FileInfo(old).LinkTarget is null && FileNode.Of(old).Kind == FileKind.File;
            if (isFile && MapName().IsMatch(Path.GetFileName(old))) _files.Remove(old);
        }
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = _partial is null || _top is null ? failure.Message : failure.Message.Replace(_partial, _top);
            throw new UserException($"{_option} {_path}: cannot be written ({Printable.Text(reason, 200)})");
        }
    }

    [GeneratedRegex("^[0-9]{3,}-[A-Za-z0-9_-]+\\.png$")]
    private static partial Regex MapName();
}
