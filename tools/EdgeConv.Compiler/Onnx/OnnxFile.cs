namespace EdgeConv.Compiler.Onnx;

/// <summary>A node of the file's graph.</summary>
/// <param name="Type">Type of operator, e.g. Conv.</param>
/// <param name="Domain">Name of the operator set; empty for ONNX's own.</param>
/// <param name="Name">Name of the node; may be empty.</param>
/// <param name="Inputs">Names of the inputs; empty for an optional one that is left out.</param>
/// <param name="Outputs">Names of the outputs; empty for one that is left out.</param>
/// <param name="Attributes">Attributes by name; each is an AttributeProto.</param>
internal sealed record OnnxFileNode(string Type, string Domain, string Name, string[] Inputs, string[] Outputs,
    Dictionary<string, ProtoMessage> Attributes)
{
    /// <summary>The node as messages name it, by its operator and its name, or else its first output's name: "Conv 'conv1'".</summary>
    internal string Label =>
        $"{OnnxText.Short(Type)} '{OnnxText.Short(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "")}'";

    /// <summary>Name of an input; "" if the node has fewer inputs or leaves it out.</summary>
    internal string Input(int index) => Inputs.ElementAtOrDefault(index) ?? "";
}

/// <summary>An input of the file's graph.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">Element type, one of <see cref="DataType"/>.</param>
/// <param name="Dims">Extents; 0 for one that the file leaves open.</param>
internal sealed record OnnxFileInput(string Name, long Type, long[] Dims);

/// <summary>
/// The structure of an .onnx file: its nodes, constants, inputs and outputs. OnnxSchema.cs has the field numbers. The contents of
/// attributes and constants are read only when they are used.
/// </summary>
internal sealed class OnnxFile
{
    private const int MaxNodes = 20_000, MaxConstants = 50_000, MaxInputs = 1_000, MaxOutputs = 1_000, MaxNames = 200_000, MaxAxes = 8;

    private int _names;

    private OnnxFile()
    {
    }

    internal List<OnnxFileNode> Nodes { get; } = [];

    internal Dictionary<string, ProtoMessage> Constants { get; } = [];

    internal List<OnnxFileInput> Inputs { get; } = [];

    internal List<string> Outputs { get; } = [];

    /// <summary>Version of ONNX's own operators.</summary>
    internal int Opset { get; private set; } = 1;

    /// <summary>Reads a file's structure.</summary>
    /// <exception cref="ModelException">The file holds no graph, or more nodes, constants or names than a model can have.</exception>
    internal static OnnxFile Read(byte[] bytes)
    {
        OnnxFile file = new();
        ProtoMessage model = new(bytes, 0, bytes.Length);
        foreach (ProtoMessage set in model.Messages(ModelField.OperatorSet))
            if (set.Text(OperatorSetField.Domain) is "" or "ai.onnx")
                file.Opset = (int)Math.Clamp(set.Field(OperatorSetField.Version)?.Long ?? 0, 1, 1000);
        if (model.Field(ModelField.Graph) is not { IsBytes: true } graph)
            throw new ModelException("the file is no ONNX model, because it holds no graph; give another file");
        foreach (ProtoField field in graph.Message.Fields())
        {
            switch (field.Number)
            {
                case GraphField.Node when field.IsBytes: Add(file.Nodes, file.ReadNode(field.Message), MaxNodes, "nodes"); break;
                case GraphField.Initializer when field.IsBytes:
                    if (file.Constants.Count == MaxConstants)
                        throw new ModelException($"the model has more than {Amount.Of(MaxConstants, "constant")}; use a smaller model");
                    file.Constants[field.Message.Text(TensorField.Name)] = field.Message;
                    break;
                // Old files list the constants also among the inputs.
                case GraphField.Input when field.IsBytes: Add(file.Inputs, ReadInput(field.Message), MaxConstants, "inputs"); break;
                case GraphField.Output when field.IsBytes:
                    Add(file.Outputs, field.Message.Text(ValueField.Name), MaxOutputs, "outputs");
                    break;
                case GraphField.SparseInitializer:
                    throw new ModelException("sparse constants are not supported; save the model without them");
            }
        }
        file.Inputs.RemoveAll(input => file.Constants.ContainsKey(input.Name));
        return file.Inputs.Count <= MaxInputs ? file
            : throw new ModelException($"the model has more than {Amount.Of(MaxInputs, "input")}; use a smaller model");
    }

    private OnnxFileNode ReadNode(ProtoMessage message)
    {
        string type = "", domain = "", name = "";
        List<string> inputs = [], outputs = [];
        Dictionary<string, ProtoMessage> attributes = [];
        foreach (ProtoField field in message.Fields())
        {
            if (field.Number is NodeField.Input or NodeField.Output or NodeField.Attribute && ++_names > MaxNames)
                throw new ModelException($"the nodes have more than {Amount.Of(MaxNames, "name")} of inputs, outputs and attributes; use a "
                    + "smaller model");
            switch (field.Number)
            {
                case NodeField.Input: inputs.Add(field.Text); break;
                case NodeField.Output: outputs.Add(field.Text); break;
                case NodeField.Name: name = field.Text; break;
                case NodeField.Type: type = field.Text; break;
                case NodeField.Attribute when field.IsBytes: attributes[field.Message.Text(AttributeField.Name)] = field.Message; break;
                case NodeField.Domain: domain = field.Text; break;
            }
        }
        return new OnnxFileNode(type, domain == "ai.onnx" ? "" : domain, name, [.. inputs], [.. outputs], attributes);
    }

    private static OnnxFileInput ReadInput(ProtoMessage message)
    {
        long type = 0;
        List<long> dims = [];
        IEnumerable<ProtoMessage> tensors = message.Messages(ValueField.Type).SelectMany(part => part.Messages(TypeField.Tensor));
        foreach (ProtoField part in tensors.SelectMany(tensor => tensor.Fields()))
        {
            if (part.Number == TensorTypeField.ElementType) type = part.Long;
            if (part.Number != TensorTypeField.Shape || !part.IsBytes) continue;
            foreach (ProtoMessage dim in part.Message.Messages(ShapeField.Dimension))
                Add(dims, dim.Field(DimensionField.Value)?.Long ?? 0, MaxAxes, "axes of an input");
        }
        return new OnnxFileInput(message.Text(ValueField.Name), type, [.. dims]);
    }

    private static void Add<T>(List<T> list, T item, int max, string what)
    {
        if (list.Count == max) throw new ModelException($"the model has more than {Amount.Of(max)} {what}; use a smaller model");
        list.Add(item);
    }
}
