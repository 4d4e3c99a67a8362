using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Graphs;

/// <summary>Values of tensors as the bytes of a model file: little-endian, as every machine that .NET 10 runs on stores them.</summary>
internal static class RawValues
{
    /// <summary>The values that the bytes are, as an array of the element type.</summary>
    internal static Array Read(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Int8 => MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(),
        ElementType.Int32 => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
        _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
    };

    /// <summary>uint8 values as int8, 128 lower.</summary>
    internal static sbyte[] ReadUnsigned(ReadOnlySpan<byte> bytes)
    {
        sbyte[] values = MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
        for (int i = 0; i < values.Length; i++) values[i] ^= -128;
        return values;
    }

    /// <summary>The bytes of an array of numbers.</summary>
    internal static byte[] BytesOf(Array values)
    {
        byte[] bytes = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
