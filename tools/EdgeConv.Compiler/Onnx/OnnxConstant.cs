namespace EdgeConv.Compiler.Onnx;

/// <summary>A constant of an ONNX file.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Dims">Extents. An empty list means a scalar; an extent of 0 means an empty tensor.</param>
/// <param name="Values">Values, row-major: sbyte[], int[], long[] or float[].</param>
/// <param name="IsUnsigned">True if the constant is uint8 in the file. Its values here are 128 lower, whether they are weights or zero
/// points.</param>
internal sealed record OnnxConstant(string Name, int[] Dims, Array Values, bool IsUnsigned = false)
{
    /// <summary>The values as integers.</summary>
    /// <exception cref="ModelException">The values are float.</exception>
    internal int[] Ints => Values switch
    {
        int[] ints => ints,
        // Exporters often write the maximum of int64 as the end of a slice that goes to the last cell, so values are clamped.
        long[] longs => [.. longs.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))],
        sbyte[] bytes => [.. bytes.Select(v => (int)v)],
        _ => throw new ModelException($"constant '{OnnxText.Short(Name)}' is float, but must be of integers; export the model again"),
    };

    /// <summary>The values as floats.</summary>
    /// <exception cref="ModelException">The values are integers.</exception>
    internal float[] Floats => Values as float[]
        ?? throw new ModelException($"constant '{OnnxText.Short(Name)}' is of integers, but must be float; export the model again");

    /// <summary>Reads a TensorProto.</summary>
    /// <exception cref="ModelException">The type is not supported, or the sizes do not fit together.</exception>
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
                        if (extent is < 0 or > Shape.MaxElements || length > Shape.MaxElements || dims.Count == Shape.MaxRank)
                            throw Refuse($"it has an axis of {extent}; at most {Shape.MaxRank} axes and "
                                + $"{Amount.Of(Shape.MaxElements, "value")} are supported");
                        dims.Add((int)extent);
                    }
                    break;
                case TensorField.DataType: type = field.Long; break;
                case TensorField.Segment: throw Refuse("a tensor in segments is not supported; save the model without segments");
                case TensorField.RawData when field.IsBytes: raw = field; break;
                case TensorField.DataLocation when field.Long != DataLocation.External: break;
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
            DataType.Bool => throw Refuse("booleans are not supported; export the model without them"),
            DataType.Float16 or DataType.BFloat16 => throw Refuse("16-bit floats are not supported; quantize the float32 model to int8"),
            DataType.UInt16 or DataType.Int16 => throw Refuse("16-bit quantization is not supported; quantize to int8"),
            DataType.UInt4 or DataType.Int4 => throw Refuse("4-bit quantization is not supported; quantize to int8"),
            _ => throw Refuse($"element type {type} is not supported; quantize to int8"),
        };
        bool isUnsigned = type == DataType.UInt8;
        if (raw is { } data)
        {
            if (data.Bytes.Length != length * width)
                throw Refuse($"it has {Amount.Of(data.Bytes.Length, "byte")} of data, but needs {length * width}; export the model again");
            Array stored = isUnsigned ? RawValues.ReadUnsigned(data.Bytes) : RawValues.Read(element, data.Bytes);
            return new OnnxConstant(name, [.. dims], stored, isUnsigned);
        }
        IEnumerable<ProtoField> lists = message.Fields().Where(field => field.Number == list);
        // The values are counted before they are read. Each takes at least one byte of the file, so the size of the file limits the memory
        // that is allocated.
        long given = lists.Sum(field =>
            !field.IsBytes ? 1 : element == ElementType.Float32 ? (field.End - field.Start) / width : field.Longs().LongCount());
        if (given != length) throw Refuse($"it has {Amount.Of(given, "value")}, but needs {length}; export the model again");
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
