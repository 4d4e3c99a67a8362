using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Onnx;

/// <summary>A node of the file.</summary>
/// <param name="Type">Operator, e.g. Conv.</param>
/// <param name="Domain">Operator set; empty for ONNX's own.</param>
/// <param name="Name">May be empty.</param>
/// <param name="Inputs">Names; empty where an optional one is left out.</param>
/// <param name="Outputs">Names; empty where one is left out.</param>
/// <param name="Attributes">By name.</param>
internal sealed record OnnxFileNode(string Type, string Domain, string Name, string[] Inputs, string[] Outputs, Dictionary<string, ProtoMessage> Attributes)
{
    /// <summary>What messages call the node: its operator and its name, or its first output's.</summary>
    internal string Label => $"{OnnxText.Short(Type)} '{OnnxText.Short(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "")}'";
}

/// <summary>An input of the file's graph.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Extents; 0 where the file leaves one open.</param>
internal sealed record OnnxFileInput(string Name, long Type, long[] Dims);

/// <summary>
/// What an ONNX file holds, by the field numbers of its format. ModelProto: graph 7, opset_import 8 (domain 1, version 2). GraphProto: node 1,
/// initializer 5, input 11, output 12, sparse_initializer 15. Attributes and constants are looked into only when they are used.
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
            if (field.Number == 7 && field.IsBytes) graph = field.Message;
            if (field.Number == 8 && field.IsBytes)
            {
                string domain = "";
                long version = 0;
                foreach (ProtoField part in field.Message.Fields())
                {
                    if (part.Number == 1) domain = part.Text;
                    if (part.Number == 2) version = part.Long;
                }
                if (domain is "" or "ai.onnx") file.Opset = (int)Math.Clamp(version, 1, 1000);
            }
        }
        if (graph is not { } found) throw new ModelException("no ONNX model: it holds no graph");
        foreach (ProtoField field in found.Fields())
        {
            switch (field.Number)
            {
                case 1 when field.IsBytes:
                    Add(file.Nodes, file.ReadNode(field.Message), MostNodes, "nodes");
                    break;
                case 5 when field.IsBytes:
                    string name = field.Message.Fields().Where(f => f.Number == 8).Select(f => f.Text).LastOrDefault() ?? "";
                    if (file.Constants.Count == MostConstants) throw new ModelException($"more than {Amount.Of(MostConstants, "constant")}");
                    file.Constants[name] = field.Message;
                    break;
                case 11 when field.IsBytes: Add(file.Inputs, ReadInput(field.Message), MostConstants, "inputs"); break;
                case 12 when field.IsBytes:
                    Add(file.Outputs, field.Message.Fields().Where(f => f.Number == 1).Select(f => f.Text).LastOrDefault() ?? "", MostBorders, "outputs");
                    break;
                case 15: throw new ModelException("sparse constants are not supported; save the model without them");
            }
        }
        // Old files list constants among the inputs too.
        file.Inputs.RemoveAll(input => file.Constants.ContainsKey(input.Name));
        if (file.Inputs.Count > MostBorders) throw new ModelException($"more than {Amount.Of(MostBorders, "input")}");
        return file;
    }

    // NodeProto: input 1, output 2, name 3, op_type 4, attribute 5 (its name 1), domain 7.
    private OnnxFileNode ReadNode(ProtoMessage message)
    {
        string type = "", domain = "", name = "";
        List<string> inputs = [], outputs = [];
        Dictionary<string, ProtoMessage> attributes = [];
        foreach (ProtoField field in message.Fields())
        {
            if (field.Number is 1 or 2 or 5 && ++_names > MostNames) throw new ModelException($"more than {Amount.Of(MostNames, "name")} at its nodes");
            switch (field.Number)
            {
                case 1: inputs.Add(field.Text); break;
                case 2: outputs.Add(field.Text); break;
                case 3: name = field.Text; break;
                case 4: type = field.Text; break;
                case 5 when field.IsBytes:
                    string attribute = field.Message.Fields().Where(f => f.Number == 1).Select(f => f.Text).FirstOrDefault() ?? "";
                    attributes[attribute] = field.Message;
                    break;
                case 7: domain = field.Text; break;
            }
        }
        return new OnnxFileNode(type, domain == "ai.onnx" ? "" : domain, name, [.. inputs], [.. outputs], attributes);
    }

    // ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; its elem_type 1, shape 2; its dim 1; its dim_value 1.
    private static OnnxFileInput ReadInput(ProtoMessage message)
    {
        string name = "";
        long type = 0;
        List<long> dims = [];
        foreach (ProtoField field in message.Fields())
        {
            if (field.Number == 1) name = field.Text;
            if (field.Number != 2) continue;
            foreach (ProtoField part in Inside(Inside([field], 1)))
            {
                if (part.Number == 1) type = part.Long;
                if (part.Number != 2) continue;
                foreach (ProtoField dim in Inside([part], 1))
                    Add(dims, dim.Message.Fields().Where(f => f.Number == 1 && !f.IsBytes).Select(f => f.Long).LastOrDefault(), 8, "axes of an input");
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
