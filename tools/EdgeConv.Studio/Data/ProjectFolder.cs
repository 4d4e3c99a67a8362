using System.Collections.Concurrent;

namespace EdgeConv.Studio.Data;

/// <summary>A class of a project.</summary>
/// <param name="Name">Name of its folder, which is its label.</param>
/// <param name="Files">Its files, in the order in which training reads them.</param>
internal sealed record FrameClass(string Name, FileEntry[] Files);

/// <summary>A folder with a folder for each class. Every method looks at the disk, so other programs may change the folder too.</summary>
/// <param name="path">Full path of the folder; it need not exist yet.</param>
/// <param name="isProject">Returns whether a folder in it is a project, not a class.</param>
internal sealed class ProjectFolder(string path, Predicate<string> isProject)
{
    /// <summary>Maximum number of files in all classes: those that training takes.</summary>
    public const int MaxFiles = 100_000;

    /// <summary>Maximum number of classes: those that training takes.</summary>
    public const int MaxClasses = 256;

    private const int MaxCounted = 4 * MaxFiles;

    // Frames in files that were counted, by path, size and time of the last change.
    private static readonly ConcurrentDictionary<(string, FileEntry), int> s_counted = new();
    private static readonly Comparer<FileEntry> s_byName = Comparer<FileEntry>.Create(Disk.ByName);
    private static int s_number;

    /// <summary>Full path of the folder.</summary>
    public string Path => path;

    /// <summary>Returns the names of the classes, in order.</summary>
    public string[] Names() =>
        Directory.Exists(path) ? [.. Disk.Folders(path).Where(name => !isProject(PathOf(name))).Take(MaxClasses)] : [];

    /// <summary>Returns all classes.</summary>
    /// <exception cref="UserException">The folder cannot be read, or holds too many files.</exception>
    public FrameClass[] Classes()
    {
        int left = MaxFiles;
        return [.. Names().Select(name =>
        {
            FrameClass one = new(name, FolderLists.Of(PathOf(name), left).Files);
            left -= one.Files.Length;
            return one;
        })];
    }

    /// <summary>Returns a class that exists.</summary>
    /// <exception cref="UserException">There is no such class.</exception>
    public FrameClass Class(string name) => new(Existing(name), FolderLists.Of(PathOf(name), MaxFiles).Files);

    /// <summary>Returns the path of a file of a class; null if there is no such file.</summary>
    public string? Find(FrameClass owner, string file) =>
        Array.BinarySearch(owner.Files, new FileEntry(file, 0, default), s_byName) < 0 ? null
            : System.IO.Path.Join(PathOf(owner.Name), file);

    /// <summary>Returns the path of a file in the project, given as CLASS/FILE; null if there is no such file.</summary>
    public string? FindRelative(string relative) =>
        relative.Split(['/', '\\']) is [var name, var file] && Names().Contains(name, StringComparer.Ordinal) && Disk.IsFrames(file)
        && new FileInfo(System.IO.Path.Join(PathOf(name), file)) is { Exists: true, LinkTarget: null } found ? found.FullName : null;

    /// <summary>Returns the number of frames in a file of a class.</summary>
    public int CountOf(string name, FileEntry file)
    {
        if (!file.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return 1;
        if (s_counted.Count > MaxCounted) s_counted.Clear();
        string full = System.IO.Path.Join(PathOf(name), file.Name);
        return s_counted.GetOrAdd((full, file), _ => StoredFrame.CountOf(full));
    }

    /// <summary>Returns the shape of the project's frames, and whether they are images; null for both if there are none.</summary>
    /// <param name="classes">The classes.</param>
    public (FrameShape? Shape, bool? AreImages) FormatOf(IEnumerable<FrameClass> classes)
    {
        foreach (FrameClass one in classes)
            if (one.Files is [var first, ..])
                return (StoredFrame.ShapeOf(System.IO.Path.Join(PathOf(one.Name), first.Name)), Disk.IsImage(first.Name));
        return (null, null);
    }

    /// <summary>Returns the path of a link that training would follow, or null if there is none.</summary>
    public string? Link()
    {
        if (!Directory.Exists(path)) return null;
        if (Disk.Link(path) is { } name) return PathOf(name);
        foreach (string one in Names())
            if (FolderLists.Of(PathOf(one), MaxFiles).Link is { } file) return System.IO.Path.Join(PathOf(one), file);
        return null;
    }

    /// <summary>Creates a class.</summary>
    /// <param name="text">Name that the user typed.</param>
    /// <returns>Name of the class.</returns>
    /// <exception cref="UserException">The name cannot be used, or the folder cannot be created.</exception>
    public string Add(string text)
    {
        string name = Free(text, null);
        if (Names().Length >= MaxClasses) throw new UserException($"{path} holds {MaxClasses} classes, the most that training takes");
        Disk.Change(PathOf(name), () => Directory.CreateDirectory(PathOf(name)));
        return name;
    }

    /// <summary>Gives a class another name.</summary>
    /// <returns>The new name.</returns>
    public string Rename(string name, string text)
    {
        Existing(name);
        string renamed = Free(text, name);
        if (renamed != name) Disk.Change(PathOf(name), () => Directory.Move(PathOf(name), PathOf(renamed)));
        return renamed;
    }

    /// <summary>Deletes a class with its frames. Other files stay, and then its folder too.</summary>
    public void Remove(string name)
    {
        FrameClass removed = Class(name);
        Disk.Change(PathOf(name), () =>
        {
            foreach (FileEntry file in removed.Files) File.Delete(System.IO.Path.Join(PathOf(name), file.Name));
            if (!Directory.EnumerateFileSystemEntries(PathOf(name)).Any()) Directory.Delete(PathOf(name));
        });
        if (Directory.Exists(PathOf(name)))
            throw new UserException($"{PathOf(name)} holds other files, which stay; its frames are deleted");
    }

    /// <summary>Adds frames to a class.</summary>
    /// <param name="name">Name of the class.</param>
    /// <param name="format">Format of the frames.</param>
    /// <param name="frames">Values of each frame.</param>
    /// <returns>Names of the new files.</returns>
    /// <exception cref="UserException">The project holds frames of another shape or kind, or is full; or a file cannot be
    /// written.</exception>
    public string[] Add(string name, FrameFormat format, IReadOnlyList<short[]> frames)
    {
        Existing(name);
        FrameClass[] classes = Classes();
        string ending = FrameEncoding.EndingOf(format);
        FrameShape own = new(format.Height, format.Width, format.Channels);
        if (FormatOf(classes) is (var shape, { } areImages) && (shape != own || areImages != (ending == ".png")))
            throw new UserException($"the project holds {(areImages ? "pictures" : "a sensor's frames")}" +
                $"{(shape is { } known ? $" of {known}" : "")}, but the new frames are {(ending == ".png" ? "pictures" : "a sensor's")} " +
                $"of {own}; choose another project for them");
        if (classes.Sum(one => one.Files.Length) + frames.Count > MaxFiles) throw new UserException(
            $"{path} is full: training takes at most {Amount.Of(MaxFiles, "file")}; delete some, or choose another project");
        (string Path, byte[] Data)[] files = [.. frames.Select(values =>
            (System.IO.Path.Join(PathOf(name), NewName(PathOf(name), ending)), FrameEncoding.File(format, values)))];
        return FolderLists.Add(PathOf(name), MaxFiles, () =>
        {
            SafeFile.Write("--data", files, []);
            return [.. files.Select(file => System.IO.Path.GetFileName(file.Path))];
        });
    }

    /// <summary>Deletes files of a class; those that are gone already do not matter.</summary>
    /// <returns>The number of deleted files.</returns>
    public int Delete(string name, IReadOnlyList<string> files)
    {
        FrameClass owner = Class(name);
        string[] found = [.. files.Distinct().Select(file => Find(owner, file)).OfType<string>()];
        foreach (string file in found) Disk.Change(file, () => File.Delete(file));
        return found.Length;
    }

    /// <summary>Moves files of a class to another class.</summary>
    /// <returns>The number of moved files.</returns>
    /// <exception cref="UserException">None of the files is in the class any more.</exception>
    public int Move(string name, IReadOnlyList<string> files, string to)
    {
        FrameClass owner = Class(name);
        Existing(to);
        if (to == name) return 0;
        string[] found = [.. files.Distinct().Select(file => Find(owner, file)).OfType<string>()];
        if (found.Length == 0) throw new UserException($"the frame is not in '{name}' any more; it was moved or deleted");
        foreach (string file in found)
        {
            string target = System.IO.Path.Join(PathOf(to), System.IO.Path.GetFileName(file));
            string ending = file.HasEnding(".csv.gz") ? ".csv.gz" : System.IO.Path.GetExtension(file);
            if (System.IO.Path.Exists(target)) target = System.IO.Path.Join(PathOf(to), NewName(PathOf(to), ending));
            Disk.Change(file, () => File.Move(file, target));
        }
        return found.Length;
    }

    private string PathOf(string name) => System.IO.Path.Join(path, name);

    private string Existing(string name) => Names().Contains(name, StringComparer.Ordinal) ? name : throw new UserException(
        $"there is no class '{Printable.Text(name)}' in {path} any more; it was deleted or renamed");

    // Two names that differ only in case are one folder on Windows and macOS.
    private string Free(string text, string? current)
    {
        string name = FolderName.Of(text);
        if (name == current) return name;
        if (Names().FirstOrDefault(known => known != current && known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } same)
            throw new UserException($"there is a class '{same}' already; give another name");
        if (current is null || !name.Equals(current, StringComparison.OrdinalIgnoreCase))
            if (System.IO.Path.Exists(PathOf(name)))
                throw new UserException($"{PathOf(name)} exists already, but is not a class; give another name");
        return name;
    }

    // The names follow the time, so that training reads frames in the order in which they were recorded.
    private static string NewName(string folder, string ending)
    {
        while (true)
        {
            string name = $"{DateTime.Now:yyyyMMdd-HHmmss-fff}-{(uint)Interlocked.Increment(ref s_number) % 10_000:0000}{ending}";
            if (!System.IO.Path.Exists(System.IO.Path.Join(folder, name))) return name;
        }
    }
}
