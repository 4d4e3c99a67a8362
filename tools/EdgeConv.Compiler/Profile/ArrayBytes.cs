using System.Reflection;
using System.Runtime.InteropServices;

namespace EdgeConv.Compiler.Profile;

/// <summary>Bytes of the elements of all arrays an object holds: what a model takes of the heap, without the runtime's 20 bytes per array.</summary>
internal static class ArrayBytes
{
    /// <summary>Adds up per owner what its roots reach; what several owners reach is owner 0's.</summary>
    /// <param name="owners">Number of owners, 0 included.</param>
    /// <param name="roots">Objects and their owners; those of owner 0, which may hold the others, last.</param>
    internal static long[] Of(int owners, IEnumerable<(object? Root, int Owner)> roots)
    {
        Dictionary<Array, int> owned = new(ReferenceEqualityComparer.Instance);
        foreach ((object? root, int owner) in roots)
            foreach (Array array in Reachable(root))
                if (!owned.TryAdd(array, owner) && owner > 0 && owned[array] != owner) owned[array] = 0;
        long[] bytes = new long[owners];
        foreach ((Array array, int owner) in owned) bytes[owner] += array.LongLength * Width(array.GetType().GetElementType()!);
        return bytes;
    }

    // A bool is one byte in memory, four where it is handed to native code.
    private static int Width(Type element) => element == typeof(bool) ? 1 : Marshal.SizeOf(element);

    private static IEnumerable<Array> Reachable(object? root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object?> left = new([root]);
        while (left.TryPop(out object? value))
        {
            if (value is null or string or Delegate || value.GetType().IsValueType || !seen.Add(value)) continue;
            if (value is Array array)
            {
                if (array.GetType().GetElementType()!.IsValueType) yield return array;
                else foreach (object? element in array) left.Push(element);
                continue;
            }
            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!field.FieldType.IsValueType) left.Push(field.GetValue(value));
        }
    }
}
