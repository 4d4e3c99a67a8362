using Google.Protobuf;

namespace EdgeConv.Tests.Onnx;

/// <summary>Writes small .onnx files: the fields a model needs, by their numbers.</summary>
internal sealed class OnnxWriter(int opset = 17)
{
    private readonly List<byte[]> _nodes = [], _constants = [], _inputs = [], _outputs = [];

    /// <summary>Declares an input; an extent of 0 is left open.</summary>
    public OnnxWriter Input(string name, Type element, params int[] dims) => Added(_inputs, Port(name, element, dims));

    /// <summary>Declares an output.</summary>
    public OnnxWriter Output(string name, Type element, params int[] dims) => Added(_outputs, Port(name, element, dims));

    /// <summary>Adds a constant and returns its name.</summary>
    public string Constant(string name, Array values, params int[] dims)
    {
        _constants.Add(Tensor(name, values, dims));
        return name;
    }

    /// <summary>Adds an int8 constant of any dimensions whose data <paramref name="write"/> adds.</summary>
    public void RawConstant(string name, Action<CodedOutputStream> write, params long[] dims) => _constants.Add(Message(o =>
    {
        foreach (long extent in dims) Number(o, 1, extent);
        Number(o, 2, 3);
        Text(o, 8, name);
        write(o);
    }));

    /// <summary>Adds a node. Attributes are long, long[], float, string, or an array for a tensor.</summary>
    public OnnxWriter Node(
        string type, string[] inputs, string[] outputs, string domain = "", params (string Name, object Value)[] attributes) =>
        Added(_nodes, Message(o =>
        {
            foreach (string input in inputs) Text(o, 1, input);
            foreach (string output in outputs) Text(o, 2, output);
            Text(o, 3, "node_" + outputs[0]);
            Text(o, 4, type);
            foreach ((string name, object value) in attributes) Bytes(o, 5, Attribute(name, value));
            if (domain.Length > 0) Text(o, 7, domain);
        }));

    /// <summary>The file.</summary>
    public byte[] ToArray() => Message(o =>
    {
        Number(o, 1, 8);
        Text(o, 2, "EdgeConv.Tests");
        Bytes(o, 7, Message(graph =>
        {
            foreach (byte[] node in _nodes) Bytes(graph, 1, node);
            Text(graph, 2, "graph");
            foreach (byte[] constant in _constants) Bytes(graph, 5, constant);
            foreach (byte[] input in _inputs) Bytes(graph, 11, input);
            foreach (byte[] output in _outputs) Bytes(graph, 12, output);
        }));
        Bytes(o, 8, Message(set => Number(set, 2, opset)));
        Bytes(o, 8, Message(set =>
        {
            Text(set, 1, "com.microsoft");
            Number(set, 2, 1);
        }));
    });

    /// <summary>A message.</summary>
    public static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }

    public static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    public static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    public static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }

    private OnnxWriter Added(List<byte[]> to, byte[] message)
    {
        to.Add(message);
        return this;
    }

    private static byte[] Attribute(string name, object value) => Message(o =>
    {
        Text(o, 1, name);
        // The value's field, then its type.
        switch (value)
        {
            case long or int: Number(o, 3, Convert.ToInt64(value)); break;
            case float number: o.WriteTag(2, WireFormat.WireType.Fixed32); o.WriteFloat(number); break;
            case string text: Text(o, 4, text); break;
            case int[] numbers: foreach (int number in numbers) Number(o, 8, number); break;
            case (Array values, int[] dims): Bytes(o, 5, Tensor("", values, dims)); break;
            default: throw new ArgumentException(name);
        }
        Number(o, 20, value switch { float => 1, string => 3, int[] => 7, (Array, int[]) => 4, _ => 2 });
    });

    private static byte[] Tensor(string name, Array values, int[] dims) => Message(o =>
    {
        foreach (int extent in dims) Number(o, 1, extent);
        Number(o, 2, TypeOf(values.GetType().GetElementType()!));
        Text(o, 8, name);
        byte[] raw = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        Bytes(o, 9, raw);
    });

    private static byte[] Port(string name, Type element, int[] dims) => Message(o =>
    {
        Text(o, 1, name);
        Bytes(o, 2, Message(type => Bytes(type, 1, Message(tensor =>
        {
            Number(tensor, 1, TypeOf(element));
            Bytes(tensor, 2, Message(shape =>
            {
                foreach (int extent in dims)
                    Bytes(shape, 1, Message(dim =>
                    {
                        if (extent > 0) Number(dim, 1, extent);
                        else Text(dim, 2, "open");
                    }));
            }));
        }))));
    });

    private static int TypeOf(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Single => 1,
        TypeCode.Byte => 2,
        TypeCode.SByte => 3,
        TypeCode.Int32 => 6,
        TypeCode.Int64 => 7,
        _ => throw new ArgumentException(element.Name),
    };
}
