using System.Globalization;

namespace EdgeConv.Frames;

/// <summary>
/// What a file holds for one input of a model: either its bytes as they are, or real values that are still to be quantized.
/// </summary>
/// <param name="Raw">The tensor, row-major NHWC, or null.</param>
/// <param name="Real">Real values, row-major NHWC, or null.</param>
public sealed record TensorData(byte[]? Raw, double[]? Real);

/// <summary>Reads one input of a model: an image, a .csv, a .npy, or raw bytes.</summary>
public static class TensorFile
{
    private const int LongestLine = 64 << 20;
    private static readonly string[] s_images = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">An image by its extension, .csv or .csv.gz with numbers in any layout, .npy, or raw bytes.</param>
    /// <param name="shape">Height, width and channels of the input.</param>
    /// <param name="rawBytes">Bytes the input has.</param>
    /// <param name="least">What black stands for.</param>
    /// <param name="greatest">What white stands for.</param>
    /// <param name="isUnsigned">True where the input is uint8: a .npy of uint8 is the tensor itself, as one of int8 is else.</param>
    /// <param name="takes">What a raw file of another size is told, or null.</param>
    /// <exception cref="UserException">Missing, damaged, or of another size than the input.</exception>
    public static TensorData Read(
        string path, FrameShape shape, int rawBytes, double least, double greatest, bool isUnsigned = false, string? takes = null)
    {
        try
        {
            if (Directory.Exists(path)) throw new UserException($"--input {path}: a folder; name one file");
            if (!File.Exists(path)) throw new UserException($"--input {path}: no such file");
            if (Is(path, ".csv") || Is(path, ".csv.gz")) return new(null, ReadCsv(path, shape));
            if (Is(path, ".npy")) return ReadNpy(path, shape, isUnsigned ? "|u1" : "|i1");
            if (s_images.Any(extension => Is(path, extension)))
                return new(null, [.. ImageFrames.Read(path, shape, 1).Frames[0].Values.Select(value =>
                    least + (greatest - least) * value / 255)]);
            byte[]? bytes = BoundedFile.ReadAll(path, rawBytes);
            if (bytes?.Length == rawBytes) return new(bytes, null);
            string found = bytes is null ? $"over {rawBytes}" : $"{bytes.Length}";
            if (takes is not null) throw new UserException($"--input {path}: {found} bytes, but {takes}");
            throw new UserException($"--input {path}: {found} bytes, but the input takes {rawBytes} ({shape}); raw values row by row, "
                + "or an image, .csv or .npy");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"--input {path}: cannot be read: {failure.Message}");
        }
    }

    /// <summary>True where a file is neither an image nor a .csv or .npy by its name.</summary>
    public static bool IsRaw(string path) => !s_images.Concat([".csv", ".csv.gz", ".npy"]).Any(extension => Is(path, extension));

    private static double[] ReadCsv(string path, FrameShape shape)
    {
        using Stream file = FrameFile.Open(path);
        List<string> cells = [];
        string[]? head = null;
        int rows = 0;
        foreach ((_, string line) in CsvLines.Of(file, path, LongestLine))
        {
            string[] row = line.Split(',', shape.Length + 2, StringSplitOptions.TrimEntries);
            if (rows == 0 && head is null && !row.Any(cell => IsNumber(cell, out _)))
            {
                head = row;
                continue;
            }
            rows++;
            cells.AddRange(row);
            if (cells.Count > shape.Length + 1) break;
        }
        if (rows == 0 && head is not null) cells.AddRange(head); // no names of columns, for nothing follows
        if (rows == 1 && cells.Count == shape.Length + 1) cells.RemoveAt(shape.Length); // a label
        if (cells.Count != shape.Length)
        {
            string found = cells.Count > shape.Length ? $"more than {shape.Length}" : $"{cells.Count}";
            throw new UserException($"--input {path}: {found} values, but the input takes {shape.Length} ({shape}); one frame alone");
        }
        double[] values = new double[cells.Count];
        for (int i = 0; i < cells.Count; i++)
            if (!IsNumber(cells[i], out values[i]))
                throw new UserException($"--input {path}: value {i + 1}, '{Printable.Text(cells[i], 20)}', is not a number");
        return values;
    }

    // A file of the tensor's own type is the tensor itself; numbers of any other type are real values.
    private static TensorData ReadNpy(string path, FrameShape shape, string own)
    {
        using Stream file = FrameFile.Open(path);
        (string type, long[] axes) = NpyFile.ReadHeader(file, path);
        int size = NpyFile.ItemSize(type, path);
        double items = axes.Aggregate(1.0, (product, axis) => product * axis);
        if (items != shape.Length) throw new UserException(
            $"--input {path}: [{string.Join(", ", axes)}] is {items:#,0} values, but the input takes {shape.Length} ({shape})");
        if (file.Length - file.Position != (long)shape.Length * size) throw new UserException(
            $"--input {path}: damaged: {Amount.Of(shape.Length, "value")} of {Amount.Of(size, "byte")}, but " +
            $"{Amount.Of(file.Length - file.Position, "byte")} follow");
        byte[] bytes = new byte[shape.Length * size];
        file.ReadExactly(bytes);
        if (type == own) return new(bytes, null);
        double[] values = new double[shape.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NpyFile.Number(bytes.AsSpan(i * size, size), type);
            if (!double.IsFinite(values[i])) throw new UserException($"--input {path}: value {i} is not a number");
        }
        return new(null, values);
    }

    private static bool IsNumber(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, null, out value) && double.IsFinite(value);

    private static bool Is(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
