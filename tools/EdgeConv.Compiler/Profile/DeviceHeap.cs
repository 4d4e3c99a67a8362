using System.Reflection;
using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Profile;

/// <summary>All objects and arrays that an object refers to.</summary>
internal static class ObjectGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The object and all that it refers to, each once; strings and delegates are left out.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="except">Objects that are left out with what only they refer to.</param>
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

    /// <summary>Bytes of an array's elements, which are numbers or bools: a bool is one byte in memory, four for native code.</summary>
    internal static long Bytes(Array array) => array.LongLength * (Element(array) == typeof(bool) ? 1 : Marshal.SizeOf(Element(array)));
}

/// <summary>
/// Bytes of the elements of all arrays an object holds: what a model takes of the heap, without the runtime's 20 bytes per array.
/// </summary>
internal static class ArrayBytes
{
    /// <summary>Adds up per owner what its roots reach; what several owners reach is owner 0's.</summary>
    /// <param name="owners">Number of owners, 0 included.</param>
    /// <param name="roots">Objects and their owners; those of owner 0, which may hold the others, last.</param>
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
/// What objects take of the heap of a chip of 32 bits, worked out from the same objects on the desktop. nanoCLR gives a field 12 bytes
/// and an object 12 besides; an array 20 bytes and its elements, 12 bytes for a reference, in steps of 12.
/// </summary>
internal static class DeviceHeap
{
    private const int Block = 12, ArrayHead = 20;

    /// <summary>Bytes of an array.</summary>
    /// <param name="bytes">Bytes of its elements.</param>
    internal static long Array(long bytes) => (ArrayHead + bytes + Block - 1) / Block * Block;

    /// <summary>Bytes of all objects that can be reached, and those of the largest array.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="others">Objects that belong to something else, with what only they reach.</param>
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
