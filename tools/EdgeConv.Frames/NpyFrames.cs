using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EdgeConv.Common;

namespace EdgeConv.Frames;

/// <summary>
/// A numpy recording (.npy, little-endian numbers, C order). For a model that takes H, W, C:
/// [frames, H, W], [frames, H, W, C] and [frames, H*W*C] are frames; [samples, channels], narrower than the model's
/// input, is cut into windows of H samples (of W samples where H is 1); any other [height, width] is one picture.
/// Windows and pictures are fitted to the model's input by averaging.
/// </summary>
public static partial class NpyFrames
{
    private const long LargestFile = 256L << 20;
    private const long LargestFrame = 16L << 20;
    private const int LongestHeader = 1 << 16;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file, up to <paramref name="count"/> frames of it.</summary>
    /// <exception cref="UserException">A damaged header, a type or shape that does not fit, or a file of another length than its header says.</exception>
    public static Recording Read(string path, FrameShape shape, int count)
    {
        using Stream file = FrameFile.Open(path);
        return Read(file, path, shape, count);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="file">Seekable.</param>
    /// <param name="path">What errors name, and its last part the report.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="count">Most frames to read.</param>
    public static Recording Read(Stream file, string path, FrameShape shape, int count)
    {
        if (file.Length > LargestFile) throw new UserException($"{path}: {file.Length >> 20} MB; recordings up to {LargestFile >> 20} MB");
        (string type, long[] axes) = ReadHeader(file, path);
        int size = ItemSize(type, path);
        long items = 1;
        foreach (long axis in axes)
        {
            items *= axis; // each factor and every product so far is at most LargestFile
            if (items > LargestFile) break;
        }
        if (items * size != file.Length - file.Position)
            throw new UserException($"{path}: damaged: its header says {Amount.Of(items, "value")} of {Amount.Of(size, "byte")}, but {Amount.Of(file.Length - file.Position, "byte")} follow");
        if (items == 0) throw new UserException($"{path}: no frames in it");

        (long frames, FrameShape stored) = Cut(axes, shape, path);
        if ((long)stored.Height * stored.Width * stored.Channels > LargestFrame) throw new UserException($"{path}: a frame of {stored}; up to {Amount.Of(LargestFrame, "value")}");
        int wanted = (int)Math.Min(frames, count);
        var bytes = new byte[stored.Length * size];
        var values = new double[stored.Length];
        var readings = new List<double[]>(wanted);
        var labels = new List<string>(wanted);
        for (int i = 0; i < wanted; i++)
        {
            file.ReadExactly(bytes);
            for (int v = 0; v < values.Length; v++)
            {
                values[v] = Number(bytes.AsSpan(v * size, size), type);
                if (!double.IsFinite(values[v])) throw new UserException($"{path}: frame {i} holds a value that is not a number");
            }
            readings.Add(stored == shape ? (double[])values.Clone() : AreaAverage.Resize(values, stored.Height, stored.Width, shape));
            labels.Add($"frame {i}");
        }
        // As numpy's own tools have it, 8 bits without a sign are brightness.
        bool isPicture = type == "|u1" && shape.Channels is 1 or 3;
        return SensorUnits.Record(Path.GetFileName(path), shape, readings, labels, frames > wanted, isPicture);
    }

    private static (long Frames, FrameShape Stored) Cut(long[] axes, FrameShape shape, string path)
    {
        (int h, int w, int c) = shape;
        long rows = axes[0];
        switch (axes.Length)
        {
            case 1 when rows == shape.Length:
                return (1, shape);
            case 2 when axes[1] == shape.Length && !(rows == h && axes[1] == w):
                return (rows, shape);
            case 2 when h == 1 && axes[1] == c && rows >= w:
                return (rows / w, shape);
            case 2 when c == 1 && axes[1] < w && rows >= h:
                return (rows / h, new FrameShape(h, (int)axes[1], 1));
            case 2 when c == 1 && rows >= h && axes[1] >= w:
                return (1, new FrameShape((int)rows, (int)axes[1], 1));
            case 3 when c == 1 && axes[1] >= h && axes[2] >= w:
                return (rows, new FrameShape((int)axes[1], (int)axes[2], 1));
            case 3 when axes[2] == c && rows >= h && axes[1] >= w:
                return (1, new FrameShape((int)rows, (int)axes[1], c));
            case 4 when axes[3] == c && axes[1] >= h && axes[2] >= w:
                return (rows, new FrameShape((int)axes[1], (int)axes[2], c));
            default:
                throw new UserException($"{path}: an array of [{string.Join(", ", axes)}] does not fit a model that takes frames of {shape}");
        }
    }

    internal static (string Type, long[] Axes) ReadHeader(Stream file, string path)
    {
        var start = new byte[12];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.AsSpan(0, Magic.Length).SequenceEqual(Magic) || start[6] is < 1 or > 3)
            throw new UserException($"{path}: not a .npy file (numpy's format, versions 1 to 3)");
        bool shortLength = start[6] == 1;
        uint length = shortLength ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        file.Position = shortLength ? 10 : 12;
        if (length > LongestHeader || length > file.Length - file.Position) throw new UserException($"{path}: damaged: a header of {Amount.Of(length, "byte")}");
        var header = new byte[length];
        file.ReadExactly(header);

        string text = Encoding.Latin1.GetString(header);
        Match type = TypePattern().Match(text), order = OrderPattern().Match(text), shape = ShapePattern().Match(text);
        if (!type.Success || !order.Success || !shape.Success) throw new UserException($"{path}: damaged: its header has no readable descr, fortran_order and shape of 1 to 4 axes");
        if (order.Groups[1].Value == "True") throw new UserException($"{path}: in Fortran order; save it with numpy.ascontiguousarray");
        string[] axes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (type.Groups[1].Value, Array.ConvertAll(axes, axis => Math.Min(long.Parse(axis, CultureInfo.InvariantCulture), LargestFile + 1)));
    }

    internal static int ItemSize(string type, string path) => type switch
    {
        "|b1" or "|u1" or "|i1" => 1,
        "<u2" or "<i2" or "<f2" => 2,
        "<u4" or "<i4" or "<f4" => 4,
        "<u8" or "<i8" or "<f8" => 8,
        _ => throw new UserException($"{path}: values of type '{Printable.Text(type, 20)}'; save them as little-endian integers or floats"),
    };

    internal static double Number(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "|i1" => (sbyte)bytes[0],
        "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "<i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "<f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "<u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "<i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "<u8" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        "<i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "<f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => bytes[0],
    };

    [GeneratedRegex(@"'descr'\s*:\s*'([^']{1,16})'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(((?:\s*[0-9]{1,12}\s*,){0,3}\s*[0-9]{1,12}\s*,?\s*)\)")]
    private static partial Regex ShapePattern();
}
