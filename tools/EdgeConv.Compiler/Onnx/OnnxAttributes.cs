namespace EdgeConv.Compiler.Onnx;

/// <summary>Attributes of a node, by name.</summary>
internal readonly struct OnnxAttributes(OnnxFileNode node)
{
    // Attributes are paddings, axes and the like: a longer list is damage.
    private const int MaxValues = 1_000;

    internal long Int(string name, long missing) => Field(name, AttributeField.Int)?.Long ?? missing;

    internal float Float(string name, float missing) => Field(name, AttributeField.Float)?.Float ?? missing;

    internal string Text(string name, string missing) => Field(name, AttributeField.Text)?.Text ?? missing;

    internal ProtoMessage? Tensor(string name) => Field(name, AttributeField.Tensor) is { IsBytes: true } field ? field.Message : null;

    /// <summary>A list of integers; null if there is none.</summary>
    /// <exception cref="ModelException">Longer than a node's can be, or outside int.</exception>
    internal int[]? Ints(string name) =>
        List(name, AttributeField.Ints, field => field.Longs().Select(value => value is >= int.MinValue and <= int.MaxValue ? (int)value
            : throw new ModelException($"attribute {name} has the value {value}, which is out of range")));

    /// <summary>A list of floats; null if there is none.</summary>
    /// <exception cref="ModelException">Longer than a node's can be.</exception>
    internal float[]? Floats(string name) => List(name, AttributeField.Floats, field => field.Floats());

    private T[]? List<T>(string name, int number, Func<ProtoField, IEnumerable<T>> read)
    {
        if (!node.Attributes.TryGetValue(name, out ProtoMessage message)) return null;
        T[] values = [.. message.Fields().Where(field => field.Number == number).SelectMany(read).Take(MaxValues + 1)];
        return values.Length <= MaxValues ? values : throw new ModelException($"attribute {name} has more than {MaxValues} values");
    }

    private ProtoField? Field(string name, int number) =>
        node.Attributes.TryGetValue(name, out ProtoMessage message) ? message.Field(number) : null;
}
