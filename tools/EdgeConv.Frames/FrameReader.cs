namespace EdgeConv.Frames;

/// <summary>Opens whatever `--frames` names.</summary>
public static class FrameReader
{
    /// <summary>What can be read, for help texts.</summary>
    public const string Kinds = "an image, a folder of images, an animated GIF, a .csv or .csv.gz with a frame per row, a .npy recording, - " +
        "for raw bytes on standard input, or " + SyntheticFrames.Known;

    /// <summary>Reads up to <paramref name="count"/> frames.</summary>
    /// <param name="origin">An image, a folder, a .gif, .csv, .csv.gz or .npy, `-`, or `synthetic:NAME`.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Most frames to read, at least 1.</param>
    /// <param name="standardInput">What `-` reads.</param>
    /// <exception cref="UserException">The origin is missing, damaged, too large, of another shape, or holds no frame.</exception>
    public static Recording Read(string origin, FrameShape shape, int count, Func<Stream> standardInput)
    {
        const string Synthetic = "synthetic:";
        if (origin == "-")
        {
            FilesInUse.AddInput("/dev/stdin");
            return RawFrames.Read(standardInput(), shape, count);
        }
        if (origin.StartsWith(Synthetic, StringComparison.Ordinal)) return SyntheticFrames.Make(origin[Synthetic.Length..], shape, count);
        try
        {
            if (Directory.Exists(origin)) return FolderFrames.Read(origin, shape, count);
            if (!File.Exists(origin))
                throw new UserException(
                    $"--frames {origin}: no such file or folder (also possible: - for standard input, {SyntheticFrames.Known})");
            if (HasExtension(origin, ".csv") || HasExtension(origin, ".csv.gz")) return CsvFrames.Read(origin, shape, count);
            return HasExtension(origin, ".npy") ? NpyFrames.Read(origin, shape, count) : ImageFrames.Read(origin, shape, count);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{origin}: cannot be read: {failure.Message}");
        }
    }

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
