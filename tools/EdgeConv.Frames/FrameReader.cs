namespace EdgeConv.Frames;

/// <summary>Reads the frames that `--frames` names.</summary>
public static class FrameReader
{
    /// <summary>Kinds of frames that can be read, for help texts.</summary>
    public const string Kinds = "an image, a folder of images, an animated GIF, a .csv or .csv.gz with a frame per row, a .npy " +
        "recording, - for raw bytes on standard input, or " + SyntheticFrames.Known;

    private const string Synthetic = "synthetic:";

    /// <summary>Reads up to <paramref name="count"/> frames.</summary>
    /// <param name="origin">An image, a folder, a .gif, .csv, .csv.gz or .npy, `-`, or `synthetic:NAME`.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="count">Maximum number of frames to read, at least 1.</param>
    /// <param name="standardInput">Opens the stream for `-`.</param>
    /// <exception cref="UserException">The origin is missing, damaged, too large, of another shape, or holds no frame.</exception>
    public static Recording Read(string origin, FrameShape shape, int count, Func<Stream> standardInput)
    {
        if (origin == "-")
        {
            FilesInUse.AddInput("/dev/stdin");
            return RawFrames.Read(standardInput(), shape, count);
        }
        if (origin.StartsWith(Synthetic, StringComparison.Ordinal)) return SyntheticFrames.Make(origin[Synthetic.Length..], shape, count);
        return BoundedFile.Named(origin, () =>
        {
            if (Directory.Exists(origin)) return FolderFrames.Read(origin, shape, count);
            if (!File.Exists(origin)) throw new UserException(
                $"--frames {origin}: no such file or folder (also possible: - for standard input, {SyntheticFrames.Known})");
            if (!origin.HasEnding(".csv", ".csv.gz", ".npy")) return ImageFrames.Read(origin, shape, count);
            using Stream file = FrameFile.Open(origin);
            return origin.HasEnding(".npy") ? NpyFrames.Read(file, origin, shape, count) : CsvFrames.Read(file, origin, shape, count);
        });
    }
}
