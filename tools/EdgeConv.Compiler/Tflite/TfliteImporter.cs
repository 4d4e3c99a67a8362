namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Reads int8 .tflite models: the tensors of the first subgraph (<see cref="TfliteTensors"/>), then its operators in the file's order
/// (<see cref="TfliteOperators"/>). uint8 values become int8 values that are 128 lower.
/// </summary>
public static class TfliteImporter
{
    // 256 MB. Models that boards run are below 2 MB.
    private const int MaxBytes = 256 << 20;

    // The file identifier of .tflite files and its position in the file.
    private const int IdentifierPosition = 4;
    private static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    // Operators that copy values without computing with them, so that they work for uint8 as for int8.
    private static readonly HashSet<string> s_copying = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "CONCATENATION",
        "PACK", "UNPACK", "SPLIT", "SPLIT_V", "SLICE", "STRIDED_SLICE", "PAD", "PADV2", "MIRROR_PAD", "RESIZE_NEAREST_NEIGHBOR", "SHAPE"];

    /// <summary>Names of all operators that are read, e.g. CONV_2D, in alphabetical order.</summary>
    public static IEnumerable<string> OperatorNames =>
        BuiltinNames.All.Where(name => TfliteOperators.ReaderOf(name) is not null).Order(StringComparer.Ordinal);

    /// <summary>True if the bytes begin as a .tflite file does.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> file) => file.Length > IdentifierPosition + Identifier.Length
        && file.Slice(IdentifierPosition, Identifier.Length).SequenceEqual(Identifier);

    /// <summary>Reads a model.</summary>
    /// <param name="name">Name for the model.</param>
    /// <param name="file">All bytes of the file, at most 256 MB.</param>
    /// <exception cref="ModelException">The file is damaged, or has operators or types that are not supported; the message names the
    /// operators.</exception>
    public static Graph Read(string name, byte[] file)
    {
        if (file.Length > MaxBytes)
            throw new ModelException($"the file has {Amount.Of(file.Length, "byte")}; at most {Amount.Of(MaxBytes)} are read");
        if (!Recognizes(file)) throw new ModelException("the file is no .tflite file, because the mark TFL3 is missing; give another file");
        FlatFile buffer = new(file);
        FlatTable model = FlatTable.Root(buffer);
        // The first subgraph is the network. Others are called by operators such as WHILE, which are not supported, or are other functions.
        if (model.TableCount(ModelField.Subgraphs) == 0) throw new ModelException("the file holds no network; export the model again");
        FlatTable subgraph = model.TableAt(ModelField.Subgraphs, 0);
        int operatorCount = subgraph.TableCount(SubgraphField.Operators);
        if (operatorCount > Graph.MaxOperators)
            throw new ModelException($"the model has {Amount.Of(operatorCount, "operator")}; at most {Amount.Of(Graph.MaxOperators)} are "
                + "supported");
        TfliteTensors tensors = new(model, subgraph);
        List<Operator> operators = [];
        TfliteRefusals refusals = new();
        for (int i = 0; i < operatorCount; i++)
        {
            FlatTable table = subgraph.TableAt(SubgraphField.Operators, i);
            (string builtin, string custom) = CodeOf(model.TableAt(ModelField.OperatorCodes, table.Int(OperatorField.CodeIndex)));
            string kind = builtin == BuiltinNames.Custom ? $"custom '{custom}'" : builtin;
            Func<TfliteNode, Operator>? reader = TfliteOperators.ReaderOf(builtin);
            int[] inputs = table.Ints(OperatorField.Inputs), outputs = table.Ints(OperatorField.Outputs);
            try
            {
                if (reader is null) throw new ModelException(TfliteRefusals.Unknown(builtin, custom));
                TfliteNode node = new(kind, [.. inputs.Select(index => index == OperatorField.NoTensor ? null : tensors[index])],
                    [.. outputs.Select(index => tensors[index])], table.Table(OperatorField.Options));
                buffer.Spend(node.Inputs.Sum(input => (long)(input?.Constant?.Length ?? 0)));
                operators.Add(Read(node, reader));
            }
            catch (ModelException e)
            {
                int named = outputs.Concat(inputs).DefaultIfEmpty(OperatorField.NoTensor).First();
                refusals.Add(i, kind, tensors.NameOf(named), e.Message, reader is null);
            }
        }
        refusals.ThrowIfAny();
        return new Graph(name, GraphTensors("input", subgraph.Ints(SubgraphField.Inputs)),
            GraphTensors("output", subgraph.Ints(SubgraphField.Outputs)), [.. operators]);

        ImmutableArray<Tensor> GraphTensors(string what, int[] indices) => [.. indices.Select(index =>
        {
            try
            {
                return tensors[index];
            }
            catch (ModelException e)
            {
                throw new ModelException($"{what} '{tensors.NameOf(index)}': {e.Message}", e);
            }
        })];
    }

    private static (string Builtin, string Custom) CodeOf(FlatTable code)
    {
        // Old files have the code only in the byte. New files have it in the int, and in the byte if it fits. The larger one is right.
        string builtin = BuiltinNames.Of(Math.Max((sbyte)code.Byte(OperatorCodeField.OldBuiltinCode),
            code.Int(OperatorCodeField.BuiltinCode)));
        return (builtin, builtin == BuiltinNames.Custom ? Names.Clean(code.String(OperatorCodeField.CustomCode) ?? "") : "");
    }

    private static Operator Read(TfliteNode node, Func<TfliteNode, Operator> read)
    {
        Tensor[] all = [.. node.Inputs.OfType<Tensor>(), .. node.Outputs];
        bool copies = s_copying.Contains(node.Kind), converts = node.Kind is "QUANTIZE" or "DEQUANTIZE";
        bool isMixed = all.Any(tensor => !tensor.IsUnsigned && tensor.Type == ElementType.Int8);
        if (all.Any(tensor => tensor.IsUnsigned) && !converts && (isMixed || !copies))
            throw new ModelException("uint8 quantization of TensorFlow 1 is not supported; convert the model again with TensorFlow 2 to "
                + "int8");
        try
        {
            return read(node);
        }
        catch (ModelException e) when (!copies && !converts && all.Any(tensor => tensor.Type == ElementType.Float32))
        {
            throw new ModelException("computing in float32 is not supported; convert the model with full int8 quantization, of weights and "
                + "activations", e);
        }
        catch (ModelException e) when (all.Any(tensor => tensor is { Type: ElementType.Int8, Quantization: null }))
        {
            throw new ModelException("an int8 tensor has no scale; convert the model again with full int8 quantization", e);
        }
        catch (Exception e)
            when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException or InvalidCastException)
        {
            throw new ModelException("its parameters do not fit its tensors; export the model again", e);
        }
    }
}
