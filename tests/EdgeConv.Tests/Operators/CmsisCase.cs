namespace EdgeConv.Tests.Operators;

/// <summary>One case of CMSIS-NN's unit tests: named numbers and named arrays.</summary>
internal sealed class CmsisCase
{
    private readonly JsonElement _parameters;
    private readonly JsonElement _arrays;

    private CmsisCase(JsonElement root)
    {
        _parameters = root.GetProperty("params");
        _arrays = root.GetProperty("arrays");
        Functions = [.. root.GetProperty("tests").EnumerateArray().Select(test => test.GetString()!)];
    }

    /// <summary>The CMSIS-NN functions the data is for, e.g. arm_convolve_s8; some data serves two.</summary>
    public string[] Functions { get; }

    /// <summary>True where all data is int8, with int32 biases, multipliers and shifts.</summary>
    public bool IsInt8 => _arrays.EnumerateObject().All(array => array.Value.GetProperty("type").GetString() is "int8" or "int32")
        && Functions.All(function => function.Contains("_s8", StringComparison.Ordinal));

    public static CmsisCase Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return new CmsisCase(document.RootElement.Clone());
    }

    /// <summary>A parameter; <paramref name="otherwise"/> where the case has none of this name.</summary>
    public int Number(string name, int? otherwise = null) =>
        _parameters.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : otherwise ?? throw new KeyNotFoundException(name);

    public int[] Numbers(string name) => [.. _parameters.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>The first of the arrays that the case has.</summary>
    public sbyte[] Bytes(params string[] names) => Data(names) is { } data
        ? [.. data.EnumerateArray().Select(value => value.GetSByte())]
        : throw new KeyNotFoundException(string.Join(" or ", names));

    /// <summary>The first of the arrays that the case has, or null.</summary>
    public int[]? Integers(params string[] names) => Data(names) is { } data ? [.. data.EnumerateArray().Select(v => v.GetInt32())] : null;

    private JsonElement? Data(string[] names)
    {
        foreach (string name in names)
            if (_arrays.TryGetProperty(name, out JsonElement array)) return array.GetProperty("data");
        return null;
    }
}
