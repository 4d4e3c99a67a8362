namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// The attributes of a node, by name. A function returns its default value if the node does not have the attribute.
/// </summary>
internal readonly struct OnnxAttributes(OnnxFileNode node)
{
    // Lists are paddings, axes and the like. A longer list means that the file is damaged.
    private const int MaxValues = 1_000;

    internal long Int(string name, long defaultValue) => Field(name, AttributeField.Int)?.Long ?? defaultValue;

    internal float Float(string name, float defaultValue) => Field(name, AttributeField.Float)?.Float ?? defaultValue;

    internal string Text(string name, string defaultValue) => Field(name, AttributeField.Text)?.Text ?? defaultValue;

    internal ProtoMessage? Tensor(string name) => Field(name, AttributeField.Tensor) is { IsBytes: true } field ? field.Message : null;

    /// <summary>A list of integers; null if there is none.</summary>
    /// <exception cref="ModelException">The list is too long, or a value is outside the range of int.</exception>
    internal int[]? Ints(string name) =>
        List(name, AttributeField.Ints, field => field.Longs().Select(value => value is >= int.MinValue and <= int.MaxValue ? (int)value
            : throw new ModelException($"attribute {name} has the value {value}, which is out of range; export the model again")));

    /// <summary>A list of floats; null if there is none.</summary>
    /// <exception cref="ModelException">The list is too long.</exception>
    internal float[]? Floats(string name) => List(name, AttributeField.Floats, field => field.Floats());

    private T[]? List<T>(string name, int number, Func<ProtoField, IEnumerable<T>> read)
    {
        if (!node.Attributes.TryGetValue(name, out ProtoMessage message)) return null;
        T[] values = [.. message.Fields().Where(field => field.Number == number).SelectMany(read).Take(MaxValues + 1)];
        return values.Length <= MaxValues ? values
            : throw new ModelException($"attribute {name} has more than {Amount.Of(MaxValues)} values; export the model again");
    }

    private ProtoField? Field(string name, int number) =>
        node.Attributes.TryGetValue(name, out ProtoMessage message) ? message.Field(number) : null;
}
