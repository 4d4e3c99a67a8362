using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// Converts between arrays of numbers and the bytes of a model file, which are little-endian, as on every machine that .NET 10 runs on.
/// </summary>
internal static class RawValues
{
    /// <summary>Reads bytes as an array of numbers of the element type: sbyte[], int[], long[] or float[].</summary>
    internal static Array Read(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Int8 => MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(),
        ElementType.Int32 => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
        _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
    };

    /// <summary>Reads bytes as uint8 values and gives each as an int8 that is 128 lower: 0 becomes -128.</summary>
    internal static sbyte[] ReadUnsigned(ReadOnlySpan<byte> bytes)
    {
        sbyte[] values = MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
        for (int i = 0; i < values.Length; i++) values[i] ^= -128;
        return values;
    }

    internal static byte[] BytesOf(Array values)
    {
        byte[] bytes = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
