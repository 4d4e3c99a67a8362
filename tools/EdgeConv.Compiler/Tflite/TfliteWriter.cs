namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Writes a graph as a .tflite file (schema.fbs of TensorFlow Lite). The file, read again, gives the same bytes at every tensor. An
/// operator for which TensorFlow Lite would compute other bytes is refused. <see cref="TfliteOperators"/> writes each operator. The same
/// graph gives the same file. Graph inputs and outputs that were uint8 in the model file are written as int8.
/// </summary>
public sealed partial class TfliteWriter
{
    private const int SchemaVersion = 3;

    // Alignment of constants in bytes: TensorFlow Lite uses them where they lie in the file.
    private const int BufferAlignment = 16;

    private const string FileIdentifier = "TFL3";

    private readonly FlatWriter _file = new();
    private readonly Dictionary<Tensor, int> _indices = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _tensors = [];
    private readonly List<FlatOffset> _operators = [];
    private readonly List<(int Code, int Version)> _codes = [];

    private TfliteWriter()
    {
    }

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">A graph of int8 tensors; graph inputs and outputs may be float32.</param>
    /// <returns>All bytes of the file.</returns>
    /// <exception cref="ModelException">A .tflite file cannot express an operator with the same bytes; the message names the operator and
    /// says what to do.</exception>
    public static byte[] Write(Graph graph)
    {
        // Folding makes constants of the shapes that the network computes, because readers of .tflite files need constant shapes.
        graph = DeadCode.Run(ConstantFolding.Run(graph));
        TfliteWriter writer = new();
        foreach (Tensor input in graph.Inputs) writer.IndexOf(input);
        foreach (Operator op in graph.Operators) writer.Write(op);
        int[] outputs = [.. graph.Outputs.Select(writer.IndexOf)];
        return writer.Finish(graph.Name, [.. graph.Inputs.Select(writer.IndexOf)], outputs);
    }

    /// <summary>Adds an operator.</summary>
    /// <param name="kind">Name of the builtin operator, e.g. CONV_2D.</param>
    /// <param name="version">The first version of the operator that supports these types and options (TensorFlow Lite,
    /// op_version.cc).</param>
    /// <param name="inputs">Inputs, in the order of TensorFlow Lite's operator.</param>
    /// <param name="outputs">Outputs, in the order of TensorFlow Lite's operator.</param>
    /// <param name="options">Fields of the operator's table of options, by their numbers.</param>
    internal void Add(string kind, int version, IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs,
        params (int Field, object? Value)[] options)
    {
        (int, int) code = (BuiltinNames.CodeOf(kind), version);
        if (!_codes.Contains(code)) _codes.Add(code);
        byte optionsType = BuiltinOptions.TypeOf(kind);
        FlatOffset inputIndices = _file.Ints([.. inputs.Select(IndexOf)]), outputIndices = _file.Ints([.. outputs.Select(IndexOf)]);
        FlatOffset? optionsTable = optionsType == 0 ? null : _file.Table(options);
        _operators.Add(_file.Table((OperatorField.CodeIndex, _codes.IndexOf(code)), (OperatorField.Inputs, inputIndices),
            (OperatorField.Outputs, outputIndices), (OperatorField.OptionsType, optionsType), (OperatorField.Options, optionsTable)));
    }

    /// <summary>Makes a constant of one integer, for an operator that takes it as an input.</summary>
    internal static Tensor Number(string name, int value) => new(name, new Shape([]), ElementType.Int32, null, new[] { value });

    /// <summary>Makes a constant list of integers, for an operator that takes it as an input.</summary>
    internal static Tensor Ints(string name, params ReadOnlySpan<int> values) =>
        new(name, new Shape(values.Length), ElementType.Int32, null, values.ToArray());

    private void Write(Operator op)
    {
        try
        {
            TfliteOperators.Write(this, op);
        }
        catch (ModelException e)
        {
            throw new ModelException($"{op}: {e.Message}", e);
        }
    }

    private int IndexOf(Tensor tensor)
    {
        if (_indices.TryGetValue(tensor, out int index)) return index;
        _indices.Add(tensor, index = _tensors.Count);
        _tensors.Add(tensor);
        return index;
    }

    private byte[] Finish(string name, int[] inputs, int[] outputs)
    {
        // Buffer 0 is empty, for tensors that are not constant. Constants that share an array share a buffer.
        List<FlatOffset> buffers = [_file.Table()];
        Dictionary<Array, int> bufferOf = new(ReferenceEqualityComparer.Instance);
        List<FlatOffset> tensors = [];
        foreach (Tensor tensor in _tensors)
        {
            int buffer = 0;
            if (tensor.Constant is { } constant && !bufferOf.TryGetValue(constant, out buffer))
            {
                bufferOf.Add(constant, buffer = buffers.Count);
                buffers.Add(_file.Table((BufferField.Data, _file.Bytes(RawValues.BytesOf(constant), BufferAlignment))));
            }
            tensors.Add(WriteTensor(tensor, buffer));
        }
        FlatOffset subgraph = _file.Table((SubgraphField.Tensors, _file.Tables(tensors)), (SubgraphField.Inputs, _file.Ints(inputs)),
            (SubgraphField.Outputs, _file.Ints(outputs)), (SubgraphField.Operators, _file.Tables(_operators)),
            (SubgraphField.Name, _file.Text("main")));
        // Old readers read the code from the byte, new ones from the int.
        FlatOffset codes = _file.Tables([.. _codes.Select(code => _file.Table((OperatorCodeField.OldBuiltinCode, (byte)code.Code),
            (OperatorCodeField.Version, code.Version), (OperatorCodeField.BuiltinCode, code.Code)))]);
        FlatOffset subgraphs = _file.Tables([subgraph]), all = _file.Tables(buffers), description = _file.Text("EdgeConv: " + name);
        return _file.Finish(_file.Table((ModelField.Version, SchemaVersion), (ModelField.OperatorCodes, codes),
            (ModelField.Subgraphs, subgraphs), (ModelField.Description, description), (ModelField.Buffers, all)), FileIdentifier);
    }

    private FlatOffset WriteTensor(Tensor tensor, int buffer)
    {
        byte type = tensor.Type switch
        {
            ElementType.Int8 => TensorType.Int8,
            ElementType.Int32 => TensorType.Int32,
            ElementType.Int64 => TensorType.Int64,
            _ => TensorType.Float32,
        };
        FlatOffset? quantization = null;
        if (tensor.Quantization is { } q)
        {
            FlatOffset scales = _file.Floats(q.Scales), zeroPoints = _file.Longs([.. q.ZeroPoints.Select(zero => (long)zero)]);
            quantization = _file.Table((QuantizationField.Scale, scales), (QuantizationField.ZeroPoint, zeroPoints),
                (QuantizationField.Axis, q.Axis));
        }
        FlatOffset shape = _file.Ints(tensor.Shape.Axes), name = _file.Text(tensor.Name);
        return _file.Table((TensorField.Shape, shape), (TensorField.Type, type), (TensorField.Buffer, buffer), (TensorField.Name, name),
            (TensorField.Quantization, quantization));
    }
}
