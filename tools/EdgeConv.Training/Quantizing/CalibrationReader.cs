namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Opens whatever `--calibration` names: the same forms of data as for training, and, where no labels are asked for, any frames that
/// `simulate` takes.
/// </summary>
public static class CalibrationReader
{
    // Of frames without labels: more than calibration needs.
    private const int MaxFrames = 10_000;

    /// <summary>Reads frames.</summary>
    /// <param name="path">A .csv, .csv.gz or .npy, an image, a folder of images, or a folder per label.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="labels">Whether each frame must have a label.</param>
    /// <param name="options">How files with labels become frames; the shape is the model's.</param>
    /// <exception cref="UserException">Missing, damaged, of another shape, or without labels where they are asked for.</exception>
    public static CalibrationSet Read(string path, FrameShape shape, bool labels, DataOptions options)
    {
        if (!Path.Exists(path)) throw new UserException($"--calibration {path}: no such file or folder");
        if (labels || HoldsLabels(path))
        {
            // Windows over time are as long as the model takes them.
            DataSet data = DataReader.Read(path,
                options with { NeedsLabels = labels, Shape = shape, Window = shape.Height == 1 ? shape.Width : options.Window });
            if (data.Shape != shape) throw new UserException($"--calibration {path}: frames of {data.Shape}, but the model takes {shape}");
            Sample[] samples = DataSet.Samples(data.Recordings);
            return new CalibrationSet(data.Name, shape,
                [.. samples.Select(sample => sample.Recording.Values.AsSpan(sample.Offset, shape.Length).ToArray())],
                labels ? [.. samples.Select(sample => sample.Recording.Label)] : null, data.Kind == FrameKind.Image, data.Notes);
        }
        Recording recording = FrameReader.Read(path, shape, MaxFrames,
            () => throw new UserException("--calibration -: name a file or folder"));
        bool areImages = Directory.Exists(path) || !IsTable(path);
        return new CalibrationSet(recording.Name, shape, [.. recording.Frames.Select(frame =>
            Array.ConvertAll(frame.Values, value => (float)(value / recording.UnitsPerReading)))], null, areImages, []);
    }

    // A folder of folders, or of recordings.
    private static bool HoldsLabels(string path) => Directory.Exists(path) && (Directory.EnumerateDirectories(path)
        .Any(folder => !Path.GetFileName(folder).StartsWith('.')) || Directory.EnumerateFiles(path).Any(IsTable));

    private static bool IsTable(string path) =>
        new[] { ".csv", ".csv.gz", ".npy" }.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
