namespace EdgeConv.Common;

/// <summary>Endings of file names, which tell what a file holds. Upper and lower case are not distinguished.</summary>
public static class FileEnding
{
    /// <summary>Endings of the image files that can be read.</summary>
    public static IReadOnlyList<string> Images { get; } = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];

    /// <summary>Returns whether a path ends with one of several endings, each with its dot: ".csv", ".csv.gz".</summary>
    public static bool HasEnding(this string path, params IEnumerable<string> endings) =>
        endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
