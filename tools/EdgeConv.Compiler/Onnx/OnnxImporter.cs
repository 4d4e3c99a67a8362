using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Reads quantized .onnx models, in QDQ form (float operators between DequantizeLinear and QuantizeLinear) and in QOperator form
/// (QLinearConv and similar operators).
/// </summary>
/// <remarks>
/// The graph differs from the file in these points. Maps are NHWC instead of NCHW: an input or output of [N, C, H, W] becomes one of
/// [N, H, W, C]. uint8 activations become int8: values and zero points are 128 lower. Float inputs and outputs become int8, so that the
/// caller quantizes and dequantizes. A batch that the file leaves open becomes 1. The graph rounds as TensorFlow Lite does; ONNX Runtime
/// rounds differently, so that some of its values differ by one.
/// </remarks>
public static class OnnxImporter
{
    /// <summary>Maximum size of an .onnx file, in bytes: 64 MB. Models that boards run are below 2 MB.</summary>
    public const int MaxBytes = 64 << 20;

    // First bytes of a model: the tag of its format version, the maximum of that version, and the tag of its graph.
    private const byte FormatVersionTag = 0x08, MaxFormatVersion = 63, GraphTag = 0x3A;

    /// <summary>Names of all operators that are read, of ONNX's own operator set and of com.microsoft, in alphabetical order.</summary>
    public static IEnumerable<string> OperatorNames => OnnxOperators.Names;

    /// <summary>
    /// True if the bytes look like an .onnx file. Such a file has no identifier, so this checks that it begins with a small format version
    /// and another field of ModelProto, or with its graph.
    /// </summary>
    public static bool Recognizes(ReadOnlySpan<byte> file) => file.Length > 4
        && ((file[0] == FormatVersionTag && file[1] is > 0 and <= MaxFormatVersion
            // The tags of the fields 2 to 8 of ModelProto: field number * 8 + wire type, 0 for a number and 2 for bytes.
            && file[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or GraphTag or 0x42) || (file[0] == GraphTag && file[1] != 0));

    /// <summary>Reads a model.</summary>
    /// <param name="name">Name for the model.</param>
    /// <param name="file">All bytes of the file, at most <see cref="MaxBytes"/>.</param>
    /// <exception cref="ModelException">The file is damaged, the model is float, or it has operators or types that are not supported; the
    /// message names the operators.</exception>
    public static Graph Read(string name, byte[] file)
    {
        if (file.Length > MaxBytes)
            throw new ModelException($"the file has {Amount.Of(file.Length, "byte")}; at most {Amount.Of(MaxBytes)} are read");
        try
        {
            return new OnnxTranslation(OnnxFile.Read(file)).Run(name);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException($"the file is damaged; export the model again ({OnnxText.Short(e.Message)})", e);
        }
    }
}
