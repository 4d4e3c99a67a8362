using System.Reflection;

namespace EdgeConv.Tests;

/// <summary>Adds up what an object holds, by reflection.</summary>
internal static class ArrayMemory
{
    /// <summary>Bytes of the elements of all arrays of numbers that can be reached from an object, each array once.</summary>
    public static long BytesOf(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        long bytes = 0;
        while (open.TryPop(out object? item))
        {
            if (item is string || !seen.Add(item)) continue;
            if (item is Array array)
            {
                if (array.GetType().GetElementType()!.IsPrimitive) bytes += Buffer.ByteLength(array);
                else
                    foreach (object? element in array)
                        if (element is not null) open.Push(element);
                continue;
            }
            for (Type? type = item.GetType(); type is not null; type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!field.FieldType.IsValueType && field.GetValue(item) is { } value) open.Push(value);
        }
        return bytes;
    }
}
