using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Writes a FlatBuffer table by table, by field number, for <see cref="FlatTable"/> to read. The same calls give the same bytes.
/// </summary>
internal sealed class FlatWriter
{
    private const int OffsetSize = 4, InitialBytes = 1024;

    private readonly FlatBufferBuilder _builder = new(InitialBytes);

    /// <summary>
    /// Writes a table and returns its offset. A value is byte, bool, int, long, float, a <see cref="FlatOffset"/>, or null. Nulls and zeros
    /// are left out, because 0 is the schema's default.
    /// </summary>
    /// <exception cref="ArgumentException">A value has another type.</exception>
    public FlatOffset Table(params ReadOnlySpan<(int Field, object? Value)> fields)
    {
        int max = -1;
        foreach ((int field, _) in fields) max = Math.Max(max, field);
        _builder.StartTable(max + 1);
        foreach ((int field, object? value) in fields)
        {
            switch (value)
            {
                case null: break;
                case FlatOffset offset: _builder.AddOffset(field, offset.FromEnd, 0); break;
                case byte small: _builder.AddByte(field, small, 0); break;
                case bool flag: _builder.AddBool(field, flag, false); break;
                case int number: _builder.AddInt(field, number, 0); break;
                case long number: _builder.AddLong(field, number, 0); break;
                case float number: _builder.AddFloat(field, number, 0); break;
                default: throw new ArgumentException($"field {field} cannot be written, because it is {value.GetType().Name}");
            }
        }
        return new(_builder.EndTable());
    }

    public FlatOffset Text(string value) => new(_builder.CreateString(value).Value);

    public FlatOffset Ints(IReadOnlyList<int> values) => Vector(sizeof(int), values.Count, i => _builder.AddInt(values[i]));

    public FlatOffset Longs(IReadOnlyList<long> values) => Vector(sizeof(long), values.Count, i => _builder.AddLong(values[i]));

    public FlatOffset Floats(IReadOnlyList<float> values) => Vector(sizeof(float), values.Count, i => _builder.AddFloat(values[i]));

    /// <summary>Writes a vector of bytes whose first byte lies at a multiple of <paramref name="alignment"/>.</summary>
    public FlatOffset Bytes(byte[] values, int alignment)
    {
        _builder.StartVector(1, values.Length, alignment);
        _builder.Add(values);
        return new(_builder.EndVector().Value);
    }

    public FlatOffset Tables(IReadOnlyList<FlatOffset> tables) =>
        Vector(OffsetSize, tables.Count, i => _builder.AddOffset(tables[i].FromEnd));

    /// <summary>Ends the buffer and returns all its bytes.</summary>
    /// <param name="root">The root table.</param>
    /// <param name="identifier">The file identifier, four letters.</param>
    public byte[] Finish(FlatOffset root, string identifier)
    {
        _builder.Finish(root.FromEnd, identifier);
        return _builder.SizedByteArray();
    }

    // A FlatBuffer is written from its end to its beginning, so the last element comes first.
    private FlatOffset Vector(int elementSize, int count, Action<int> add)
    {
        _builder.StartVector(elementSize, count, alignment: elementSize);
        for (int i = count - 1; i >= 0; i--) add(i);
        return new(_builder.EndVector().Value);
    }
}

/// <summary>The position of a table, string or vector in a buffer that is being written.</summary>
/// <param name="FromEnd">Distance from the buffer's end, in bytes.</param>
internal readonly record struct FlatOffset(int FromEnd);
