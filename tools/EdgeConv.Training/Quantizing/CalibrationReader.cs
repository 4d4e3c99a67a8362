namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Reads the file or folder that `--calibration` names: the same data as for training or, if labels are not required, any frames that
/// `simulate` takes.
/// </summary>
public static class CalibrationReader
{
    // Maximum number of frames without labels; calibration needs far fewer.
    private const int MaxFrames = 10_000;

    /// <summary>Reads frames.</summary>
    /// <param name="path">A .csv, .csv.gz or .npy, an image, a folder of images, or a folder per label.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="labels">Whether each frame must have a label.</param>
    /// <param name="options">How files with labels become frames; its shape is ignored, because the model gives the shape.</param>
    /// <exception cref="UserException">The path is missing or damaged, its frames have another shape, or required labels are
    /// missing.</exception>
    public static CalibrationSet Read(string path, FrameShape shape, bool labels, DataOptions options)
    {
        if (!Path.Exists(path)) throw new UserException($"--calibration {path}: no such file or folder");
        if (labels || HoldsLabels(path))
        {
            DataSet data = ReadData(path, shape, labels, options);
            Sample[] samples = DataSet.Samples(data.Recordings);
            return new CalibrationSet(data.Name, shape,
                [.. samples.Select(sample => sample.Recording.Values.AsSpan(sample.Offset, shape.Length).ToArray())],
                labels ? [.. samples.Select(sample => sample.Recording.Label)] : null, data.Kind == FrameKind.Image, data.Notes);
        }
        Recording recording = FrameReader.Read(path, shape, MaxFrames,
            () => throw new UserException("--calibration cannot read from standard input (-); name a file or folder"));
        bool areImages = Directory.Exists(path) || !IsTable(path);
        return new CalibrationSet(recording.Name, shape, [.. recording.Frames.Select(frame =>
            Array.ConvertAll(frame.Values, value => (float)(value / recording.UnitsPerReading)))], null, areImages, []);
    }

    /// <summary>Reads frames with labels, which are classes.</summary>
    /// <param name="path">A .csv or .csv.gz, a folder per label, or recordings with the label in their names.</param>
    /// <param name="shape">Shape of the model's input, HWC.</param>
    /// <param name="options">How files with labels become frames; its shape is ignored, because the model gives the shape.</param>
    /// <exception cref="UserException">The path is missing or damaged, its frames have another shape, or labels are missing.</exception>
    public static DataSet ReadLabelled(string path, FrameShape shape, DataOptions options) => Path.Exists(path)
        ? ReadData(path, shape, true, options) : throw new UserException($"--calibration {path}: no such file or folder");

    private static DataSet ReadData(string path, FrameShape shape, bool labels, DataOptions options)
    {
        // The model's input, not an option, gives the length of a window over time.
        DataSet data = DataReader.Read(path,
            options with { NeedsLabels = labels, Shape = shape, Window = shape.Height == 1 ? shape.Width : options.Window });
        if (data.Shape != shape)
            throw new UserException($"--calibration {path} holds frames of {data.Shape}, but the model takes {shape}");
        if (labels && data.HasPositions) throw new UserException(
            $"--calibration {path} is labelled with positions; leave out --labels, which is for classes");
        return data;
    }

    // A folder holds labels if it has a folder per label, or recordings with the label in their names.
    private static bool HoldsLabels(string path) => Directory.Exists(path) && (Directory.EnumerateDirectories(path)
        .Any(folder => !Path.GetFileName(folder).StartsWith('.')) || Directory.EnumerateFiles(path).Any(IsTable));

    private static bool IsTable(string path) =>
        new[] { ".csv", ".csv.gz", ".npy" }.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
