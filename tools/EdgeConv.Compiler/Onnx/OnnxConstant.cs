namespace EdgeConv.Compiler.Onnx;

/// <summary>A constant of an ONNX file.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Dims">Extents; an empty list is a scalar, an extent of 0 an empty tensor.</param>
/// <param name="Values">sbyte[], int[], long[] or float[], row-major.</param>
/// <param name="IsUnsigned">True if the file has uint8, which is 128 above the sbyte here: so zero points and weights shift alike.</param>
internal sealed record OnnxConstant(string Name, int[] Dims, Array Values, bool IsUnsigned = false)
{
    /// <summary>The values as integers.</summary>
    /// <exception cref="ModelException">They are float.</exception>
    internal int[] Ints => Values switch
    {
        int[] ints => ints,
        // The end of a slice that goes to the last cell is often written as the maximum of int64.
        long[] longs => [.. longs.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))],
        sbyte[] bytes => [.. bytes.Select(v => (int)v)],
        _ => throw new ModelException($"constant '{OnnxText.Short(Name)}' is float; integers are needed"),
    };

    /// <summary>The values as floats.</summary>
    /// <exception cref="ModelException">They are integers.</exception>
    internal float[] Floats => Values as float[] ?? throw new ModelException($"constant '{OnnxText.Short(Name)}' is not float");

    /// <summary>Reads a TensorProto.</summary>
    /// <exception cref="ModelException">A type that is not supported, or sizes that do not fit.</exception>
    internal static OnnxConstant Read(string name, ProtoMessage message)
    {
        ModelException Refuse(string why) => new($"constant '{OnnxText.Short(name)}': {why}");
        List<int> dims = [];
        long type = 0, length = 1;
        ProtoField? raw = null;
        foreach (ProtoField field in message.Fields())
        {
            switch (field.Number)
            {
                case TensorField.Dims:
                    foreach (long extent in field.Longs())
                    {
                        length *= extent;
                        if (extent is < 0 or > Shape.MaxElements || length > Shape.MaxElements || dims.Count == 6)
                            throw Refuse($"an axis of {extent}; at most 6 axes and {Amount.Of(Shape.MaxElements, "value")} are supported");
                        dims.Add((int)extent);
                    }
                    break;
                case TensorField.DataType: type = field.Long; break;
                case TensorField.Segment: throw Refuse("a tensor in segments is not supported");
                case TensorField.RawData when field.IsBytes: raw = field; break;
                case TensorField.DataLocation when field.Long != 1: break;
                case TensorField.ExternalData or TensorField.DataLocation:
                    throw Refuse("its data lies in another file; save the model in one file (onnx.save without external data)");
            }
        }
        (ElementType element, int width, int list) = type switch
        {
            DataType.Float => (ElementType.Float32, 4, TensorField.FloatData),
            DataType.UInt8 or DataType.Int8 => (ElementType.Int8, 1, TensorField.Int32Data),
            DataType.Int32 => (ElementType.Int32, 4, TensorField.Int32Data),
            DataType.Int64 => (ElementType.Int64, 8, TensorField.Int64Data),
            DataType.Bool => throw Refuse("booleans are not supported"),
            DataType.Float16 or DataType.BFloat16 => throw Refuse("16-bit floats are not supported; quantize the float32 model to int8"),
            DataType.UInt16 or DataType.Int16 => throw Refuse("16-bit quantization is not supported; quantize to int8"),
            DataType.UInt4 or DataType.Int4 => throw Refuse("4-bit quantization is not supported; quantize to int8"),
            _ => throw Refuse($"element type {type} is not supported; quantize to int8"),
        };
        bool isUnsigned = type == DataType.UInt8;
        if (raw is { } data)
        {
            if (data.Bytes.Length != length * width)
                throw Refuse($"{Amount.Of(data.Bytes.Length, "byte")} of data, {length * width} are needed");
            Array stored = isUnsigned ? RawValues.ReadUnsigned(data.Bytes) : RawValues.Read(element, data.Bytes);
            return new OnnxConstant(name, [.. dims], stored, isUnsigned);
        }
        IEnumerable<ProtoField> lists = message.Fields().Where(field => field.Number == list);
        // Every value takes a byte of the file at least, so that the file bounds what is allocated.
        long given = lists.Sum(field =>
            !field.IsBytes ? 1 : element == ElementType.Float32 ? (field.End - field.Start) / 4 : field.Longs().LongCount());
        if (given != length) throw Refuse($"{Amount.Of(given, "value")} of data, {length} are needed");
        IEnumerable<long> longs = lists.SelectMany(field => field.Longs());
        Array values = type switch
        {
            DataType.Float => lists.SelectMany(field => field.Floats()).ToArray(),
            DataType.UInt8 => longs.Select(v => (sbyte)(v - 128)).ToArray(),
            DataType.Int8 => longs.Select(v => (sbyte)v).ToArray(),
            DataType.Int32 => longs.Select(v => (int)v).ToArray(),
            _ => longs.ToArray(),
        };
        return new OnnxConstant(name, [.. dims], values, isUnsigned);
    }
}
