using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>
/// Writes the files of a command to a folder, either all or none. A new folder is filled under a temporary name and renamed at the end. In
/// an existing folder, each file is written under a temporary name and renamed at the end; other files in it stay.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private const string Maps = "maps";

    private readonly string _option;
    private readonly string _path;
    private readonly FileSet _files;

    // For a new folder: the topmost folder that does not exist yet, and its temporary name. For an existing folder both are "".
    private readonly string _top = "";
    private readonly string _partial = "";

    // Folders that were created inside the existing folder.
    private readonly List<string> _made = [];
    private bool _writesMaps;

    /// <summary>Makes sure that the folder can be written.</summary>
    /// <param name="option">Option that error messages name, e.g. "--out".</param>
    /// <param name="path">The folder, or a link to it; it is created with its parents if it does not exist.</param>
    /// <exception cref="UserException">The folder cannot be written, or the path is a file.</exception>
    public OutputFolder(string option, string path)
    {
        if (path.Length == 0) throw new UserException($"{option}: the name is empty; name a folder");
        (_option, _path) = (option, path);
        string full = path;
        Guard(() => full = Path.TrimEndingDirectorySeparator(Links.Follow(path)));
        _path = full;
        if (FilesInUse.Claim(option, _path) is { } other)
            throw new UserException($"{option} {path}: {other} writes to this folder too; name another folder");
        FileKind kind = FileNode.Of(_path).Kind;
        if (kind == FileKind.Folder)
        {
            string probe = Partials.NewName(_path);
            Guard(() => Partials.CreateFile(probe).Dispose());
            Partials.Remove([probe]);
            _files = new FileSet(option);
            return;
        }
        if (kind != FileKind.Missing) throw new UserException($"{option} {path} is a {kind.ToString().ToLowerInvariant()}; name a folder");
        _top = _path;
        string above = Path.GetDirectoryName(_top)!;
        for (; FileNode.Of(above).Kind == FileKind.Missing && Path.GetDirectoryName(above) is { } higher; above = higher) _top = above;
        if (FileNode.Of(above).Kind != FileKind.Folder)
            throw new UserException($"{option} {path} cannot be written, because {above} is a file; name another folder");
        string partial = Partials.NewName(above);
        Guard(() =>
        {
            FileSet.ModeOf(_top);
            Partials.CreateFolder(partial);
        });
        _partial = partial;
        _files = new FileSet(option, _partial, _top);
    }

    /// <summary>Writes one text file.</summary>
    public void WriteText(string name, Action<TextWriter> write) => Write(name, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true);
        write(text);
    });

    /// <summary>Writes one file.</summary>
    public void Write(string name, byte[] data) => Write(name, stream => stream.Write(data));

    /// <summary>Writes one picture into the folder maps, and removes the pictures of an earlier run from it.</summary>
    public void WriteMap(string name, byte[] png)
    {
        if (_partial.Length == 0 && !_writesMaps) RemoveMaps();
        _writesMaps = true;
        Write(Path.Join(Maps, name), png);
    }

    /// <summary>Renames all files to their final names, replacing those of an earlier run.</summary>
    /// <exception cref="UserException">A file cannot be renamed; then all earlier files are restored.</exception>
    public void Complete()
    {
        _files.Complete();
        if (_partial.Length == 0) Partials.Complete(_made, () => { });
        else Guard(() => Partials.Complete([_partial], () => Directory.Move(_partial, _top)));
    }

    /// <summary>Removes the files and folders that <see cref="Complete"/> did not rename.</summary>
    public void Dispose()
    {
        _files.Dispose();
        Partials.Remove(_partial.Length == 0 ? _made : [_partial]);
    }

    private void Write(string name, Action<Stream> write)
    {
        string root = _partial.Length == 0 ? _path : Path.Join(_partial, Path.GetRelativePath(_top, _path));
        string file = Path.Join(root, name), folder = Path.GetDirectoryName(file)!;
        Guard(() =>
        {
            if (Partials.CreateFolder(folder) && _partial.Length == 0) _made.Add(folder);
        });
        _files.Write(file, write);
    }

    private void RemoveMaps()
    {
        string maps = Path.Join(_path, Maps);
        if (!Directory.Exists(maps)) return;
        foreach (string old in Directory.GetFiles(maps, "*.png"))
            if (new FileInfo(old).LinkTarget is null && FileNode.Of(old).Kind == FileKind.File
                && Regex.IsMatch(Path.GetFileName(old), "^[0-9]{3,}-[A-Za-z0-9_-]+\\.png$")) _files.Remove(old);
    }

    private void Guard(Action work) => OutputTarget.Guard(_option, _path, _partial, work);
}
