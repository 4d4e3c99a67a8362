using System.Text.Json;

namespace EdgeConv.Compiler.Json;

/// <summary>
/// A value of a .json model and its path in the file, e.g. layers[2].filters[0]. Messages begin with the path, which is the subject of the
/// sentence: "layers[2].stride: must be a whole number from 1 to 65536".
/// </summary>
/// <param name="element">The value.</param>
/// <param name="path">The path; empty for the whole file.</param>
internal readonly struct JsonField(JsonElement element, string path)
{
    private readonly JsonElement _element = element;

    public string Path { get; } = path;

    public bool IsText => _element.ValueKind == JsonValueKind.String;

    public bool IsList => _element.ValueKind == JsonValueKind.Array;

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    public ModelException Refuse(string what) => new(Path.Length == 0 ? what : $"{Path}: {what}");

    /// <summary>Calls a function that may refuse the model, such as a constructor, and puts the path before its message.</summary>
    public T Check<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ModelException e) when (!e.Message.StartsWith(Path, StringComparison.Ordinal))
        {
            throw Refuse(e.Message);
        }
    }

    /// <summary>Checks that the value is an object whose fields are all among <paramref name="known"/>.</summary>
    public void AllowOnly(params ReadOnlySpan<string> known)
    {
        if (!IsObject) throw Refuse("must be an object in braces");
        foreach (JsonProperty property in _element.EnumerateObject())
            if (!known.Contains(property.Name))
                throw new JsonField(property.Value, Join(Printable.Text(property.Name, 40)))
                    .Refuse($"is an unknown field; known fields are {string.Join(", ", known.ToArray())}");
    }

    public JsonField? Optional(string name) =>
        _element.TryGetProperty(name, out JsonElement value) ? new JsonField(value, Join(name)) : null;

    public JsonField Required(string name, string what) =>
        Optional(name) ?? throw new JsonField(_element, Join(name)).Refuse($"is missing; {what}");

    public string Text() => IsText ? _element.GetString()! : throw Refuse("must be a text in quotes");

    public int Int(int min, int max) => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out int value)
        && value >= min && value <= max ? value : throw Refuse($"must be a whole number from {min} to {max}");

    /// <summary>The value as a scale: a float above 0.</summary>
    public float Scale() =>
        Float() is { } value && float.IsNormal(value) && value > 0 ? value : throw Refuse("must be a number above 0, e.g. 0.0078125");

    /// <summary>The value as a number from 0 to below 1.</summary>
    public float Fraction() => Float() is >= 0 and < 1 and var value ? value : throw Refuse("must be a number from 0 to below 1, e.g. 0.2");

    private float? Float() => _element.ValueKind == JsonValueKind.Number && _element.TryGetSingle(out float value) ? value : null;

    /// <summary>The value as one of the known words.</summary>
    public string Word(params ReadOnlySpan<string> known)
    {
        if (IsText)
            foreach (string word in known)
                if (_element.ValueEquals(word)) return word;
        throw Refuse($"must be one of {string.Join(", ", known.ToArray())}");
    }

    public JsonField[] Items(int min, int max)
    {
        int count = IsList ? _element.GetArrayLength() : -1;
        string path = Path;
        if (count >= min && count <= max) return [.. _element.EnumerateArray().Select((item, i) => new JsonField(item, $"{path}[{i}]"))];
        string needed = min == max ? Amount.Of(min, "value") : $"{min} to {Amount.Of(max, "value")}";
        throw Refuse($"must be a list of {needed}{(count < 0 ? "" : $", but has {count}")}");
    }

    /// <summary>The value as one whole number for each axis: one number that counts for all axes, or a list with one per axis.</summary>
    public int[] Each(int axes, int min, int max) => IsList ? [.. Items(axes, axes).Select(item => item.Int(min, max))]
        : [.. Enumerable.Repeat(Int(min, max), axes)];

    /// <summary>The value as two whole numbers: one number that counts for rows and columns, or a list of two.</summary>
    public (int First, int Second) Pair(int min, int max) => Each(2, min, max) is [var first, var second] ? (first, second) : default;

    private string Join(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
