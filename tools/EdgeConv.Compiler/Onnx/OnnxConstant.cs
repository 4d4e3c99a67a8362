using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Onnx;

/// <summary>A constant of an ONNX file.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Dims">Extents; an empty list is a scalar, an extent of 0 an empty tensor.</param>
/// <param name="Values">sbyte[], int[], long[] or float[], row-major.</param>
/// <param name="IsUnsigned">True where the file has uint8, which is 128 above the sbyte here: so zero points and weights shift
/// alike.</param>
internal sealed record OnnxConstant(string Name, int[] Dims, Array Values, bool IsUnsigned = false)
{
    /// <summary>The values as integers.</summary>
    /// <exception cref="ModelException">They are none, or outside int.</exception>
    internal int[] Ints => Values switch
    {
        int[] ints => ints,
        // Slices to the end are written with the greatest of all integers.
        long[] longs => [.. longs.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))],
        sbyte[] bytes => [.. bytes.Select(v => (int)v)],
        _ => throw new ModelException($"constant '{OnnxText.Short(Name)}' is float; integers are needed"),
    };

    /// <summary>The values as floats.</summary>
    /// <exception cref="ModelException">They are none.</exception>
    internal float[] Floats => Values as float[] ?? throw new ModelException($"constant '{OnnxText.Short(Name)}' is not float");

    /// <summary>Reads a TensorProto.</summary>
    /// <exception cref="ModelException">A type that is not supported, or sizes that do not fit.</exception>
    internal static OnnxConstant Read(string name, ProtoMessage message)
    {
        List<int> dims = [];
        long type = 0, length = 1;
        ProtoField? raw = null;
        bool isExternal = false;
        foreach (ProtoField field in message.Fields())
        {
            switch (field.Number)
            {
                case TensorField.Dims:
                    foreach (long extent in field.Longs())
                    {
                        length *= extent;
                        if (extent is < 0 or > Shape.MaxElements || length > Shape.MaxElements || dims.Count == 6)
                            throw Refuse(name, $"an axis of {extent}, of at most 6 axes and {Amount.Of(Shape.MaxElements, "value")}");
                        dims.Add((int)extent);
                    }
                    break;
                case TensorField.DataType: type = field.Long; break;
                case TensorField.Segment: throw Refuse(name, "a tensor in segments is not supported");
                case TensorField.RawData when field.IsBytes: raw = field; break;
                case TensorField.ExternalData: isExternal = true; break;
                case TensorField.DataLocation: isExternal |= field.Long == 1; break;
            }
        }
        if (isExternal) throw Refuse(name, "its data lies in another file; save the model in one file (onnx.save without external data)");
        (int width, int list) = type switch
        {
            1 => (4, TensorField.FloatData),
            2 or 3 => (1, TensorField.Int32Data),
            6 => (4, TensorField.Int32Data),
            7 => (8, TensorField.Int64Data),
            9 => throw Refuse(name, "booleans are not supported"),
            10 or 16 => throw Refuse(name, "16-bit floats are not supported; quantize the float32 model to int8"),
            4 or 5 => throw Refuse(name, "16-bit quantization is not supported; quantize to int8"),
            21 or 22 => throw Refuse(name, "4-bit quantization is not supported; quantize to int8"),
            _ => throw Refuse(name, $"element type {type} is not supported; quantize to int8"),
        };
        int count = (int)length;
        if (raw is { } bytes)
        {
            if (bytes.Bytes.Length != length * width)
                throw Refuse(name, $"{Amount.Of(bytes.Bytes.Length, "byte")} of data, {length * width} are needed");
            return new OnnxConstant(name, [.. dims], FromRaw(bytes.Bytes, (int)type, count), type == 2);
        }
        // Every value takes a byte of the file at least, so that the file bounds what is allocated.
        long given = message.Fields().Where(f => f.Number == list).Sum(f =>
            !f.IsBytes ? 1 : list == TensorField.FloatData ? (f.End - f.Start) / 4 : f.Longs().LongCount());
        if (given != length) throw Refuse(name, $"{Amount.Of(given, "value")} of data, {length} are needed");
        if (type == 1)
        {
            float[] floats = new float[count];
            int at = 0;
            foreach (float value in message.Fields().Where(f => f.Number == list).SelectMany(f => f.Floats())) floats[at++] = value;
            return new OnnxConstant(name, [.. dims], floats);
        }
        long[] longs = new long[count];
        int next = 0;
        foreach (long value in message.Fields().Where(f => f.Number == list).SelectMany(f => f.Longs())) longs[next++] = value;
        Array values = type switch
        {
            2 => longs.Select(v => (sbyte)(v - 128)).ToArray(),
            3 => longs.Select(v => (sbyte)v).ToArray(),
            6 => longs.Select(v => (int)v).ToArray(),
            _ => longs,
        };
        return new OnnxConstant(name, [.. dims], values, type == 2);
    }

    private static Array FromRaw(ReadOnlySpan<byte> data, int type, int count)
    {
        switch (type)
        {
            case 1:
                float[] floats = new float[count];
                for (int i = 0; i < count; i++) floats[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]);
                return floats;
            case 2 or 3:
                sbyte[] bytes = MemoryMarshal.Cast<byte, sbyte>(data).ToArray();
                for (int i = 0; type == 2 && i < count; i++) bytes[i] = (sbyte)(bytes[i] ^ -128);
                return bytes;
            case 6:
                int[] ints = new int[count];
                for (int i = 0; i < count; i++) ints[i] = BinaryPrimitives.ReadInt32LittleEndian(data[(4 * i)..]);
                return ints;
            default:
                long[] longs = new long[count];
                for (int i = 0; i < count; i++) longs[i] = BinaryPrimitives.ReadInt64LittleEndian(data[(8 * i)..]);
                return longs;
        }
    }

    private static ModelException Refuse(string name, string why) => new($"constant '{OnnxText.Short(name)}': {why}");
}
