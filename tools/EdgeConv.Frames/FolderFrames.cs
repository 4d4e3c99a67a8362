namespace EdgeConv.Frames;

/// <summary>The images of a folder in the order of their names; of an animated one, the first picture.</summary>
public static class FolderFrames
{
    internal static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];

    /// <summary>Reads up to <paramref name="count"/> images.</summary>
    /// <exception cref="UserException">An image cannot be read, or there is none.</exception>
    public static Recording Read(string folder, FrameShape shape, int count)
    {
        string[] files = [.. Directory.EnumerateFiles(folder)
            .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            string? inner = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault();
            throw new UserException($"{folder}: no images in this folder " +
                $"({string.Join(", ", Extensions)}){(inner is null ? "" : $"; name a folder in it, such as {inner}")}");
        }
        var frames = new List<RecordedFrame>();
        foreach (string file in files.Take(count))
        {
            FrameFile.CheckInFolder(file);
            ImageFrames.Append(frames, file, shape, 1);
        }
        string name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        return new Recording(name, shape.Format(0, 255), frames, files.Length > count) { IsPicture = true };
    }
}
