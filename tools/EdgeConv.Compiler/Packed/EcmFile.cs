using System.IO.Hashing;

namespace EdgeConv.Compiler.Packed;

/// <summary>
/// A network as a file for the packed engine, <see cref="PackedModel"/>; docs/ecm.md describes the layout. Weights are fast (three in a
/// long, 8/3 bytes each in RAM) or compact (one byte each, unpacked when they are used).
/// </summary>
/// <param name="Bytes">The file.</param>
/// <param name="ArenaBytes">Bytes of activations, and of constants that are operands.</param>
/// <param name="RamBytes">Bytes of all arrays that the engine allocates, the arena among them.</param>
/// <param name="Compact">Operators whose weights are compact.</param>
/// <param name="Records">Per operator: how many records run it, and their bytes.</param>
/// <param name="Layers">Operators with constants or a table of their own and one input that is computed, in running order.</param>
public sealed record EcmFile(byte[] Bytes, int ArenaBytes, int RamBytes, ImmutableArray<Operator> Compact,
    ImmutableArray<(int Count, int Bytes)> Records, ImmutableArray<PackedLayer> Layers)
{
    // The word of the header that holds the length of the self-test.
    private const int SelfTestWord = 8;

    // Set in a zero point, which is from -128 to 127, of an input or output that is uint8 in the model's file.
    private const int UnsignedFlag = 512;

    /// <summary>
    /// Packs a network. All weights are fast if that fits the board; otherwise layers become compact, one after the other, until it fits.
    /// If it never does, all layers are compact.
    /// </summary>
    /// <param name="graph">A network between int8 tensors, as <see cref="Int8InputsAndOutputs"/> makes it; after all passes.</param>
    /// <param name="ramBudget">Bytes of RAM that the board has for the model.</param>
    /// <exception cref="ModelException">An operator, input or output that the packed engine does not carry: the message names
    /// each.</exception>
    public static EcmFile Write(Graph graph, long ramBudget = long.MaxValue) => Write(graph, file => file.RamBytes <= ramBudget);

    /// <summary>As <see cref="Write(Graph, long)"/>, for a caller that decides what fits.</summary>
    /// <param name="graph">int8 inputs and outputs, after all passes.</param>
    /// <param name="fits">True for a file that is small enough.</param>
    /// <exception cref="ModelException">As for <see cref="Write(Graph, long)"/>.</exception>
    public static EcmFile Write(Graph graph, Func<EcmFile, bool> fits)
    {
        EcmFile file = Write(graph, (IReadOnlySet<Operator>)ImmutableHashSet<Operator>.Empty);
        if (fits(file)) return file;
        // A block of weights is unpacked once for each row of positions. Layers with many weights and few positions come first, because
        // they lose the least time for each byte that they save.
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
        Tensor[] inputsAndOutputs = [.. graph.Inputs, .. graph.Outputs];
        if (Array.Find(inputsAndOutputs, tensor => tensor.Type != ElementType.Int8) is { } other)
            throw new ModelException($"'{other.Name}' is {other.Type}, but the packed engine has only int8 inputs and outputs; "
                + "the reference engine runs it (edgeconv run)");
        ArenaPlan plan = ArenaPlanner.Plan(graph);
        Dictionary<Tensor, int> offsets = new(plan.Offsets, ReferenceEqualityComparer.Instance);
        List<Tensor> constants = [];
        int end = plan.Bytes;

        // Constants that are operands get offsets behind the activations.
        int OffsetOf(Tensor tensor)
        {
            if (offsets.TryGetValue(tensor, out int offset)) return offset;
            if (tensor.Constant is not sbyte[])
                throw new ModelException($"'{tensor.Name}' is {tensor.Type}, but the packed engine computes only with int8; quantize the "
                    + "model to int8");
            constants.Add(tensor);
            offset = offsets[tensor] = end;
            end += (tensor.Shape.Length + 3) / 4 * 4;
            return offset;
        }

        EcmWriter records = new(OffsetOf, compact), described = new(OffsetOf, compact), loads = new(OffsetOf, compact);
        List<string> refusals = [];
        List<(int Count, int Bytes)> perOperator = [];
        List<(Operator Operator, int First, int End)> layers = [];
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
            bool hasData = op is UnaryTable || op.Inputs.Any(input => input.IsConstant);
            if (records.Count > count && hasData && op.Inputs.Count(input => !input.IsConstant) == 1)
                layers.Add((op, count, records.Count));
        }
        if (refusals.Count > 0) throw new ModelException(ModelException.Join(refusals));
        foreach (Tensor tensor in inputsAndOutputs)
            described.Offsets(tensor).Ints(tensor.Quantized.ZeroPoint + (tensor.IsUnsigned ? UnsignedFlag : 0),
                BitConverter.SingleToInt32Bits(tensor.Quantized.Scale)).Shape(tensor.Shape);
        foreach (Tensor constant in constants)
            loads.Record(PackedOperatorCode.Constant, [constant], record =>
                record.Ints(constant.Shape.Length).Bytes((sbyte[])constant.Constant!));

        byte[] File(int ram)
        {
            EcmWriter header = new EcmWriter(OffsetOf, compact).Ints(EcmReader.Magic, EcmReader.Version, 0, end, ram,
                graph.Inputs.Length, graph.Outputs.Length, loads.Count + records.Count);
            byte[] file = [.. header.ToArray(), .. described.ToArray(), .. loads.ToArray(), .. records.ToArray()];
            return Signed([.. file, 0, 0, 0, 0]);
        }

        try
        {
            // PackedModel.Measure adds up the memory itself and does not look at the number that the file states.
            int ram = checked((int)PackedModel.Measure(new ByteArraySource(File(1))));
            return new EcmFile(File(ram), end, ram, [.. graph.Operators.Where(compact.Contains)], [.. perOperator],
                [.. layers.Select(it => PackedLayer.Of(it.Operator, loads.Count + it.First, loads.Count + it.End, OffsetOf))]);
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

    /// <summary>The same file with a self-test, in place of its own if it has one.</summary>
    /// <param name="block">The self-test as docs/ecm.md lays it out; a whole number of words.</param>
    public EcmFile WithSelfTest(ReadOnlySpan<byte> block)
    {
        int old = BitConverter.ToInt32(Bytes, SelfTestWord);
        byte[] file = [.. Bytes.AsSpan(0, Bytes.Length - sizeof(int) - old), .. block, 0, 0, 0, 0];
        BitConverter.TryWriteBytes(file.AsSpan(SelfTestWord), block.Length);
        return this with { Bytes = Signed(file) };
    }

    // The last word becomes the CRC of those before.
    private static byte[] Signed(byte[] file)
    {
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - sizeof(int)), Crc32.HashToUInt32(file.AsSpan(0, file.Length - sizeof(int))));
        return file;
    }

    private static Tensor TensorOf(string name, TensorInfo info) =>
        new(name, new Shape([.. Enumerable.Range(0, info.Rank).Select(info.Axis)]), ElementType.Int8,
            Quantization.PerTensor(info.Scale, info.ZeroPoint));
}

/// <summary>Where an operator lies in an .ecm file.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="First">Index of its first record.</param>
/// <param name="End">Index of the record behind its last.</param>
/// <param name="Input">Its input that is computed.</param>
/// <param name="InputOffset">Where the input begins in the arena.</param>
/// <param name="OutputOffset">Where the output begins in the arena.</param>
public sealed record PackedLayer(Operator Operator, int First, int End, Tensor Input, int InputOffset, int OutputOffset)
{
    internal static PackedLayer Of(Operator op, int first, int end, Func<Tensor, int> offsetOf)
    {
        Tensor input = op.Inputs.First(tensor => !tensor.IsConstant);
        return new PackedLayer(op, first, end, input, offsetOf(input), offsetOf(op.Output));
    }
}
