namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Reads int8 .tflite models: the first subgraph's tensors (<see cref="TfliteTensors"/>), then its operators in the file's order
/// (<see cref="TfliteOperators"/>). uint8 becomes int8, 128 lower.
/// </summary>
public static class TfliteImporter
{
    // The models a board runs are below 2 MB.
    private const int MaxBytes = 256 << 20;

    // Operators that move values without computing with them, and so take uint8 as they take int8.
    private static readonly HashSet<string> s_movers = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "CONCATENATION",
        "PACK", "UNPACK", "SPLIT", "SPLIT_V", "SLICE", "STRIDED_SLICE", "PAD", "PADV2", "MIRROR_PAD", "RESIZE_NEAREST_NEIGHBOR", "SHAPE"];

    /// <summary>Names of all operators that are read, e.g. CONV_2D, in alphabetical order.</summary>
    public static IEnumerable<string> OperatorNames =>
        BuiltinNames.All.Where(name => TfliteOperators.ReaderOf(name) is not null).Order(StringComparer.Ordinal);

    /// <summary>True if the bytes begin as a .tflite file does.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> file) => file.Length > 8 && file.Slice(4, 4).SequenceEqual("TFL3"u8);

    /// <summary>Reads a model.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="file">The whole file, at most 256 MB.</param>
    /// <exception cref="ModelException">Damaged, or with operators or types that are not supported: the message names each.</exception>
    public static Graph Read(string name, byte[] file)
    {
        if (file.Length > MaxBytes)
            throw new ModelException($"a file of {Amount.Of(file.Length, "byte")}; at most {Amount.Of(MaxBytes)} are read");
        if (!Recognizes(file)) throw new ModelException("no .tflite file: the mark TFL3 is missing");
        FlatFile buffer = new(file);
        FlatTable model = FlatTable.Root(buffer);
        // The first subgraph is the network; others belong to operators that call them, which no reader knows, or to other entry points.
        if (model.Count(ModelField.Subgraphs, 4) == 0) throw new ModelException("the file holds no network");
        FlatTable subgraph = model.TableAt(ModelField.Subgraphs, 0);
        int operatorCount = subgraph.Count(SubgraphField.Operators, 4);
        if (operatorCount > Graph.MaxOperators)
            throw new ModelException($"{Amount.Of(operatorCount, "operator")}, at most {Amount.Of(Graph.MaxOperators)} are supported");
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
                TfliteNode node = new(kind, [.. inputs.Select(index => index == -1 ? null : tensors[index])],
                    [.. outputs.Select(index => tensors[index])], table.Table(OperatorField.Options));
                buffer.Spend(node.Inputs.Sum(input => (long)(input?.Constant?.Length ?? 0)));
                operators.Add(Read(node, reader));
            }
            catch (ModelException e)
            {
                refusals.Add(i, kind, tensors.NameOf(outputs.Concat(inputs).DefaultIfEmpty(-1).First()), e.Message, reader is null);
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
        // Old files have the code in a byte only, new ones in both as far as it fits: the larger is right.
        string builtin = BuiltinNames.Of(Math.Max((sbyte)code.Byte(OperatorCodeField.OldBuiltinCode),
            code.Int(OperatorCodeField.BuiltinCode)));
        return (builtin, builtin == BuiltinNames.Custom ? Names.Clean(code.String(OperatorCodeField.CustomCode) ?? "") : "");
    }

    private static Operator Read(TfliteNode node, Func<TfliteNode, Operator> read)
    {
        Tensor[] all = [.. node.Inputs.OfType<Tensor>(), .. node.Outputs];
        bool moves = s_movers.Contains(node.Kind), converts = node.Kind is "QUANTIZE" or "DEQUANTIZE";
        bool isMixed = all.Any(tensor => !tensor.IsUnsigned && tensor.Type == ElementType.Int8);
        if (all.Any(tensor => tensor.IsUnsigned) && !converts && (isMixed || !moves))
            throw new ModelException("uint8 quantization of TensorFlow 1; convert the model again with TensorFlow 2 to int8");
        try
        {
            return read(node);
        }
        catch (ModelException e) when (!moves && !converts && all.Any(tensor => tensor.Type == ElementType.Float32))
        {
            throw new ModelException("computes in float32; convert the model with full int8 quantization, weights and activations", e);
        }
        catch (ModelException e) when (all.Any(tensor => tensor is { Type: ElementType.Int8, Quantization: null }))
        {
            throw new ModelException("an int8 tensor without a scale; convert the model again with full int8 quantization", e);
        }
        catch (Exception e)
            when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException or InvalidCastException)
        {
            throw new ModelException("its parameters do not fit its tensors", e);
        }
    }
}
