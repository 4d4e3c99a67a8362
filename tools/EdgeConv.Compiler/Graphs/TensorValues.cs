namespace EdgeConv.Compiler.Graphs;

/// <summary>The values of all tensors of one inference.</summary>
public sealed class TensorValues
{
    private readonly Dictionary<Tensor, Array> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value of a tensor, row-major: its constant, what was set, or what was computed.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    public Array Of(Tensor tensor) => tensor.Constant ?? (_values.TryGetValue(tensor, out Array? value) ? value
        : throw new ModelException($"tensor '{tensor.Name}' is used before it has a value"));

    /// <summary>The value of an int8 tensor.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    /// <exception cref="InvalidCastException">The value is not int8.</exception>
    public sbyte[] Int8(Tensor tensor) => (sbyte[])Of(tensor);

    /// <summary>The value of an int32 tensor.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    /// <exception cref="InvalidCastException">The value is not int32.</exception>
    public int[] Int32(Tensor tensor) => (int[])Of(tensor);

    /// <summary>Sets a tensor's value.</summary>
    /// <param name="tensor">Not a constant.</param>
    /// <param name="value">sbyte[], int[], long[] or float[] of as many elements as the tensor's shape; it is not copied.</param>
    public void Set(Tensor tensor, Array value) => _values[tensor] = value;

    /// <summary>Sets a new int8 array as the tensor's value and returns it to be filled.</summary>
    public sbyte[] NewInt8(Tensor tensor)
    {
        sbyte[] value = new sbyte[tensor.Shape.Length];
        Set(tensor, value);
        return value;
    }

    /// <summary>True if <see cref="Of"/> has a value.</summary>
    public bool Has(Tensor tensor) => tensor.IsConstant || _values.ContainsKey(tensor);
}
