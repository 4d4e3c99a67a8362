using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>Numpy's file of one array (.npy): a header in text, then little-endian values in C order. Source: numpy, NEP 1.</summary>
public static partial class NpyFile
{
    private const int Alignment = 64;
    private const int MaxHeader = 1 << 16;

    // A longer extent is read as this one: too large for every reader, and small enough to be multiplied by a few others.
    private const long MaxAxis = (256L << 20) + 1;

    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The bytes of a file of int16 values.</summary>
    /// <param name="axes">Extents; the first is the number of rows.</param>
    /// <param name="rows">The values, row by row.</param>
    public static byte[] Of(int[] axes, IReadOnlyList<short[]> rows)
    {
        string header = $"{{'descr': '<i2', 'fortran_order': False, 'shape': ({string.Join(", ", axes)}), }}";
        int length = (10 + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[length + 2 * rows.Sum(row => (long)row.Length)];
        s_magic.CopyTo(file, 0);
        file[s_magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(header.PadRight(length - 11) + "\n").CopyTo(file, 10);
        int offset = length;
        foreach (short value in rows.SelectMany(row => row))
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(offset), value);
            offset += 2;
        }
        return file;
    }

    /// <summary>Reads the header; the stream then stands at the first value.</summary>
    /// <param name="file">Seekable.</param>
    /// <param name="path">What errors name.</param>
    /// <returns>The type as numpy writes it, e.g. "&lt;i2", and 1 to 4 extents.</returns>
    /// <exception cref="UserException">No .npy file, damaged, or in Fortran order.</exception>
    public static (string Type, long[] Axes) ReadHeader(Stream file, string path)
    {
        byte[] start = new byte[12];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.AsSpan(0, s_magic.Length).SequenceEqual(s_magic) || start[6] is < 1 or > 3)
            throw new UserException($"{path}: not a .npy file (numpy's format, versions 1 to 3)");
        bool shortLength = start[6] == 1;
        uint length = shortLength ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        file.Position = shortLength ? 10 : 12;
        if (length > MaxHeader || length > file.Length - file.Position)
            throw new UserException($"{path}: damaged: a header of {Amount.Of(length, "byte")}");
        byte[] header = new byte[length];
        file.ReadExactly(header);

        string text = Encoding.Latin1.GetString(header);
        Match type = TypePattern().Match(text), order = OrderPattern().Match(text), shape = ShapePattern().Match(text);
        if (!type.Success || !order.Success || !shape.Success)
            throw new UserException($"{path}: damaged: its header has no readable descr, fortran_order and shape of 1 to 4 axes");
        if (order.Groups[1].Value == "True") throw new UserException($"{path}: in Fortran order; save it with numpy.ascontiguousarray");
        string[] axes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (type.Groups[1].Value, Array.ConvertAll(axes, axis => Math.Min(long.Parse(axis), MaxAxis)));
    }

    /// <summary>Bytes of one value.</summary>
    /// <param name="type">As the header has it.</param>
    /// <param name="path">What errors name.</param>
    /// <exception cref="UserException">No type of little-endian integers or floats.</exception>
    public static int ItemSize(string type, string path) => type switch
    {
        "|b1" or "|u1" or "|i1" => 1,
        "<u2" or "<i2" or "<f2" => 2,
        "<u4" or "<i4" or "<f4" => 4,
        "<u8" or "<i8" or "<f8" => 8,
        _ => throw new UserException($"{path}: values of type '{Printable.Text(type, 20)}'; save them as little-endian integers or floats"),
    };

    /// <summary>Reads values.</summary>
    /// <param name="file">Stands at the first of them and has them all.</param>
    /// <param name="type">A type that <see cref="ItemSize"/> takes.</param>
    /// <param name="count">How many.</param>
    public static double[] ReadValues(Stream file, string type, int count)
    {
        int size = ItemSize(type, "");
        byte[] bytes = new byte[count * size];
        file.ReadExactly(bytes);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = Number(bytes.AsSpan(i * size, size), type);
        return values;
    }

    /// <summary>One value.</summary>
    /// <param name="bytes">Its bytes, <see cref="ItemSize"/> of them.</param>
    /// <param name="type">A type that <see cref="ItemSize"/> takes.</param>
    public static double Number(ReadOnlySpan<byte> bytes, string type) => type switch
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
