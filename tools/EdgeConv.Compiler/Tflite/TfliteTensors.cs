namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// The tensors of a subgraph. Each is read when it is first used, so that a tensor that no operator uses may have a type that is not
/// supported.
/// </summary>
internal sealed class TfliteTensors(FlatTable model, FlatTable subgraph)
{
    // Half the range of uint8: a uint8 value is this much above the int8 value that stands for it.
    private const int UnsignedOffset = 128;

    private readonly Tensor?[] _tensors = new Tensor?[subgraph.TableCount(SubgraphField.Tensors)];
    private readonly Dictionary<(int Buffer, int Type, int Length), Array> _constants = [];

    /// <summary>A tensor by its index in the file.</summary>
    /// <exception cref="ModelException">There is no such tensor, it is damaged, or its type is not supported.</exception>
    internal Tensor this[int index] => index >= 0 && index < _tensors.Length
        ? _tensors[index] ??= Read(subgraph.TableAt(SubgraphField.Tensors, index), index)
        : throw new ModelException($"the file is damaged: it has {Amount.Of(_tensors.Length, "tensor")}, but uses tensor {index}; "
            + "export the model again");

    /// <summary>The last part of the tensor's name, for messages; "" if there is no such tensor or it has no name.</summary>
    internal string NameOf(int index) => index >= 0 && index < _tensors.Length
        ? LayerText.Name(Names.Clean(subgraph.TableAt(SubgraphField.Tensors, index).String(TensorField.Name) ?? "")) : "";

    private Tensor Read(FlatTable table, int index)
    {
        byte code = table.Byte(TensorField.Type);
        ElementType type = TypeOf(code);
        string name = table.String(TensorField.Name) is { Length: > 0 } given ? Names.Clean(given) : "tensor " + index;
        try
        {
            Shape shape = new(table.Ints(TensorField.Shape));
            if (table.Table(TensorField.Sparsity) is not null)
                throw new ModelException("sparse tensors are not supported; convert the model without sparsity");
            bool isUnsigned = code == TensorType.UInt8;
            Quantization? quantization =
                type == ElementType.Int8 ? ReadQuantization(table, shape, isUnsigned ? UnsignedOffset : 0) : null;
            // Tensors that share a buffer share its array.
            (int Buffer, int, int) key = (table.Int(TensorField.Buffer), code, shape.Length);
            if (!_constants.TryGetValue(key, out Array? constant) && ReadConstant(key.Buffer, shape, type, code) is { } read)
                _constants.Add(key, constant = read);
            return new Tensor(name, shape, type, quantization, constant) { IsUnsigned = isUnsigned };
        }
        catch (ModelException e)
        {
            throw new ModelException($"tensor {index} '{name}': {e.Message}", e);
        }
    }

    // uint8 tensors become int8 tensors: their values and zero points get 128 lower.
    private static ElementType TypeOf(byte code) => code switch
    {
        TensorType.Float32 => ElementType.Float32,
        TensorType.Int32 => ElementType.Int32,
        TensorType.Int64 => ElementType.Int64,
        TensorType.UInt8 or TensorType.Int8 or TensorType.Int4 => ElementType.Int8,
        TensorType.Int16 => throw new ModelException("int16 activations are not supported; convert the model to int8"),
        TensorType.Float16 => throw new ModelException("float16 is not supported; convert the model with full int8 quantization"),
        _ => throw new ModelException($"element type {code} is not supported; convert the model with full int8 quantization"),
    };

    private static Quantization? ReadQuantization(FlatTable table, Shape shape, int offset)
    {
        if (table.Table(TensorField.Quantization) is not { } parameters) return null;
        float[] scales = parameters.Floats(QuantizationField.Scale);
        long[] zeroPoints = parameters.Longs(QuantizationField.ZeroPoint);
        if (scales.Length == 0) return null;
        if (zeroPoints.Length == 0) zeroPoints = [0];
        // One zero point may stand for several scales.
        if (zeroPoints.Length == 1) zeroPoints = [.. Enumerable.Repeat(zeroPoints[0], scales.Length)];
        if (zeroPoints.Length != scales.Length)
            throw new ModelException($"it has {Amount.Of(scales.Length, "scale")} and {Amount.Of(zeroPoints.Length, "zero point")}, but "
                + "must have as many of both; convert the model again");
        foreach (float scale in scales)
            if (!float.IsFinite(scale) || scale <= 0)
                throw new ModelException($"a scale of {scale} is not supported; scales must be finite and above 0");
        foreach (long zeroPoint in zeroPoints)
            if (zeroPoint < offset + sbyte.MinValue || zeroPoint > offset + sbyte.MaxValue)
                throw new ModelException($"a zero point of {zeroPoint} is out of range; convert the model again");
        int axis = scales.Length == 1 ? 0 : parameters.Int(QuantizationField.Axis);
        if (scales.Length > 1 && (axis < 0 || axis >= shape.Rank || shape[axis] != scales.Length))
            throw new ModelException($"{Amount.Of(scales.Length, "scale")} along axis {axis} do not fit shape {shape}; convert the model "
                + "again");
        return new Quantization([.. scales], [.. zeroPoints.Select(z => (int)z - offset)], axis);
    }

    private Array? ReadConstant(int buffer, Shape shape, ElementType type, byte code)
    {
        // Buffer 0 is always empty: tensors that are not constant have it.
        if (buffer == 0) return null;
        FlatTable table = model.TableAt(ModelField.Buffers, buffer);
        // An offset of 1 stands for a buffer that is inside the FlatBuffer, too.
        if (table.Long(BufferField.Offset) > 1)
            throw new ModelException("data outside the FlatBuffer is not supported; convert the model to a file below 2 GB");
        ReadOnlySpan<byte> data = table.Bytes(BufferField.Data);
        if (data.IsEmpty) return null;
        bool isInt4 = code == TensorType.Int4;
        long size = isInt4 ? (shape.Length + 1L) / 2
            : shape.Length * (type switch { ElementType.Int8 => 1L, ElementType.Int64 => 8, _ => 4 });
        if (data.Length != size)
            throw new ModelException($"it has {Amount.Of(data.Length, "byte")} of data, but shape {shape} needs {size}; export the model "
                + "again");
        if (code == TensorType.UInt8) return RawValues.ReadUnsigned(data);
        if (!isInt4) return RawValues.Read(type, data);
        sbyte[] nibbles = new sbyte[shape.Length];
        for (int i = 0; i < nibbles.Length; i++) nibbles[i] = (sbyte)((sbyte)(data[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4);
        return nibbles;
    }
}
