namespace EdgeConv.Compiler.Onnx;

/// <summary>Attributes of a node, by name. AttributeProto: f 2, i 3, s 4, t 5, floats 7, ints 8.</summary>
internal readonly struct OnnxAttributes(OnnxFileNode node)
{
    // Attributes are paddings, axes and the like: a list longer than this is damage.
    private const int MostValues = 1_000;

    /// <summary>An integer.</summary>
    internal long Int(string name, long missing) => Field(name, AttributeField.Int) is { } field ? field.Long : missing;

    /// <summary>A float.</summary>
    internal float Float(string name, float missing) => Field(name, AttributeField.Float) is { } field ? field.Float : missing;

    /// <summary>A string.</summary>
    internal string Text(string name, string missing) => Field(name, AttributeField.Text) is { } field ? field.Text : missing;

    /// <summary>A tensor; null where there is none.</summary>
    internal ProtoMessage? Tensor(string name) => Field(name, AttributeField.Tensor) is { IsBytes: true } field ? field.Message : null;

    /// <summary>A list of integers; null where there is none.</summary>
    /// <exception cref="ModelException">Longer than a node's can be, or outside int.</exception>
    internal int[]? Ints(string name)
    {
        if (!node.Attributes.TryGetValue(name, out ProtoMessage message)) return null;
        List<int> values = [];
        foreach (long value in message.Fields().Where(f => f.Number == AttributeField.Ints).SelectMany(f => f.Longs()))
        {
            if (value is < int.MinValue or > int.MaxValue || values.Count == MostValues)
                throw new ModelException($"attribute {name} is out of range");
            values.Add((int)value);
        }
        return [.. values];
    }

    /// <summary>A list of floats; null where there is none.</summary>
    /// <exception cref="ModelException">Longer than a node's can be.</exception>
    internal float[]? Floats(string name)
    {
        if (!node.Attributes.TryGetValue(name, out ProtoMessage message)) return null;
        float[] values = [.. message.Fields().Where(f => f.Number == AttributeField.Floats).SelectMany(f =>
            f.Floats()).Take(MostValues + 1)];
        return values.Length <= MostValues ? values : throw new ModelException($"attribute {name} is too long");
    }

    private ProtoField? Field(string name, int number)
    {
        if (!node.Attributes.TryGetValue(name, out ProtoMessage message)) return null;
        foreach (ProtoField field in message.Fields())
            if (field.Number == number) return field;
        return null;
    }
}
