namespace EdgeConv.Compiler.Graphs;

/// <summary>The values of all tensors of one inference.</summary>
public sealed class TensorValues
{
    private readonly Dictionary<Tensor, Array> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value of a tensor, row-major: its constant, or the array that was given to <see cref="Set"/>.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    public Array Of(Tensor tensor) => tensor.Constant ?? (_values.TryGetValue(tensor, out Array? value) ? value
        : throw new ModelException($"tensor '{tensor.Name}' is used before it has a value; export the model again"));

    /// <summary>The value of an int8 tensor, row-major.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    /// <exception cref="InvalidCastException">The value is not int8.</exception>
    public sbyte[] Int8(Tensor tensor) => (sbyte[])Of(tensor);

    /// <summary>The value of an int32 tensor, row-major.</summary>
    /// <exception cref="ModelException">The tensor has no value yet.</exception>
    /// <exception cref="InvalidCastException">The value is not int32.</exception>
    public int[] Int32(Tensor tensor) => (int[])Of(tensor);

    /// <summary>Sets a tensor's value.</summary>
    /// <param name="tensor">A tensor that is not a constant.</param>
    /// <param name="value">sbyte[], int[], long[] or float[], row-major, with as many elements as the tensor's shape. It is not
    /// copied.</param>
    public void Set(Tensor tensor, Array value) => _values[tensor] = value;

    /// <summary>Sets a new array of zeros as the value of an int8 tensor, and returns it for the caller to fill.</summary>
    public sbyte[] NewInt8(Tensor tensor)
    {
        sbyte[] value = new sbyte[tensor.Shape.Length];
        Set(tensor, value);
        return value;
    }

    /// <summary>True if the tensor is a constant or its value was set.</summary>
    public bool Has(Tensor tensor) => tensor.IsConstant || _values.ContainsKey(tensor);
}
