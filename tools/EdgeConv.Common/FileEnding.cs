namespace EdgeConv.Common;

/// <summary>The endings of file names, which say what a file holds; small and capital letters count alike.</summary>
public static class FileEnding
{
    /// <summary>The endings of image files that can be read.</summary>
    public static IReadOnlyList<string> Images { get; } = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];

    /// <summary>Whether a path ends with one of several endings, each with its dot: ".csv", ".csv.gz".</summary>
    public static bool HasEnding(this string path, params IEnumerable<string> endings) =>
        endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
