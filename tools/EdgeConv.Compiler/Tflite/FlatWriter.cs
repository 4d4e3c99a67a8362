using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Writes a FlatBuffer table by table, by field number: what <see cref="FlatTable"/> reads. The same calls give the same bytes.
/// </summary>
internal sealed class FlatWriter
{
    private readonly FlatBufferBuilder _builder = new(1024);

    /// <summary>
    /// A table; returns its place. Values are byte, bool, int, long, float, or a <see cref="FlatPlace"/>; numbers of 0 are left out, as
    /// readers take them for 0.
    /// </summary>
    public FlatPlace Table(params ReadOnlySpan<(int Field, object? Value)> fields)
    {
        int most = -1;
        foreach ((int field, _) in fields) most = Math.Max(most, field);
        _builder.StartTable(most + 1);
        foreach ((int field, object? value) in fields)
        {
            switch (value)
            {
                case null: break;
                case FlatPlace place: _builder.AddOffset(field, place.Offset, 0); break;
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
    public FlatPlace Text(string value) => new(_builder.CreateString(value).Value);

    /// <summary>A vector of ints.</summary>
    public FlatPlace Ints(IReadOnlyList<int> values) => Vector(4, 4, values.Count, i => _builder.AddInt(values[i]));

    /// <summary>A vector of longs.</summary>
    public FlatPlace Longs(IReadOnlyList<long> values) => Vector(8, 8, values.Count, i => _builder.AddLong(values[i]));

    /// <summary>A vector of floats.</summary>
    public FlatPlace Floats(IReadOnlyList<float> values) => Vector(4, 4, values.Count, i => _builder.AddFloat(values[i]));

    /// <summary>A vector of bytes that begins at a multiple of <paramref name="alignment"/>.</summary>
    public FlatPlace Bytes(byte[] values, int alignment)
    {
        _builder.StartVector(1, values.Length, alignment);
        _builder.Add(values);
        return new(_builder.EndVector().Value);
    }

    /// <summary>A vector of tables.</summary>
    public FlatPlace Tables(IReadOnlyList<FlatPlace> tables) => Vector(4, 4, tables.Count, i => _builder.AddOffset(tables[i].Offset));

    /// <summary>The whole buffer with its root and its mark of four letters.</summary>
    public byte[] Finish(FlatPlace root, string mark)
    {
        _builder.Finish(root.Offset, mark);
        return _builder.SizedByteArray();
    }

    // FlatBuffers are written from the end.
    private FlatPlace Vector(int size, int alignment, int count, Action<int> add)
    {
        _builder.StartVector(size, count, alignment);
        for (int i = count - 1; i >= 0; i--) add(i);
        return new(_builder.EndVector().Value);
    }
}

/// <summary>Where a table, string or vector lies in a buffer that is being written.</summary>
/// <param name="Offset">From the buffer's end.</param>
internal readonly record struct FlatPlace(int Offset);
