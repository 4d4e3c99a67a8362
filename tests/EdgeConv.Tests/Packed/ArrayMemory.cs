namespace EdgeConv.Tests.Packed;

/// <summary>Adds up what an object holds, by reflection.</summary>
internal static class ArrayMemory
{
    /// <summary>Bytes of the elements of all arrays of numbers that can be reached from an object, each array once.</summary>
    public static long BytesOf(object root) => SizesOf(root).Sum();

    /// <summary>Bytes of the largest array but one of the size given.</summary>
    public static long LargestOf(object root, long except)
    {
        List<long> sizes = [.. SizesOf(root)];
        sizes.Remove(except);
        return sizes.Max();
    }

    private static IEnumerable<long> SizesOf(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        while (open.TryPop(out object? item))
        {
            if (item is string || !seen.Add(item)) continue;
            if (item is Array array)
            {
                if (array.GetType().GetElementType()!.IsPrimitive) yield return Buffer.ByteLength(array);
                else foreach (object element in array.Cast<object?>().OfType<object>()) open.Push(element);
                continue;
            }
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            for (Type? type = item.GetType(); type is not null; type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(Own))
                    if (!field.FieldType.IsValueType && field.GetValue(item) is { } value) open.Push(value);
        }
    }
}
