namespace EdgeConv.NanoClr;

/// <summary>The checkout this program was built from.</summary>
public static class Repository
{
    /// <summary>Path of a file or folder of the checkout, from its parts.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([FindRoot() ?? throw new ToolException($"no checkout of EdgeConv above {AppContext.BaseDirectory}"), .. parts]);

    internal static string? FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Directory.Packages.props"))
                && Directory.Exists(Path.Combine(folder, "shared", "EdgeConv"))) return folder;
        return null;
    }
}
