namespace EdgeConv.NanoClr;

/// <summary>The checkout this program was built from.</summary>
public static class Repository
{
    /// <summary>Path of a file or folder of the checkout, from its parts.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([FindRoot() ?? throw new ToolException($"no checkout of EdgeConv above {AppContext.BaseDirectory}"), .. parts]);

    /// <summary>Text of a file of the checkout.</summary>
    public static string Text(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>Files of a folder of the checkout, as paths from its root with slashes, without what builds leave behind.</summary>
    public static IEnumerable<string> Files(string pattern, string folder = ".")
    {
        string root = PathOf();
        return Directory.EnumerateFiles(Path.GetFullPath(folder, root), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "packages" || part.StartsWith('.')));
    }

    internal static string? FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Directory.Packages.props"))
                && Directory.Exists(Path.Combine(folder, "shared", "EdgeConv"))) return folder;
        return null;
    }
}
