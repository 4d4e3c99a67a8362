using System.Runtime.InteropServices;
using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>Writes .onnx files by the field numbers of their format, see <see cref="OnnxFile"/>.</summary>
internal static class OnnxFileWriter
{
    private const int FormatVersion = 8;

    /// <summary>A file of one float input.</summary>
    /// <param name="opset">Version of ONNX's own operators.</param>
    /// <param name="input">Its open extents stay open.</param>
    /// <param name="outputs">Names; their types and extents follow from the nodes.</param>
    /// <param name="nodes">In running order.</param>
    /// <param name="constants">All that nodes use.</param>
    internal static byte[] Write(int opset, OnnxFileInput input, IEnumerable<string> outputs, IEnumerable<OnnxFileNode> nodes, IEnumerable<OnnxConstant> constants) => Message(model =>
    {
        Number(model, 1, FormatVersion);
        Text(model, 2, "EdgeConv");
        Bytes(model, 7, Message(graph =>
        {
            foreach (OnnxFileNode node in nodes) Bytes(graph, 1, Node(node));
            Text(graph, 2, "graph");
            foreach (OnnxConstant constant in constants) Bytes(graph, 5, Tensor(constant));
            Bytes(graph, 11, Input(input));
            foreach (string output in outputs) Bytes(graph, 12, Message(o => Text(o, 1, output)));
        }));
        Bytes(model, 8, Message(set => Number(set, 2, opset)));
    });

    /// <summary>An attribute of one integer.</summary>
    internal static ProtoMessage Attribute(string name, long value) => Part(o =>
    {
        Text(o, 1, name);
        Number(o, 3, value);
        Number(o, 20, 2);
    });

    /// <summary>An attribute of integers.</summary>
    internal static ProtoMessage Attribute(string name, IEnumerable<int> values) => Part(o =>
    {
        Text(o, 1, name);
        foreach (int value in values) Number(o, 8, value);
        Number(o, 20, 7);
    });

    /// <summary>An attribute of one float.</summary>
    internal static ProtoMessage Attribute(string name, float value) => Part(o =>
    {
        Text(o, 1, name);
        o.WriteTag(2, WireFormat.WireType.Fixed32);
        o.WriteFloat(value);
        Number(o, 20, 1);
    });

    private static ProtoMessage Part(Action<CodedOutputStream> write)
    {
        byte[] bytes = Message(write);
        return new ProtoMessage(bytes, 0, bytes.Length);
    }

    private static byte[] Node(OnnxFileNode node) => Message(o =>
    {
        foreach (string input in node.Inputs) Text(o, 1, input);
        foreach (string output in node.Outputs) Text(o, 2, output);
        Text(o, 3, node.Name);
        Text(o, 4, node.Type);
        foreach (ProtoMessage attribute in node.Attributes.Values) Bytes(o, 5, attribute.Bytes.ToArray());
        if (node.Domain.Length > 0) Text(o, 7, node.Domain);
    });

    private static byte[] Tensor(OnnxConstant constant) => Message(o =>
    {
        foreach (int extent in constant.Dims) Number(o, 1, extent);
        (int type, byte[] raw) = constant.Values switch
        {
            float[] v => (1, MemoryMarshal.AsBytes(v.AsSpan()).ToArray()),
            sbyte[] v => (3, MemoryMarshal.AsBytes(v.AsSpan()).ToArray()),
            int[] v => (6, MemoryMarshal.AsBytes(v.AsSpan()).ToArray()),
            _ => (7, MemoryMarshal.AsBytes(((long[])constant.Values).AsSpan()).ToArray()),
        };
        Number(o, 2, type);
        Text(o, 8, constant.Name);
        Bytes(o, 9, raw);
    });

    private static byte[] Input(OnnxFileInput input) => Message(o =>
    {
        Text(o, 1, input.Name);
        Bytes(o, 2, Message(type => Bytes(type, 1, Message(tensor =>
        {
            Number(tensor, 1, input.Type);
            Bytes(tensor, 2, Message(shape =>
            {
                foreach (long extent in input.Dims) Bytes(shape, 1, Message(dim => { if (extent > 0) Number(dim, 1, extent); }));
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
