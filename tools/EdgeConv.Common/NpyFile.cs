using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>Reads and writes .npy files of numpy: a text header, then little-endian values in C order. Source: numpy, NEP 1.</summary>
public static partial class NpyFile
{
    private const int Alignment = 64;
    private const int MaxHeader = 1 << 16;

    // A longer axis is read as this length, which every reader refuses, and which is small enough that products with other axes do not
    // overflow.
    private const long MaxAxis = (256L << 20) + 1;

    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Returns the content of a file of int16 values.</summary>
    /// <param name="axes">Length of each axis; the first is the number of rows.</param>
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

    /// <summary>Reads the header and leaves the stream at the first value.</summary>
    /// <param name="file">A seekable stream at its start.</param>
    /// <param name="path">Path of the file, which error messages name.</param>
    /// <returns>The type as numpy writes it, e.g. "&lt;i2", and the lengths of 1 to 4 axes.</returns>
    /// <exception cref="UserException">The file is not a .npy file, is damaged, or is in Fortran order.</exception>
    public static (string Type, long[] Axes) ReadHeader(Stream file, string path)
    {
        byte[] start = new byte[12];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.AsSpan(0, s_magic.Length).SequenceEqual(s_magic) || start[6] is < 1 or > 3)
            throw new UserException($"{path} is not a .npy file of numpy, versions 1 to 3");
        bool shortLength = start[6] == 1;
        uint length = shortLength ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        file.Position = shortLength ? 10 : 12;
        if (length > MaxHeader || length > file.Length - file.Position)
            throw new UserException($"{path} is damaged: its header would have {Amount.Of(length, "byte")}");
        byte[] header = new byte[length];
        file.ReadExactly(header);

        string text = Encoding.Latin1.GetString(header);
        Match type = TypePattern().Match(text), order = OrderPattern().Match(text), shape = ShapePattern().Match(text);
        if (!type.Success || !order.Success || !shape.Success)
            throw new UserException($"{path} is damaged: its header lacks a readable descr, fortran_order or shape of 1 to 4 axes");
        if (order.Groups[1].Value == "True") throw new UserException($"{path} is in Fortran order; save it with numpy.ascontiguousarray");
        string[] axes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (type.Groups[1].Value, Array.ConvertAll(axes, axis => Math.Min(long.Parse(axis), MaxAxis)));
    }

    /// <summary>Returns the size of one value in bytes.</summary>
    /// <param name="type">Type from the header.</param>
    /// <param name="path">Path of the file, which error messages name.</param>
    /// <exception cref="UserException">The type is not one of little-endian integers or floats.</exception>
    public static int ItemSize(string type, string path) => type switch
    {
        "|b1" or "|u1" or "|i1" => 1,
        "<u2" or "<i2" or "<f2" => 2,
        "<u4" or "<i4" or "<f4" => 4,
        "<u8" or "<i8" or "<f8" => 8,
        _ => throw new UserException($"{path} holds values of type '{Printable.Text(type, 20)}'; save little-endian integers or floats"),
    };

    /// <summary>Reads values.</summary>
    /// <param name="file">A stream at the first of the values.</param>
    /// <param name="type">A type that <see cref="ItemSize"/> accepts.</param>
    /// <param name="count">Number of values.</param>
    /// <exception cref="EndOfStreamException">The stream holds fewer values.</exception>
    public static double[] ReadValues(Stream file, string type, int count)
    {
        int size = ItemSize(type, "");
        byte[] bytes = new byte[count * size];
        file.ReadExactly(bytes);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = Number(bytes.AsSpan(i * size, size), type);
        return values;
    }

    /// <summary>Returns one value.</summary>
    /// <param name="bytes">Bytes of the value, <see cref="ItemSize"/> of them.</param>
    /// <param name="type">A type that <see cref="ItemSize"/> accepts.</param>
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
