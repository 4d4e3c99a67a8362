namespace EdgeConv.Studio.Data;

/// <summary>
/// The folder that the user gave at the start. It is a project itself: it holds a folder for each class. It may also hold projects: folders
/// that hold folders. Nothing outside it is ever read or written: names are looked up among its folders, and links are not followed.
/// </summary>
internal sealed class DataFolder
{
    // Lies in a project that has no class yet; names that begin with a dot are not read as frames.
    private const string Mark = ".edgeconv-project";

    /// <summary>Opens a folder, which need not exist yet.</summary>
    /// <param name="path">The folder, or a link to it.</param>
    /// <exception cref="UserException">The path is a file, or cannot be a folder.</exception>
    public DataFolder(string path)
    {
        if (path.Length == 0) throw new UserException("--data: the name is empty; name a folder");
        string full = "";
        Disk.Change(path, () => full = Path.TrimEndingDirectorySeparator(Links.Follow(path)));
        if (File.Exists(full)) throw new UserException($"--data {path} is a file; name a folder");
        Root = full;
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Changes of files happen one after another.</summary>
    public Lock Changes { get; } = new();

    /// <summary>Names of the projects below the folder, in order.</summary>
    public string[] Projects() => Directory.Exists(Root)
        ? [.. Disk.Folders(Root).Where(folder => IsProject(Path.Join(Root, folder))).Take(1000)] : [];

    /// <summary>Opens a project.</summary>
    /// <param name="name">Name of a project, or "" for the folder itself.</param>
    /// <exception cref="UserException">There is no such project.</exception>
    public ProjectFolder Open(string name) => name.Length == 0 ? new ProjectFolder(Root, IsProject)
        : Projects().Contains(name, StringComparer.Ordinal) ? new ProjectFolder(Path.Join(Root, name), _ => false)
        : throw new UserException($"there is no project '{Printable.Text(name)}' in {Root} any more; choose another");

    /// <summary>Opens a project, which is created if it does not exist.</summary>
    /// <param name="text">Name that the user typed, or "" for the folder itself.</param>
    /// <exception cref="UserException">The name cannot be used, or the folder cannot be created.</exception>
    public ProjectFolder Create(string text)
    {
        if (text.Length == 0 || Projects().Contains(text, StringComparer.Ordinal)) return Open(text);
        string name = FolderName.Of(text);
        if (Projects().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } same) return Open(same);
        string path = Path.Join(Root, name);
        if (Path.Exists(path)) throw new UserException($"'{name}' is a class in {Root}; choose another name for the project");
        Disk.Change(path, () =>
        {
            Directory.CreateDirectory(path);
            File.WriteAllBytes(Path.Join(path, Mark), []);
        });
        return Open(name);
    }

    // Most classes hold frames, which are found without listing all of them.
    private static bool IsProject(string path) =>
        File.Exists(Path.Join(path, Mark)) || (!Disk.HasFrames(path) && Disk.Folders(path).Length > 0);
}
