namespace EdgeConv.Training.Data;

/// <summary>A folder of images or recordings: in a folder per label, or with the label in each file's name.</summary>
internal static class FolderData
{
    private const int MaxFiles = 100_000;
    private const int MaxSensorChannels = 16;
    private const int MaxSide = 256;

    public static DataSet Read(string folder, DataOptions options)
    {
        (string Path, string? Label)[] files = [.. Files(folder).Take(MaxFiles + 1)];
        if (files.Length == 0) throw new UserException($"{folder}: no images ({string.Join(", ", FileEnding.Images)}) or " +
            "recordings (.npy, .csv, .csv.gz) in it, nor in folders in it");
        if (files.Length > MaxFiles) throw new UserException($"{folder} holds more than {Amount.Of(MaxFiles, "file")}; use fewer");
        bool areImages = IsImage(files[0].Path);
        if (files.FirstOrDefault(file => IsImage(file.Path) != areImages).Path is { } other)
            throw new UserException(
                $"{folder} mixes images and recordings ({files[0].Path}, {other}); keep them in separate folders");
        (string Path, string Label)[] labelled =
            [.. files.Select(file => (file.Path, file.Label ?? (options.NeedsLabels ? LabelOf(file.Path) : "")))];
        string[] classes = DataReader.Classes(folder, labelled.Select(file => file.Label), options.NeedsLabels);
        return areImages ? ReadImages(folder, labelled, classes, options) : ReadRecordings(folder, labelled, classes, options);
    }

    /// <summary>
    /// Returns the label in a file's name, LABEL_TIME or TIME_LABEL, where TIME begins with a digit: "wave" of "wave_2024-05-01.csv".
    /// </summary>
    internal static string LabelOf(string path)
    {
        string name = Path.GetFileName(path);
        name = name[..name.IndexOf('.', StringComparison.Ordinal)];
        int first = name.IndexOf('_'), last = name.LastIndexOf('_');
        if (first > 0 && first < name.Length - 1 && char.IsAsciiDigit(name[0]) && !char.IsAsciiDigit(name[first + 1]))
            return Printable.Text(name[(first + 1)..]);
        if (last > 0 && last < name.Length - 1 && char.IsAsciiDigit(name[last + 1])) return Printable.Text(name[..last]);
        throw new UserException($"{path}: the file's name holds no label; call it LABEL_TIME or TIME_LABEL, where TIME begins with a " +
            "digit, or put it into a folder that has the label as its name");
    }

    private static IEnumerable<(string Path, string? Label)> Files(string folder)
    {
        IEnumerable<string> In(string place) => Directory.EnumerateFiles(place)
            .Where(file => !Path.GetFileName(file).StartsWith('.') && (IsImage(file) || IsRecording(file))).Order(StringComparer.Ordinal);
        string[] labels = [.. Directory.EnumerateDirectories(folder).Where(place => !Path.GetFileName(place).StartsWith('.'))
            .Order(StringComparer.Ordinal)];
        if (labels.Any(place => In(place).Any()))
            return labels.SelectMany(place => In(place).Select(file => (file, (string?)Printable.Text(Path.GetFileName(place)))));
        return In(folder).Select(file => (file, (string?)null));
    }

    private static bool IsImage(string path) => path.HasEnding(FileEnding.Images);

    private static bool IsRecording(string path) => DataReader.IsTable(path) || path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static DataSet ReadImages(string folder, (string Path, string Label)[] files, string[] classes, DataOptions options)
    {
        List<string> notes = [];
        List<LabelledRecording> recordings = [];
        FrameShape? shape = options.Shape;
        string? first = null;
        foreach ((string path, string label) in files)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            FrameFile.CheckInFolder(path);
            if (ImageFrames.SizeOf(path) is not { } size)
            {
                notes.Add($"{path}: not an image");
                continue;
            }
            if (options.Shape is null)
            {
                FrameShape own = new(size.Height, size.Width, 1);
                if (shape is { } before && before != own)
                    throw new UserException($"{folder}: images of different sizes ({first} is {before.Height}x{before.Width}, {path} is " +
                        $"{own.Height}x{own.Width}); give the size to scale them to, e.g. --shape 32x32x1");
                if (Math.Max(own.Height, own.Width) > MaxSide) throw new UserException(
                    $"{path}: {own.Height}x{own.Width} pixels; give a size to scale the images to, e.g. --shape 32x32x1");
                (shape, first) = (own, first ?? path);
            }
            try
            {
                List<RecordedFrame> frame = [];
                ImageFrames.Append(frame, path, shape!.Value, 1);
                if ((long)(recordings.Count + 1) * shape.Value.Length > DataReader.MaxValues) throw new UserException(
                    $"{folder}: over {Amount.Of(DataReader.MaxValues, "pixel")} in all; give a smaller --shape or fewer images");
                recordings.Add(new LabelledRecording(Path.GetRelativePath(folder, path), Array.IndexOf(classes, label),
                    Array.ConvertAll(frame[0].Values, value => (float)value), [0]));
            }
            catch (UserException damaged) when (damaged.Message.StartsWith(path, StringComparison.Ordinal))
            {
                notes.Add(damaged.Message);
            }
        }
        if (recordings.Count == 0) throw new UserException($"{folder}: none of {Amount.Of(files.Length)} images can be read: {notes[0]}");
        return new DataSet(NameOf(folder), shape!.Value, classes, recordings, FrameKind.Image, notes);
    }

    private static DataSet ReadRecordings(string folder, (string Path, string Label)[] files, string[] classes, DataOptions options)
    {
        List<string> notes = [];
        List<LabelledRecording> recordings = [];
        FrameShape? shape = null;
        string first = "";
        long total = 0;
        bool isTime = false;
        foreach ((string path, string label) in files)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            RecordedArray array = RecordedArray.Read(path);
            if (array.Note is { } note) notes.Add(note);
            total += array.Values.Length;
            if (total > DataReader.MaxValues)
                throw new UserException($"{folder}: over {Amount.Of(DataReader.MaxValues, "value")} in all; take fewer recordings");
            FrameShape own = ShapeOf(array, path, options);
            if (shape is { } before && before != own)
                throw new UserException($"{folder}: the recordings hold frames of different shapes ({first} of {before}, {path} of {own})");
            (shape, first) = (own, first.Length == 0 ? path : first);
            // Rows of a 1-D sensor are samples, cut into overlapping windows; rows of any other sensor are whole frames.
            isTime = own.Height == 1 && own.Length != array.Values.Length / array.Axes[0];
            int step = isTime ? options.EffectiveStep * own.Channels : own.Length;
            int[] offsets = [.. Enumerable.Range(0, Math.Max(0, (array.Values.Length - own.Length) / step + 1)).Select(i => i * step)];
            if (array.Values.Length < own.Length)
                notes.Add($"{path}: {Amount.Of(array.Axes[0], "sample")}, fewer than a window of {own.Width}; not used");
            else recordings.Add(new LabelledRecording(Path.GetRelativePath(folder, path), Array.IndexOf(classes, label), array.Values,
                offsets));
        }
        if (recordings.Count == 0) throw new UserException(
            $"{folder}: all recordings are shorter than a window of {Amount.Of(options.Window, "sample")}; take a smaller --window");
        return new DataSet(NameOf(folder), shape!.Value, classes, recordings, isTime ? FrameKind.Window : FrameKind.Readings, notes);
    }

    private static FrameShape ShapeOf(RecordedArray array, string path, DataOptions options)
    {
        int[] axes = array.Axes;
        FrameShape shape = axes.Length switch
        {
            1 => new FrameShape(1, options.Window, 1),
            2 when axes[1] <= MaxSensorChannels => new FrameShape(1, options.Window, axes[1]),
            2 => options.Shape ?? DataReader.Square(path, axes[1]),
            3 => new FrameShape(axes[1], axes[2], 1),
            _ => new FrameShape(axes[1], axes[2], axes[3]),
        };
        if (axes.Length > 2 && options.Shape is { } wanted && wanted != shape
            || axes.Length == 2 && axes[1] > MaxSensorChannels && shape.Length != axes[1])
            throw new UserException($"{path}: an array of [{string.Join(", ", axes)}] holds no frames of {options.Shape}");
        return shape;
    }

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
