using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using EdgeConv.Compiler.Graphs;
using Google.FlatBuffers;

namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Reads int8 .tflite models. Field numbers are those of TensorFlow Lite's schema; operators are read by the methods marked
/// <see cref="TfliteOperatorAttribute"/>.
/// </summary>
public static class TfliteImporter
{
    // Largest file taken; the models a board runs are below 2 MB.
    private const int MostBytes = 256 << 20;

    private static readonly Dictionary<int, (string Name, Func<TfliteNode, Operator> Read)> Readers = FindReaders();

    /// <summary>Names of all operators that are read.</summary>
    public static IEnumerable<string> OperatorNames => Readers.Values.Select(reader => reader.Name).Order(StringComparer.Ordinal);

    /// <summary>True where the bytes look like a .tflite file.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> file) => file.Length > 8 && file.Slice(4, 4).SequenceEqual("TFL3"u8);

    /// <summary>Reads a model.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ModelException">Damaged, or with operators or types that are not supported: the message names each.</exception>
    public static Graph Read(string name, byte[] file)
    {
        if (file.Length > MostBytes) throw new ModelException($"a file of {file.Length} bytes; at most {MostBytes} are read");
        if (!Recognizes(file)) throw new ModelException("no .tflite file: the mark TFL3 is missing");
        FlatFile buffer = new(file);
        FlatTable model = FlatTable.Root(buffer);
        if (model.Count(2, 4) != 1) throw new ModelException($"{model.Count(2, 4)} subgraphs; models with control flow are not supported, export one without");
        FlatTable subgraph = model.TableAt(2, 0);
        int operatorCount = subgraph.Count(3, 4);
        if (operatorCount > Graph.MostOperators) throw new ModelException($"{operatorCount} operators, at most {Graph.MostOperators} are supported");
        Tensor[] tensors = new Tensor[subgraph.Count(0, 4)];
        Dictionary<(int, int, int), Array> constants = [];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = ReadTensor(model, subgraph.TableAt(0, i), i, constants);

        List<Operator> operators = [];
        List<string> refusals = [];
        for (int i = 0; i < operatorCount; i++)
        {
            try
            {
                operators.Add(ReadOperator(buffer, model, subgraph.TableAt(3, i), tensors, i));
            }
            catch (ModelException e)
            {
                refusals.Add(e.Message);
            }
        }
        if (refusals.Count > 0) throw new ModelException(ModelException.Join(refusals));
        return new Graph(name, [.. subgraph.Ints(1).Select(i => At(tensors, i))], [.. subgraph.Ints(2).Select(i => At(tensors, i))], [.. operators]);
    }

    private static Operator ReadOperator(FlatFile buffer, FlatTable model, FlatTable table, Tensor[] tensors, int index)
    {
        FlatTable code = model.TableAt(1, table.Int(0));
        // Old files have the code in a byte only, new ones in both as far as it fits: the larger is right.
        int builtin = Math.Max((sbyte)code.Byte(0), code.Int(3));
        if (builtin == 32) throw new ModelException($"operator {index}: custom operator '{code.String(1)}' is not supported; retrain the model without it");
        if (!Readers.TryGetValue(builtin, out var reader))
            throw new ModelException($"operator {index}: {BuiltinNames.Of(builtin)} is not supported; retrain the model without it");
        try
        {
            ImmutableArray<Tensor?> inputs = [.. table.Ints(1).Select(i => i == -1 ? null : At(tensors, i))];
            buffer.Spend(inputs.Sum(input => (long)(input?.Constant?.Length ?? 0)));
            ImmutableArray<Tensor> outputs = [.. table.Ints(2).Select(i => At(tensors, i))];
            return reader.Read(new TfliteNode(builtin, reader.Name, inputs, outputs, table.Table(4)));
        }
        catch (ModelException e)
        {
            throw new ModelException($"operator {index} {reader.Name}: {e.Message}", e);
        }
        catch (Exception e) when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException or InvalidCastException)
        {
            throw new ModelException($"operator {index} {reader.Name}: its parameters do not fit its tensors", e);
        }
    }

    private static Tensor ReadTensor(FlatTable model, FlatTable table, int index, Dictionary<(int, int, int), Array> constants)
    {
        string name = table.String(3) is { Length: > 0 } given ? Names.Clean(given) : "tensor " + index;
        try
        {
            Shape shape = new(table.Ints(0));
            int code = table.Byte(1);
            ElementType type = code switch
            {
                0 => ElementType.Float32,
                2 => ElementType.Int32,
                4 => ElementType.Int64,
                9 or 17 => ElementType.Int8,
                3 => throw new ModelException("uint8 quantization, the old kind; convert the model again with TensorFlow 2 to int8"),
                7 => throw new ModelException("int16 activations are not supported; convert the model to int8"),
                1 => throw new ModelException("float16 is not supported; convert the model with full int8 quantization"),
                _ => throw new ModelException($"element type {code} is not supported; convert the model with full int8 quantization"),
            };
            if (table.Table(6) is not null) throw new ModelException("sparse tensors are not supported; convert the model without sparsity");
            Quantization? quantization = type == ElementType.Int8 ? ReadQuantization(table, shape) : null;
            // Tensors that share a buffer share its array.
            (int, int, int) key = (table.Int(2), code, shape.Length);
            if (!constants.TryGetValue(key, out Array? constant) && ReadConstant(model, table.Int(2), shape, type, code == 17) is { } read) constants.Add(key, constant = read);
            return new Tensor(name, shape, type, quantization, constant);
        }
        catch (ModelException e)
        {
            throw new ModelException($"tensor {index} '{name}': {e.Message}", e);
        }
    }

    private static Quantization? ReadQuantization(FlatTable table, Shape shape)
    {
        if (table.Table(4) is not { } parameters) return null;
        float[] scales = parameters.Floats(2);
        long[] zeroPoints = parameters.Longs(3);
        if (scales.Length == 0) return null;
        if (zeroPoints.Length == 0) zeroPoints = new long[scales.Length];
        // Several scales with one zero point share it.
        if (zeroPoints.Length == 1 && scales.Length > 1) zeroPoints = [.. Enumerable.Repeat(zeroPoints[0], scales.Length)];
        if (zeroPoints.Length != scales.Length) throw new ModelException($"{scales.Length} scales and {zeroPoints.Length} zero points");
        foreach (float scale in scales)
            if (!float.IsFinite(scale) || scale <= 0) throw new ModelException($"a scale of {scale}");
        foreach (long zeroPoint in zeroPoints)
            if (zeroPoint is < -128 or > 127) throw new ModelException($"a zero point of {zeroPoint}");
        int axis = scales.Length == 1 ? 0 : parameters.Int(6);
        if (scales.Length > 1 && (axis < 0 || axis >= shape.Rank || shape[axis] != scales.Length)) throw new ModelException($"{scales.Length} scales along axis {axis}");
        return new Quantization([.. scales], [.. zeroPoints.Select(z => (int)z)], axis);
    }

    private static Array? ReadConstant(FlatTable model, int buffer, Shape shape, ElementType type, bool isInt4)
    {
        if (buffer == 0) return null;
        FlatTable table = model.TableAt(4, buffer);
        if (table.Long(1) > 1) throw new ModelException("buffers outside the FlatBuffer are not supported");
        ReadOnlySpan<byte> data = table.Bytes(0);
        if (data.IsEmpty) return null;
        long size = isInt4 ? (shape.Length + 1L) / 2 : (long)shape.Length * (type == ElementType.Int8 ? 1 : type == ElementType.Int64 ? 8 : 4);
        if (data.Length != size) throw new ModelException($"{data.Length} bytes of data, shape {shape} needs {size}");
        switch (type)
        {
            case ElementType.Int8 when isInt4:
                sbyte[] nibbles = new sbyte[shape.Length];
                for (int i = 0; i < nibbles.Length; i++) nibbles[i] = (sbyte)((sbyte)(data[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4);
                return nibbles;
            case ElementType.Int8: return MemoryMarshal.Cast<byte, sbyte>(data).ToArray();
            case ElementType.Int32:
                int[] ints = new int[shape.Length];
                for (int i = 0; i < ints.Length; i++) ints[i] = BinaryPrimitives.ReadInt32LittleEndian(data[(4 * i)..]);
                return ints;
            case ElementType.Int64:
                long[] longs = new long[shape.Length];
                for (int i = 0; i < longs.Length; i++) longs[i] = BinaryPrimitives.ReadInt64LittleEndian(data[(8 * i)..]);
                return longs;
            default:
                float[] floats = new float[shape.Length];
                for (int i = 0; i < floats.Length; i++) floats[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]);
                return floats;
        }
    }

    private static Tensor At(Tensor[] tensors, int index) =>
        index >= 0 && index < tensors.Length ? tensors[index] : throw new ModelException($"the file is damaged: tensor {index} of {tensors.Length}");

    private static Dictionary<int, (string, Func<TfliteNode, Operator>)> FindReaders()
    {
        Dictionary<int, (string, Func<TfliteNode, Operator>)> readers = [];
        foreach (Type type in typeof(TfliteImporter).Assembly.GetTypes())
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                foreach (TfliteOperatorAttribute attribute in method.GetCustomAttributes<TfliteOperatorAttribute>())
                    readers.Add(attribute.Code, (attribute.Name, method.CreateDelegate<Func<TfliteNode, Operator>>()));
        return readers;
    }
}
