using System.IO.Hashing;
using EdgeConv.Compiler.Passes;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Packed;

/// <summary>A network as a file for the packed engine, <see cref="PackedModel"/>: the layout is docs/ecm.md.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="ArenaBytes">Bytes of activations, and of constants that are operands.</param>
/// <param name="RamBytes">Bytes of all arrays that the engine allocates, the arena among them.</param>
/// <param name="Compact">Operators whose weights take one byte each, which is slower than packed three into a long, 8/3 bytes each.</param>
/// <param name="Records">Per operator: how many records run it, and their bytes.</param>
public sealed record EcmFile(byte[] Bytes, int ArenaBytes, int RamBytes, ImmutableArray<Operator> Compact,
    ImmutableArray<(int Count, int Bytes)> Records)
{
    // Set in a zero point, which is from -128 to 127, of an input or output that is uint8 in the model's file.
    private const int UnsignedFlag = 512;

    /// <summary>Packs a network: fast weights everywhere, or as many compact ones as make it fit; all of them where it does not.</summary>
    /// <param name="graph">Between int8 tensors: as Int8InputsAndOutputs leaves it.</param>
    /// <param name="ramBudget">Bytes of RAM that the board has for the model.</param>
    /// <exception cref="ModelException">An operator, input or output that the packed engine does not carry: the message names
    /// each.</exception>
    public static EcmFile Write(Graph graph, long ramBudget = long.MaxValue) => Write(graph, file => file.RamBytes <= ramBudget);

    /// <summary>Packs a network: fast weights everywhere, or as many compact ones as make it fit; all of them where it does not.</summary>
    /// <param name="graph">Between int8 tensors: as Int8InputsAndOutputs leaves it.</param>
    /// <param name="fits">Whether a file is small enough.</param>
    /// <exception cref="ModelException">As for <see cref="Write(Graph, long)"/>.</exception>
    public static EcmFile Write(Graph graph, Func<EcmFile, bool> fits)
    {
        EcmFile file = Write(graph, (IReadOnlySet<Operator>)ImmutableHashSet<Operator>.Empty);
        if (fits(file)) return file;
        // Unpacking a block of weights for a sweep costs the same for many positions as for few: layers of small maps lose least per byte
        // saved.
        HashSet<Operator> compact = [];
        foreach (Operator op in graph.Operators.Where(op => op.Parameters > 0).OrderBy(op => op.Macs / op.Parameters)
            .ThenByDescending(op => op.Parameters))
        {
            compact.Add(op);
            EcmFile smaller = Write(graph, compact);
            if (smaller.RamBytes < file.RamBytes) file = smaller;
            else compact.Remove(op);
            if (fits(file)) break;
        }
        return file;
    }

    /// <summary>Packs a network with compact weights everywhere.</summary>
    /// <exception cref="ModelException">As for <see cref="Write(Graph, long)"/>.</exception>
    public static EcmFile WriteCompact(Graph graph) => Write(graph, graph.Operators.Where(op => op.Parameters > 0).ToHashSet());

    private static EcmFile Write(Graph graph, IReadOnlySet<Operator> compact)
    {
        foreach (Tensor tensor in (Tensor[])[.. graph.Inputs, .. graph.Outputs])
            if (tensor.Type != ElementType.Int8)
                throw new ModelException($"'{tensor.Name}' is {tensor.Type}; the packed engine has int8 inputs and outputs alone, "
                    + "the reference engine runs it (edgeconv run)");
        ArenaPlan plan = ArenaPlanner.Plan(graph);
        Dictionary<Tensor, int> offsets = new(plan.Offsets, ReferenceEqualityComparer.Instance);
        List<Tensor> constants = [];
        int end = plan.Bytes;

        // Constants that are operands stand behind the activations.
        int OffsetOf(Tensor tensor)
        {
            if (offsets.TryGetValue(tensor, out int offset)) return offset;
            if (tensor.Constant is not sbyte[])
                throw new ModelException($"'{tensor.Name}' is {tensor.Type}; the packed engine computes with int8 alone");
            constants.Add(tensor);
            offset = offsets[tensor] = end;
            end += (tensor.Shape.Length + 3) / 4 * 4;
            return offset;
        }

        EcmWriter records = new(OffsetOf, compact);
        List<string> refusals = [];
        List<(int Count, int Bytes)> perOperator = [];
        foreach (Operator op in graph.Operators)
        {
            (int count, int length) = (records.Count, records.Length);
            try
            {
                PackedOperators.Write(records, op);
            }
            catch (ModelException e)
            {
                refusals.Add(e.Message);
            }
            perOperator.Add((records.Count - count, records.Length - length));
        }
        if (refusals.Count > 0) throw new ModelException(ModelException.Join(refusals));
        EcmWriter endpoints = new(OffsetOf, compact);
        foreach (Tensor tensor in (Tensor[])[.. graph.Inputs, .. graph.Outputs])
        {
            endpoints.Offsets(tensor);
            endpoints.Ints(tensor.Quantized.ZeroPoint + (tensor.IsUnsigned ? UnsignedFlag : 0));
            endpoints.Ints(BitConverter.SingleToInt32Bits(tensor.Quantized.Scale));
            endpoints.Shape(tensor.Shape.Axes.AsSpan());
        }
        EcmWriter loads = new(OffsetOf, compact);
        foreach (Tensor constant in constants)
        {
            loads.Begin(PackedOperatorCode.Constant, constant);
            loads.Ints(constant.Shape.Length);
            loads.Bytes((sbyte[])constant.Constant!);
            loads.End();
        }

        byte[] File(int ram)
        {
            EcmWriter header = new(OffsetOf, compact);
            header.Ints(EcmReader.Magic, EcmReader.Version, end, ram, graph.Inputs.Length, graph.Outputs.Length,
                loads.Count + records.Count);
            byte[] file = [.. header.ToArray(), .. endpoints.ToArray(), .. loads.ToArray(), .. records.ToArray(), 0, 0, 0, 0];
            BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), Crc32.HashToUInt32(file.AsSpan(0, file.Length - 4)));
            return file;
        }

        try
        {
            // The reader itself adds up the memory; the stated number is the one it does not look at when it measures.
            int ram = checked((int)PackedModel.Measure(new ByteArraySource(File(1))));
            return new EcmFile(File(ram), end, ram, [.. graph.Operators.Where(compact.Contains)], [.. perOperator]);
        }
        catch (Exception e) when (e is ModelFormatException or OverflowException)
        {
            throw new ModelException($"the packed engine does not take this network: {e.Message}", e);
        }
    }

    /// <summary>The inputs and outputs of a file, which has no names for them: "input 0", "output 0" and so on.</summary>
    public static (Tensor[] Inputs, Tensor[] Outputs) Tensors(PackedModel model) => (
        [.. Enumerable.Range(0, model.InputCount).Select(i => TensorOf($"input {i}", model.InputAt(i)))],
        [.. Enumerable.Range(0, model.OutputCount).Select(i => TensorOf($"output {i}", model.OutputAt(i)))]);

    private static Tensor TensorOf(string name, TensorInfo info) =>
        new(name, new Shape([.. Enumerable.Range(0, info.Rank).Select(info.Axis)]), ElementType.Int8,
            Quantization.PerTensor(info.Scale, info.ZeroPoint));
}
