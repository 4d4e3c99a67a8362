namespace EdgeConv.Frames;

/// <summary>
/// Content of a file for one input of a model: either the tensor's bytes, or real values to quantize.
/// </summary>
/// <param name="Raw">Bytes of the tensor, row-major NHWC, or null.</param>
/// <param name="Real">Real values, row-major NHWC, or null.</param>
public sealed record TensorData(byte[]? Raw, double[]? Real);

/// <summary>Reads one input of a model: an image, a .csv, a .npy, or raw bytes.</summary>
public static class TensorFile
{
    private const int MaxLine = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">An image by its extension, .csv or .csv.gz with numbers in any layout, .npy, or raw bytes.</param>
    /// <param name="shape">Shape of the input, HWC.</param>
    /// <param name="rawBytes">Size of the input in bytes.</param>
    /// <param name="black">Real value of a black pixel.</param>
    /// <param name="white">Real value of a white pixel.</param>
    /// <param name="isUnsigned">Whether the input is uint8: then a .npy of uint8 holds the tensor itself; else one of int8 does.</param>
    /// <param name="takes">End of the message for a raw file of another size, or null for the default.</param>
    /// <exception cref="UserException">The file is missing or damaged, or has another size than the input.</exception>
    public static TensorData Read(string path, FrameShape shape, int rawBytes, double black, double white, bool isUnsigned = false,
        string? takes = null) => BoundedFile.Input($"--input {path}", path, "one file", () =>
    {
        if (path.HasEnding(".csv", ".csv.gz")) return new(null, ReadCsv(path, shape));
        if (path.HasEnding(".npy")) return ReadNpy(path, shape, isUnsigned ? "|u1" : "|i1");
        if (path.HasEnding(FileEnding.Images))
            return new(null, [.. ImageFrames.Read(path, shape, 1).Frames[0].Values.Select(value => black + (white - black) * value / 255)]);
        byte[]? bytes = BoundedFile.ReadAll(path, rawBytes);
        if (bytes?.Length == rawBytes) return new TensorData(bytes, null);
        takes ??= $"the input takes {rawBytes} ({shape}); give raw values row by row, or an image, .csv or .npy";
        throw new UserException($"--input {path} holds {(bytes is null ? $"more than {rawBytes}" : $"{bytes.Length}")} bytes, but {takes}");
    });

    /// <summary>Returns whether a file is, by its name, neither an image nor a .csv or .npy.</summary>
    public static bool IsRaw(string path) => !path.HasEnding([".csv", ".csv.gz", ".npy", .. FileEnding.Images]);

    private static double[] ReadCsv(string path, FrameShape shape)
    {
        using Stream file = FrameFile.Open(path);
        List<string> cells = [];
        string[]? head = null;
        int rows = 0;
        foreach ((_, string line) in CsvLines.Of(file, path, MaxLine))
        {
            string[] row = line.Split(',', shape.Length + 2, StringSplitOptions.TrimEntries);
            if (rows == 0 && head is null && row.All(cell => CsvLines.FiniteNumber(cell) is null))
            {
                head = row;
                continue;
            }
            rows++;
            cells.AddRange(row);
            if (cells.Count > shape.Length + 1) break;
        }
        if (rows == 0 && head is not null) cells.AddRange(head); // no row follows, so these are values, not names of columns
        if (rows == 1 && cells.Count == shape.Length + 1) cells.RemoveAt(shape.Length); // drops the label
        string found = cells.Count > shape.Length ? $"more than {shape.Length}" : $"{cells.Count}";
        if (cells.Count != shape.Length)
            throw new UserException($"--input {path} holds {found} values, but the input takes {shape.Length} ({shape}); give one frame");
        return [.. cells.Select((cell, i) => CsvLines.FiniteNumber(cell) ?? throw new UserException(
            $"--input {path}: value {i + 1}, '{Printable.Text(cell, 20)}', is not a number"))];
    }

    // A file of the tensor's own type holds the tensor itself; numbers of any other type are real values.
    private static TensorData ReadNpy(string path, FrameShape shape, string own)
    {
        using Stream file = FrameFile.Open(path);
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        double items = axes.Aggregate(1.0, (product, axis) => product * axis);
        if (items != shape.Length) throw new UserException(
            $"--input {path} holds [{string.Join(", ", axes)}], {items:#,0} values, but the input takes {shape.Length} ({shape})");
        if (file.Length - file.Position != (long)shape.Length * size) throw new UserException(
            $"--input {path} is damaged: its header says {Amount.Of(shape.Length, "value")} of {Amount.Of(size, "byte")}, but " +
            $"{Amount.Of(file.Length - file.Position, "byte")} follow");
        double[] values = NpyFile.ReadValues(file, type, shape.Length);
        if (Array.FindIndex(values, value => !double.IsFinite(value)) is var index and >= 0)
            throw new UserException($"--input {path}: value {index} is not a number");
        return type == own ? new(Array.ConvertAll(values, value => unchecked((byte)(int)value)), null) : new(null, values);
    }
}
