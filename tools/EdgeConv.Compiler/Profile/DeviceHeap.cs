using System.Reflection;
using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// What objects take of the heap of a chip of 32 bits, worked out from the same objects on the desktop. nanoCLR gives a field 12 bytes
/// and an object 12 besides; an array 20 bytes and its elements, 12 bytes for a reference, in steps of 12.
/// </summary>
internal static class DeviceHeap
{
    private const int Block = 12, ArrayHead = 20;

    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Bytes of an array.</summary>
    /// <param name="bytes">Bytes of its elements.</param>
    internal static long Array(long bytes) => (ArrayHead + bytes + Block - 1) / Block * Block;

    /// <summary>Bytes of all objects that can be reached, and those of the largest array.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="others">Objects that belong to something else, with what only they reach.</param>
    internal static (long Bytes, long LargestArray) Of(object root, params ReadOnlySpan<object> others)
    {
        long bytes = 0, largest = 0;
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (object other in others) seen.Add(other);
        Stack<object?> left = new([root]);
        while (left.TryPop(out object? value))
        {
            if (value is null or string or Delegate || value.GetType().IsValueType || !seen.Add(value)) continue;
            if (value is Array array)
            {
                long size = Array(array.LongLength * Width(array.GetType().GetElementType()!));
                bytes += size;
                largest = Math.Max(largest, size);
                if (!array.GetType().GetElementType()!.IsValueType)
                    foreach (object? element in array) left.Push(element);
                continue;
            }
            bytes += Block;
            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(Fields))
                {
                    bytes += Block;
                    if (!field.FieldType.IsValueType) left.Push(field.GetValue(value));
                }
        }
        return (bytes, largest);
    }

    // A bool is one byte in memory, four where it is handed to native code.
    private static int Width(Type element) => !element.IsValueType ? Block : element == typeof(bool) ? 1 : Marshal.SizeOf(element);
}
