using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Writes a FlatBuffer table by table, by field number: what <see cref="FlatTable"/> reads. The same calls give the same bytes.
/// </summary>
internal sealed class FlatWriter
{
    private readonly FlatBufferBuilder _builder = new(1024);

    /// <summary>
    /// A table; returns its offset. Values are byte, bool, int, long, float, or a <see cref="FlatOffset"/>; numbers of 0 are left out, as
    /// readers take them for 0.
    /// </summary>
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
                default: throw new ArgumentException($"field {field} of {value.GetType().Name}");
            }
        }
        return new(_builder.EndTable());
    }

    /// <summary>A string.</summary>
    public FlatOffset Text(string value) => new(_builder.CreateString(value).Value);

    /// <summary>A vector of ints.</summary>
    public FlatOffset Ints(IReadOnlyList<int> values) => Vector(4, 4, values.Count, i => _builder.AddInt(values[i]));

    /// <summary>A vector of longs.</summary>
    public FlatOffset Longs(IReadOnlyList<long> values) => Vector(8, 8, values.Count, i => _builder.AddLong(values[i]));

    /// <summary>A vector of floats.</summary>
    public FlatOffset Floats(IReadOnlyList<float> values) => Vector(4, 4, values.Count, i => _builder.AddFloat(values[i]));

    /// <summary>A vector of bytes that begins at a multiple of <paramref name="alignment"/>.</summary>
    public FlatOffset Bytes(byte[] values, int alignment)
    {
        _builder.StartVector(1, values.Length, alignment);
        _builder.Add(values);
        return new(_builder.EndVector().Value);
    }

    /// <summary>A vector of tables.</summary>
    public FlatOffset Tables(IReadOnlyList<FlatOffset> tables) => Vector(4, 4, tables.Count, i => _builder.AddOffset(tables[i].FromEnd));

    /// <summary>The whole buffer with its root and its file identifier of four letters.</summary>
    public byte[] Finish(FlatOffset root, string identifier)
    {
        _builder.Finish(root.FromEnd, identifier);
        return _builder.SizedByteArray();
    }

    // FlatBuffers are written from the end.
    private FlatOffset Vector(int size, int alignment, int count, Action<int> add)
    {
        _builder.StartVector(size, count, alignment);
        for (int i = count - 1; i >= 0; i--) add(i);
        return new(_builder.EndVector().Value);
    }
}

/// <summary>Where a table, string or vector lies in a buffer that is being written.</summary>
/// <param name="FromEnd">Bytes from the buffer's end.</param>
internal readonly record struct FlatOffset(int FromEnd);
