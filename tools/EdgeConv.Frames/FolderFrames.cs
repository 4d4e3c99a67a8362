namespace EdgeConv.Frames;

/// <summary>Reads the images of a folder in the order of their names; of an animated image it takes the first picture.</summary>
public static class FolderFrames
{
    /// <summary>Reads up to <paramref name="count"/> images.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="count">Maximum number of images, at least 1.</param>
    /// <exception cref="UserException">An image cannot be read, or there is none.</exception>
    public static Recording Read(string folder, FrameShape shape, int count)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(file => file.HasEnding(FileEnding.Images)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            string? inner = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault();
            throw new UserException($"{folder} holds no images ({string.Join(", ", FileEnding.Images)})" +
                (inner is null ? "" : $"; name a folder in it, such as {inner}"));
        }
        List<RecordedFrame> frames = [];
        List<(int Height, int Width)> sizes = [];
        foreach (string file in files.Take(count))
        {
            FrameFile.CheckInFolder(file);
            ImageFrames.Append(frames, file, shape, 1, sizes);
        }
        string name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        return new Recording(name, shape.Format(0, 255), frames, files.Length > count)
        {
            IsPicture = true, Fitted = Fitting.Scaled(sizes, shape)
        };
    }
}
