using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// A table of a FlatBuffer, read by field number (https://flatbuffers.dev/internals). Every position is checked against the buffer before
/// it is used. Therefore a damaged or hostile file causes a <see cref="ModelException"/>, and nothing is read outside the file.
/// </summary>
internal readonly struct FlatTable
{
    // Sizes in bytes. Offsets and the lengths of vectors are 32-bit. A vtable begins with two 16-bit sizes, its own and its table's; then a
    // 16-bit offset follows for each field, 0 for a field that the table lacks.
    private const int OffsetSize = 4, VtableHeaderSize = 4, VtableEntrySize = 2, MinFileSize = 8;

    private const int MaxStringBytes = 1000;

    private readonly FlatFile _buffer;
    private readonly int _position, _vtable, _vtableSize;

    /// <summary>Reads the table at a position.</summary>
    /// <exception cref="ModelException">The table or its vtable lies outside the file.</exception>
    public FlatTable(FlatFile buffer, int position)
    {
        _buffer = buffer;
        _position = position;
        Require(position, OffsetSize);
        long vtable = (long)position - buffer.GetInt(position);
        Require(vtable, VtableHeaderSize);
        _vtable = (int)vtable;
        _vtableSize = buffer.GetUshort(_vtable);
        Require(vtable, _vtableSize);
        if (_vtableSize < VtableHeaderSize || _vtableSize % VtableEntrySize != 0)
            throw Damaged($"a vtable has {Amount.Of(_vtableSize, "byte")}");
    }

    /// <summary>The root table of a file.</summary>
    /// <exception cref="ModelException">The file is too short, or its root lies outside the file.</exception>
    public static FlatTable Root(FlatFile buffer)
    {
        if (buffer.Length < MinFileSize) throw Damaged("it is too short for a model");
        uint offset = buffer.GetUint(0);
        return offset <= buffer.Length ? new FlatTable(buffer, (int)offset) : throw Damaged("its root lies outside the file");
    }

    /// <summary>An 8-bit field; 0 if the table lacks it.</summary>
    public byte Byte(int field) => Offset(field, 1) is > 0 and var offset ? _buffer.Get(offset) : (byte)0;

    /// <summary>A 32-bit field; <paramref name="defaultValue"/> if the table lacks it.</summary>
    public int Int(int field, int defaultValue = 0) =>
        Offset(field, sizeof(int)) is > 0 and var offset ? _buffer.GetInt(offset) : defaultValue;

    /// <summary>A float field; 0 if the table lacks it.</summary>
    public float Float(int field) => Offset(field, sizeof(float)) is > 0 and var offset ? _buffer.GetFloat(offset) : 0;

    /// <summary>A 64-bit field; 0 if the table lacks it.</summary>
    public long Long(int field) => Offset(field, sizeof(long)) is > 0 and var offset ? _buffer.GetLong(offset) : 0;

    /// <summary>
    /// The first 1,000 bytes of a string field, with ? for each control character, so that it can be part of a message of one line. Null if
    /// the table lacks the field.
    /// </summary>
    public string? String(int field)
    {
        (int start, int count) = Vector(field, 1);
        if (count < 0) return null;
        count = Math.Min(count, MaxStringBytes);
        _buffer.Spend(count);
        return string.Concat(Encoding.UTF8.GetString(_buffer.ToArraySegment(start, count)).Select(c => char.IsControl(c) ? '?' : c));
    }

    /// <summary>A table field; null if the table lacks it.</summary>
    public FlatTable? Table(int field) => Offset(field, OffsetSize) is > 0 and var offset ? new FlatTable(_buffer, Follow(offset)) : null;

    /// <summary>Number of elements of a vector of tables; 0 if the table lacks it.</summary>
    public int TableCount(int field) => Math.Max(0, Vector(field, OffsetSize).Count);

    /// <summary>One element of a vector of tables.</summary>
    /// <exception cref="ModelException">The vector has no such element.</exception>
    public FlatTable TableAt(int field, int index) => new(_buffer, Follow(Element(field, index, OffsetSize)));

    /// <summary>A vector of 32-bit integers; empty if the table lacks it.</summary>
    public int[] Ints(int field) => Values<int>(field, sizeof(int));

    /// <summary>A vector of 64-bit integers; empty if the table lacks it.</summary>
    public long[] Longs(int field) => Values<long>(field, sizeof(long));

    /// <summary>A vector of floats; empty if the table lacks it.</summary>
    public float[] Floats(int field) => Values<float>(field, sizeof(float));

    /// <summary>A vector of bytes, which is not copied out of the file; empty if the table lacks it.</summary>
    public ReadOnlySpan<byte> Bytes(int field)
    {
        (int start, int count) = Vector(field, 1);
        return count <= 0 ? [] : _buffer.ToArraySegment(start, count);
    }

    // The numbers are little-endian in the file, as on every machine that .NET 10 runs on.
    private T[] Values<T>(int field, int elementSize) where T : unmanaged
    {
        (int start, int count) = Vector(field, elementSize);
        if (count <= 0) return [];
        _buffer.Spend(count);
        return MemoryMarshal.Cast<byte, T>(_buffer.ToArraySegment(start, count * elementSize)).ToArray();
    }

    private int Element(int field, int index, int elementSize)
    {
        (int start, int count) = Vector(field, elementSize);
        if (index < 0 || index >= count) throw Damaged($"a list of {Amount.Of(Math.Max(0, count), "element")} has no index {index}");
        return start + index * elementSize;
    }

    // The position of a vector's first element in the file, and the number of elements; -1 if the table lacks the vector.
    private (int Start, int Count) Vector(int field, int elementSize)
    {
        int offset = Offset(field, OffsetSize);
        if (offset == 0) return (0, -1);
        int start = Follow(offset);
        Require(start, OffsetSize);
        long count = _buffer.GetUint(start);
        Require((long)start + OffsetSize, count * elementSize);
        return (start + OffsetSize, (int)count);
    }

    // The position of a field's value in the file; 0 if the table lacks the field.
    private int Offset(int field, int size)
    {
        int entry = VtableHeaderSize + VtableEntrySize * field;
        if (entry + VtableEntrySize > _vtableSize) return 0;
        int offset = _buffer.GetUshort(_vtable + entry);
        if (offset == 0) return 0;
        Require((long)_position + offset, size);
        return _position + offset;
    }

    // The position to which the offset at a position points.
    private int Follow(int offset)
    {
        long target = offset + (long)_buffer.GetUint(offset);
        Require(target, OffsetSize);
        return (int)target;
    }

    private void Require(long position, long size)
    {
        if (position < 0 || size < 0 || position + size > _buffer.Length)
            throw Damaged($"position {position} lies outside its {Amount.Of(_buffer.Length, "byte")}");
    }

    private static ModelException Damaged(string what) => new($"the file is damaged: {what}; copy or export it again");
}
