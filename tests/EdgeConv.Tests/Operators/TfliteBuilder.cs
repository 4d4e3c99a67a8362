using Google.FlatBuffers;

namespace EdgeConv.Tests.Operators;

/// <summary>Writes small .tflite files, field by field, for tests of the operators' readers.</summary>
internal sealed class TfliteBuilder
{
    private readonly FlatBufferBuilder _builder = new(1024);
    private readonly List<int> _tensors = [], _buffers = [], _operators = [], _codes = [];

    public TfliteBuilder() => _buffers.Add(Table(1));

    /// <summary>An int8 tensor, constant where it has data.</summary>
    public int Int8(int[] shape, float scale = 0.1f, int zeroPoint = 0, sbyte[]? data = null) =>
        Tensor(shape, 9, (byte[]?)(Array?)data, scale, zeroPoint);

    /// <summary>A uint8 tensor, constant where it has data.</summary>
    public int UInt8(int[] shape, float scale = 0.1f, int zeroPoint = 128, byte[]? data = null) => Tensor(shape, 3, data, scale, zeroPoint);

    /// <summary>An int32 tensor, constant where it has data.</summary>
    public int Int32(int[] shape, params int[]? data) =>
        Tensor(shape, 2, data is null ? null : [.. data.SelectMany(BitConverter.GetBytes)], 0, 0);

    /// <summary>A list of int32, constant.</summary>
    public int Ints(params int[] data) => Int32([data.Length], data);

    /// <summary>A float32 tensor.</summary>
    public int Float32(int[] shape) => Tensor(shape, 0, null, 0, 0);

    /// <summary>A constant int4 tensor, two values a byte, the first in the lower half.</summary>
    public int Int4(int[] shape, params byte[] data) => Tensor(shape, 17, data, 0.1f, 0);

    /// <summary>A tensor of any type of the schema, by its code.</summary>
    public int OfType(byte type, int[] shape) => Tensor(shape, type, null, 0.1f, 0);

    /// <summary>Subgraphs besides the network, each empty.</summary>
    public int MoreSubgraphs { get; init; }

    /// <summary>An operator; options are bytes (byte, bool), ints or floats, with their field numbers.</summary>
    public TfliteBuilder Operator(int code, int[] inputs, int[] outputs, params (int Field, object Value)[] options) =>
        Operator(code, null, inputs, outputs, options);

    /// <summary>A custom operator.</summary>
    public TfliteBuilder Custom(string name, int[] inputs, int[] outputs) => Operator(32, name, inputs, outputs, []);

    private TfliteBuilder Operator(int code, string? custom, int[] inputs, int[] outputs, (int Field, object Value)[] options)
    {
        int text = custom is null ? 0 : _builder.CreateString(custom).Value;
        _builder.StartTable(4);
        _builder.AddSbyte(0, (sbyte)code, 0);
        if (custom is not null) _builder.AddOffset(1, text, 0);
        _builder.AddInt(3, code, 0);
        _codes.Add(_builder.EndTable());
        VectorOffset settings = new(Table(8, options)), ins = Ints32(inputs), outs = Ints32(outputs);
        _operators.Add(Table(5, (0, _codes.Count - 1), (1, ins), (2, outs), (4, settings)));
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] File(int[] inputs, int[] outputs)
    {
        VectorOffset tensors = Offsets(_tensors), operators = Offsets(_operators), ins = Ints32(inputs), outs = Ints32(outputs);
        int subgraph = Table(5, (0, tensors), (1, ins), (2, outs), (3, operators));
        List<int> all = [subgraph, .. Enumerable.Range(0, MoreSubgraphs).Select(_ => Table(5))];
        VectorOffset subgraphs = Offsets(all), codes = Offsets(_codes), buffers = Offsets(_buffers);
        int model = Table(5, (0, 3), (1, codes), (2, subgraphs), (4, buffers));
        _builder.Finish(model, "TFL3");
        return _builder.SizedByteArray();
    }

    /// <summary>The file, read.</summary>
    public Graph Read(int[] inputs, int[] outputs) => TfliteImporter.Read("test", File(inputs, outputs));

    private int Tensor(int[] shape, byte type, byte[]? data, float scale, int zeroPoint)
    {
        int buffer = 0;
        if (data is not null)
        {
            VectorOffset bytes = Vector(1, data.Length, i => _builder.AddByte(data[i]));
            buffer = _buffers.Count;
            _buffers.Add(Table(1, (0, bytes)));
        }
        VectorOffset axes = Ints32(shape), name = new(_builder.CreateString("t" + _tensors.Count).Value);
        List<(int, object)> fields = [(0, axes), (1, type), (2, buffer), (3, name)];
        if (scale > 0)
        {
            VectorOffset scales = Vector(4, 1, _ => _builder.AddFloat(scale)), zeroPoints = Vector(8, 1, _ => _builder.AddLong(zeroPoint));
            fields.Add((4, new VectorOffset(Table(7, (2, scales), (3, zeroPoints)))));
        }
        _tensors.Add(Table(5, [.. fields]));
        return _tensors.Count - 1;
    }

    private int Table(int fields, params (int Field, object Value)[] values)
    {
        _builder.StartTable(fields);
        foreach ((int field, object value) in values)
        {
            if (value is VectorOffset offset) _builder.AddOffset(field, offset.Value, 0);
            else if (value is int number) _builder.AddInt(field, number, 0);
            else if (value is float real) _builder.AddFloat(field, real, 0);
            else _builder.AddByte(field, Convert.ToByte(value), 0);
        }
        return _builder.EndTable();
    }

    private VectorOffset Ints32(int[] values) => Vector(4, values.Length, i => _builder.AddInt(values[i]));

    private VectorOffset Offsets(List<int> tables) => Vector(4, tables.Count, i => _builder.AddOffset(tables[i]));

    // FlatBuffers are written from the end.
    private VectorOffset Vector(int size, int count, Action<int> add)
    {
        _builder.StartVector(size, count, size);
        for (int i = count - 1; i >= 0; i--) add(i);
        return _builder.EndVector();
    }
}
