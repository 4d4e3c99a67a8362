using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// A table of a FlatBuffer, read by field number. Every position is checked against the buffer before it is used: a damaged or hostile file
/// ends in a <see cref="ModelException"/>, and nothing is read outside the file or allocated beyond what it can hold.
/// </summary>
internal readonly struct FlatTable
{
    private readonly FlatFile _buffer;
    private readonly int _position, _vtable, _vtableSize;

    /// <summary>The table at a position.</summary>
    /// <exception cref="ModelException">Table or vtable lie outside the file.</exception>
    public FlatTable(FlatFile buffer, int position)
    {
        _buffer = buffer;
        _position = position;
        Require(position, 4);
        long vtable = (long)position - buffer.GetInt(position);
        Require(vtable, 4);
        _vtable = (int)vtable;
        _vtableSize = buffer.GetUshort(_vtable);
        Require(vtable, _vtableSize);
        if (_vtableSize < 4 || _vtableSize % 2 != 0) throw Damaged("a vtable of " + _vtableSize + " bytes");
    }

    /// <summary>The root table of a file.</summary>
    public static FlatTable Root(FlatFile buffer)
    {
        if (buffer.Length < 8) throw Damaged("too short for a model");
        uint offset = buffer.GetUint(0);
        return offset <= buffer.Length ? new FlatTable(buffer, (int)offset) : throw Damaged("its root lies outside");
    }

    /// <summary>An 8-bit field; 0 if the table lacks it.</summary>
    public byte Byte(int field) => Offset(field, 1) is > 0 and var offset ? _buffer.Get(offset) : (byte)0;

    /// <summary>A 32-bit field.</summary>
    public int Int(int field, int missing = 0) => Offset(field, 4) is > 0 and var offset ? _buffer.GetInt(offset) : missing;

    /// <summary>A float field; 0 if the table lacks it.</summary>
    public float Float(int field) => Offset(field, 4) is > 0 and var offset ? _buffer.GetFloat(offset) : 0;

    /// <summary>A 64-bit field; 0 if the table lacks it.</summary>
    public long Long(int field) => Offset(field, 8) is > 0 and var offset ? _buffer.GetLong(offset) : 0;

    /// <summary>
    /// A string field, or null; at most 1,000 bytes of it, control characters replaced, so that it can stand in a message of one line.
    /// </summary>
    public string? String(int field)
    {
        (int start, int count) = Vector(field, 1);
        if (count < 0) return null;
        count = Math.Min(count, 1000);
        _buffer.Spend(count);
        return string.Concat(Encoding.UTF8.GetString(_buffer.ToArraySegment(start, count)).Select(c => char.IsControl(c) ? '?' : c));
    }

    /// <summary>A table field, or null.</summary>
    public FlatTable? Table(int field) => Offset(field, 4) is > 0 and var offset ? new FlatTable(_buffer, Follow(offset)) : null;

    /// <summary>Number of elements of a vector field; 0 if it is missing.</summary>
    public int Count(int field, int elementSize) => Math.Max(0, Vector(field, elementSize).Count);

    /// <summary>Element of a vector of tables.</summary>
    public FlatTable TableAt(int field, int index) => new(_buffer, Follow(Element(field, index, 4)));

    /// <summary>Element of a vector of 32-bit integers.</summary>
    public int IntAt(int field, int index) => _buffer.GetInt(Element(field, index, 4));

    /// <summary>A vector of 32-bit integers, empty if it is missing.</summary>
    public int[] Ints(int field) => Values<int>(field, 4);

    /// <summary>A vector of 64-bit integers, empty if it is missing.</summary>
    public long[] Longs(int field) => Values<long>(field, 8);

    /// <summary>A vector of floats, empty if it is missing.</summary>
    public float[] Floats(int field) => Values<float>(field, 4);

    /// <summary>A vector of bytes within the file, empty if it is missing.</summary>
    public ReadOnlySpan<byte> Bytes(int field)
    {
        (int start, int count) = Vector(field, 1);
        return count <= 0 ? [] : _buffer.ToArraySegment(start, count);
    }

    // Little-endian, as every machine .NET 10 runs on.
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
        if (index < 0 || index >= count) throw Damaged($"index {index} of a list of {Math.Max(0, count)}");
        return start + index * elementSize;
    }

    private (int Start, int Count) Vector(int field, int elementSize)
    {
        int offset = Offset(field, 4);
        if (offset == 0) return (0, -1);
        int start = Follow(offset);
        Require(start, 4);
        long count = _buffer.GetUint(start);
        Require(start + 4L, count * elementSize);
        return (start + 4, (int)count);
    }

    // Offset of a field's value in the file; 0 if the table lacks the field.
    private int Offset(int field, int size)
    {
        int entry = 4 + 2 * field;
        if (entry + 2 > _vtableSize) return 0;
        int offset = _buffer.GetUshort(_vtable + entry);
        if (offset == 0) return 0;
        Require((long)_position + offset, size);
        return _position + offset;
    }

    private int Follow(int offset)
    {
        long target = offset + (long)_buffer.GetUint(offset);
        Require(target, 4);
        return (int)target;
    }

    private void Require(long position, long size)
    {
        if (position < 0 || size < 0 || position + size > _buffer.Length)
            throw Damaged($"position {position} lies outside its {Amount.Of(_buffer.Length, "byte")}");
    }

    private static ModelException Damaged(string what) => new("the file is damaged: " + what);
}
