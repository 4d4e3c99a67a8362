using System.Reflection;
using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Profile;

/// <summary>All objects and arrays that an object refers to.</summary>
internal static class ObjectGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The object and all objects that can be reached from it, each once. Strings and delegates are left out.</summary>
    /// <param name="root">The object to begin with.</param>
    /// <param name="except">Objects that are left out, together with all that can be reached only through them.</param>
    internal static IEnumerable<object> Of(object? root, params IEnumerable<object> except)
    {
        HashSet<object> seen = new(except, ReferenceEqualityComparer.Instance);
        Stack<object?> left = new([root]);
        while (left.TryPop(out object? value))
        {
            if (value is null or string or Delegate || value.GetType().IsValueType || !seen.Add(value)) continue;
            yield return value;
            if (value is not Array array)
                foreach (FieldInfo field in FieldsOf(value).Where(field => !field.FieldType.IsValueType)) left.Push(field.GetValue(value));
            else if (!Element(array).IsValueType)
                foreach (object? element in array) left.Push(element);
        }
    }

    /// <summary>The instance fields of an object, those of its base classes too.</summary>
    internal static IEnumerable<FieldInfo> FieldsOf(object value)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            foreach (FieldInfo field in type.GetFields(Fields)) yield return field;
    }

    internal static Type Element(Array array) => array.GetType().GetElementType()!;

    /// <summary>
    /// Size of an array's elements in bytes. They are numbers or bools; a bool takes one byte, but Marshal.SizeOf would give four.
    /// </summary>
    internal static long Bytes(Array array) => array.LongLength * (Element(array) == typeof(bool) ? 1 : Marshal.SizeOf(Element(array)));
}

/// <summary>
/// Adds up the size of the elements of all arrays that an object holds. This is the heap that a model takes, without the 20 bytes that the
/// runtime adds to each array.
/// </summary>
internal static class ArrayBytes
{
    /// <summary>
    /// Adds up, for each owner, the arrays that can be reached from its objects. Arrays that several owners reach belong to owner 0.
    /// </summary>
    /// <param name="owners">Number of owners, with owner 0.</param>
    /// <param name="roots">Objects and their owners. Those of owner 0, which may hold the others, come last.</param>
    internal static long[] Of(int owners, IEnumerable<(object? Root, int Owner)> roots)
    {
        Dictionary<Array, int> owned = new(ReferenceEqualityComparer.Instance);
        foreach ((object? root, int owner) in roots)
            foreach (Array array in ObjectGraph.Of(root).OfType<Array>().Where(array => ObjectGraph.Element(array).IsValueType))
                if (!owned.TryAdd(array, owner) && owner > 0 && owned[array] != owner) owned[array] = 0;
        long[] bytes = new long[owners];
        foreach ((Array array, int owner) in owned) bytes[owner] += ObjectGraph.Bytes(array);
        return bytes;
    }
}

/// <summary>
/// Computes the heap that objects take on a 32-bit chip from the same objects on the desktop. In nanoCLR an object takes 12 bytes, and 12
/// more for each field. An array takes 20 bytes and its elements, where a reference takes 12 bytes; the sum is rounded up to a multiple of
/// 12.
/// </summary>
internal static class DeviceHeap
{
    private const int Block = 12, ArrayHead = 20;

    /// <summary>Heap that an array takes, in bytes.</summary>
    /// <param name="bytes">Size of its elements, in bytes.</param>
    internal static long Array(long bytes) => (ArrayHead + bytes + Block - 1) / Block * Block;

    /// <summary>Heap of all objects that can be reached, and heap of the largest array among them, in bytes.</summary>
    /// <param name="root">The object to begin with.</param>
    /// <param name="others">Objects that are not counted, together with all that can be reached only through them.</param>
    internal static (long Bytes, long LargestArray) Of(object root, params IEnumerable<object> others)
    {
        long bytes = 0, largest = 0;
        foreach (object value in ObjectGraph.Of(root, others))
        {
            long size = value is not Array array ? Block * (1 + ObjectGraph.FieldsOf(value).Count())
                : Array(ObjectGraph.Element(array).IsValueType ? ObjectGraph.Bytes(array) : Block * array.LongLength);
            bytes += size;
            if (value is Array) largest = Math.Max(largest, size);
        }
        return (bytes, largest);
    }
}
