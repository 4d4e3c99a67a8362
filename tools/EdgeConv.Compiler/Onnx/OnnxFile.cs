namespace EdgeConv.Compiler.Onnx;

/// <summary>A node of the file.</summary>
/// <param name="Type">Operator, e.g. Conv.</param>
/// <param name="Domain">Operator set; empty for ONNX's own.</param>
/// <param name="Name">May be empty.</param>
/// <param name="Inputs">Names; empty where an optional one is left out.</param>
/// <param name="Outputs">Names; empty where one is left out.</param>
/// <param name="Attributes">By name.</param>
internal sealed record OnnxFileNode(string Type, string Domain, string Name, string[] Inputs, string[] Outputs, Dictionary<string,
    ProtoMessage> Attributes)
{
    /// <summary>What messages call the node: its operator and its name, or its first output's.</summary>
    internal string Label =>
        $"{OnnxText.Short(Type)} '{OnnxText.Short(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "")}'";
}

/// <summary>An input of the file's graph.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Extents; 0 where the file leaves one open.</param>
internal sealed record OnnxFileInput(string Name, long Type, long[] Dims);

/// <summary>
/// What an ONNX file holds, by the field numbers of its format. ModelProto: graph 7, opset_import 8 (domain 1, version 2). GraphProto: node
/// 1, initializer 5, input 11, output 12, sparse_initializer 15. Attributes and constants are looked into only when they are used.
/// </summary>
internal sealed class OnnxFile
{
    private const int MostNodes = 20_000, MostConstants = 50_000, MostBorders = 1_000, MostNames = 200_000;

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
    /// <exception cref="ModelException">More of anything than a model can have.</exception>
    internal static OnnxFile Read(byte[] bytes)
    {
        OnnxFile file = new();
        ProtoMessage? graph = null;
        foreach (ProtoField field in new ProtoMessage(bytes, 0, bytes.Length).Fields())
        {
            if (field.Number == ModelField.Graph && field.IsBytes) graph = field.Message;
            if (field.Number == ModelField.OperatorSet && field.IsBytes)
            {
                string domain = "";
                long version = 0;
                foreach (ProtoField part in field.Message.Fields())
                {
                    if (part.Number == OperatorSetField.Domain) domain = part.Text;
                    if (part.Number == OperatorSetField.Version) version = part.Long;
                }
                if (domain is "" or "ai.onnx") file.Opset = (int)Math.Clamp(version, 1, 1000);
            }
        }
        if (graph is not { } found) throw new ModelException("no ONNX model: it holds no graph");
        foreach (ProtoField field in found.Fields())
        {
            switch (field.Number)
            {
                case GraphField.Node when field.IsBytes:
                    Add(file.Nodes, file.ReadNode(field.Message), MostNodes, "nodes");
                    break;
                case GraphField.Initializer when field.IsBytes:
                    string name = field.Message.Fields().Where(f => f.Number == TensorField.Name).Select(f => f.Text).LastOrDefault() ?? "";
                    if (file.Constants.Count == MostConstants)
                        throw new ModelException($"more than {Amount.Of(MostConstants, "constant")}");
                    file.Constants[name] = field.Message;
                    break;
                case GraphField.Input when field.IsBytes: Add(file.Inputs, ReadInput(field.Message), MostConstants, "inputs"); break;
                case GraphField.Output when field.IsBytes:
                    Add(file.Outputs, field.Message.Fields().Where(f => f.Number == ValueField.Name).Select(f => f.Text).LastOrDefault()
                        ?? "", MostBorders, "outputs");
                    break;
                case GraphField.SparseInitializer:
                    throw new ModelException("sparse constants are not supported; save the model without "
                    + "them");
            }
        }
        // Old files list constants among the inputs too.
        file.Inputs.RemoveAll(input => file.Constants.ContainsKey(input.Name));
        if (file.Inputs.Count > MostBorders) throw new ModelException($"more than {Amount.Of(MostBorders, "input")}");
        return file;
    }

    private OnnxFileNode ReadNode(ProtoMessage message)
    {
        string type = "", domain = "", name = "";
        List<string> inputs = [], outputs = [];
        Dictionary<string, ProtoMessage> attributes = [];
        foreach (ProtoField field in message.Fields())
        {
            if (field.Number is NodeField.Input or NodeField.Output or NodeField.Attribute && ++_names > MostNames)
                throw new ModelException($"more than {Amount.Of(MostNames, "name")} at its nodes");
            switch (field.Number)
            {
                case NodeField.Input: inputs.Add(field.Text); break;
                case NodeField.Output: outputs.Add(field.Text); break;
                case NodeField.Name: name = field.Text; break;
                case NodeField.Type: type = field.Text; break;
                case NodeField.Attribute when field.IsBytes:
                    string attribute = field.Message.Fields().Where(f => f.Number == AttributeField.Name).Select(f =>
                        f.Text).FirstOrDefault() ?? "";
                    attributes[attribute] = field.Message;
                    break;
                case NodeField.Domain: domain = field.Text; break;
            }
        }
        return new OnnxFileNode(type, domain == "ai.onnx" ? "" : domain, name, [.. inputs], [.. outputs], attributes);
    }

    private static OnnxFileInput ReadInput(ProtoMessage message)
    {
        string name = "";
        long type = 0;
        List<long> dims = [];
        foreach (ProtoField field in message.Fields())
        {
            if (field.Number == ValueField.Name) name = field.Text;
            if (field.Number != ValueField.Type) continue;
            foreach (ProtoField part in Inside(Inside([field], TypeField.Tensor)))
            {
                if (part.Number == TensorTypeField.ElementType) type = part.Long;
                if (part.Number != TensorTypeField.Shape) continue;
                foreach (ProtoField dim in Inside([part], ShapeField.Dimension))
                    Add(dims, dim.Message.Fields().Where(f => f.Number == DimensionField.Value && !f.IsBytes).Select(f =>
                        f.Long).LastOrDefault(), 8, "axes of an input");
            }
        }
        return new OnnxFileInput(name, type, [.. dims]);

        static IEnumerable<ProtoField> Inside(IEnumerable<ProtoField> fields, int? only = null) =>
            fields.Where(f => f.IsBytes).SelectMany(f => f.Message.Fields()).Where(f => only is null || f.Number == only);
    }

    private static void Add<T>(List<T> list, T item, int most, string what)
    {
        if (list.Count == most) throw new ModelException($"more than {most} {what}");
        list.Add(item);
    }
}
