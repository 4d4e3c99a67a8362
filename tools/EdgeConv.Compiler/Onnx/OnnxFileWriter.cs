using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>Writes .onnx files, which <see cref="OnnxFile"/> can read.</summary>
internal static class OnnxFileWriter
{
    // The version of the format that is written, IR_VERSION in onnx.proto.
    private const int FormatVersion = 8;

    /// <summary>Writes a model with one input and returns all bytes of the file.</summary>
    /// <param name="opset">Version of ONNX's own operators.</param>
    /// <param name="input">The input. An extent of 0 is left open in the file.</param>
    /// <param name="outputs">Names of the outputs; their types and extents follow from the nodes.</param>
    /// <param name="nodes">Nodes in running order.</param>
    /// <param name="constants">All constants that the nodes use.</param>
    internal static byte[] Write(int opset, OnnxFileInput input, IEnumerable<string> outputs, IEnumerable<OnnxFileNode> nodes,
        IEnumerable<OnnxConstant> constants) => Message(model =>
    {
        Number(model, ModelField.FormatVersion, FormatVersion);
        Text(model, ModelField.Producer, "EdgeConv");
        Bytes(model, ModelField.Graph, Message(graph =>
        {
            foreach (OnnxFileNode node in nodes) Bytes(graph, GraphField.Node, Node(node));
            Text(graph, GraphField.Name, "graph");
            foreach (OnnxConstant constant in constants) Bytes(graph, GraphField.Initializer, Tensor(constant));
            Bytes(graph, GraphField.Input, Input(input));
            foreach (string output in outputs) Bytes(graph, GraphField.Output, Message(o => Text(o, ValueField.Name, output)));
        }));
        Bytes(model, ModelField.OperatorSet, Message(set => Number(set, OperatorSetField.Version, opset)));
    });

    internal static ProtoMessage Attribute(string name, long value) =>
        Attribute(name, AttributeType.Int, o => Number(o, AttributeField.Int, value));

    internal static ProtoMessage Attribute(string name, IEnumerable<int> values) => Attribute(name, AttributeType.Ints, o =>
    {
        foreach (int value in values) Number(o, AttributeField.Ints, value);
    });

    internal static ProtoMessage Attribute(string name, float value) => Attribute(name, AttributeType.Float, o =>
    {
        o.WriteTag(AttributeField.Float, WireFormat.WireType.Fixed32);
        o.WriteFloat(value);
    });

    private static ProtoMessage Attribute(string name, int type, Action<CodedOutputStream> writeValue)
    {
        byte[] bytes = Message(o =>
        {
            Text(o, AttributeField.Name, name);
            writeValue(o);
            Number(o, AttributeField.Type, type);
        });
        return new ProtoMessage(bytes, 0, bytes.Length);
    }

    private static byte[] Node(OnnxFileNode node) => Message(o =>
    {
        foreach (string input in node.Inputs) Text(o, NodeField.Input, input);
        foreach (string output in node.Outputs) Text(o, NodeField.Output, output);
        Text(o, NodeField.Name, node.Name);
        Text(o, NodeField.Type, node.Type);
        foreach (ProtoMessage attribute in node.Attributes.Values) Bytes(o, NodeField.Attribute, attribute.Bytes.ToArray());
        if (node.Domain.Length > 0) Text(o, NodeField.Domain, node.Domain);
    });

    private static byte[] Tensor(OnnxConstant constant) => Message(o =>
    {
        foreach (int extent in constant.Dims) Number(o, TensorField.Dims, extent);
        Number(o, TensorField.DataType,
            constant.Values switch { float[] => DataType.Float, sbyte[] => DataType.Int8, int[] => DataType.Int32, _ => DataType.Int64 });
        Text(o, TensorField.Name, constant.Name);
        Bytes(o, TensorField.RawData, RawValues.BytesOf(constant.Values));
    });

    private static byte[] Input(OnnxFileInput input) => Message(o =>
    {
        Text(o, ValueField.Name, input.Name);
        Bytes(o, ValueField.Type, Message(type => Bytes(type, TypeField.Tensor, Message(tensor =>
        {
            Number(tensor, TensorTypeField.ElementType, input.Type);
            Bytes(tensor, TensorTypeField.Shape, Message(shape =>
            {
                foreach (long extent in input.Dims)
                    Bytes(shape, ShapeField.Dimension, extent > 0 ? Message(dim => Number(dim, DimensionField.Value, extent)) : []);
            }));
        }))));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    }
}
