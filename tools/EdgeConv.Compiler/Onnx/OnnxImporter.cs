using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Reads quantized .onnx models, in QDQ form (QuantizeLinear and DequantizeLinear around float operators) and in QOperator form
/// (QLinearConv and its like). Maps are turned from NCHW to NHWC: an input of [N, C, H, W] becomes one of [N, H, W, C], and so does an
/// output that is a map. uint8 activations become int8, 128 lower, zero points too. A float input or output is quantized outside the
/// network: the graph takes and gives int8.
/// An open batch is 1. The result computes as TensorFlow Lite does; ONNX Runtime rounds otherwise and differs by one here and there.
/// </summary>
public static class OnnxImporter
{
    /// <summary>Largest file taken; the models a board runs are below 2 MB.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Names of all operators that are read, in ONNX's own or com.microsoft's set.</summary>
    public static IEnumerable<string> OperatorNames => OnnxOperators.Names;

    /// <summary>
    /// True where the bytes look like an .onnx file, which has no mark of its own: a small format version, followed by a known field of a
    /// model.
    /// </summary>
    public static bool Recognizes(ReadOnlySpan<byte> file) =>
        file.Length > 4 && ((file[0] == 0x08 && file[1] is > 0 and < 64 && file[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42)
            || (file[0] == 0x3A && file[1] != 0));

    /// <summary>Reads a model.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ModelException">Damaged, float, or with operators or types that are not supported: the message names
    /// each.</exception>
    public static Graph Read(string name, byte[] file)
    {
        if (file.Length > MaxBytes)
            throw new ModelException($"a file of {Amount.Of(file.Length, "byte")}; at most {Amount.Of(MaxBytes)} are read");
        try
        {
            return new OnnxTranslation(OnnxFile.Read(file)).Run(name);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException("the file is damaged: " + OnnxText.Short(e.Message), e);
        }
    }
}
