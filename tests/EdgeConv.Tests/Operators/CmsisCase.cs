namespace EdgeConv.Tests.Operators;

/// <summary>One case of CMSIS-NN's unit tests: named numbers and named arrays.</summary>
internal sealed class CmsisCase(JsonNode root)
{
    private readonly JsonObject _parameters = root["params"]!.AsObject(), _arrays = root["arrays"]!.AsObject();

    /// <summary>The CMSIS-NN functions the data is for, e.g. arm_convolve_s8; some data serves two.</summary>
    public string[] Functions { get; } = [.. root["tests"]!.AsArray().Select(test => (string)test!)];

    /// <summary>True where all data is int8, with int32 biases, multipliers and shifts.</summary>
    public bool IsInt8 => _arrays.All(array => (string?)array.Value!["type"] is "int8" or "int32")
        && Functions.All(function => function.Contains("_s8"));

    /// <summary>A parameter; <paramref name="otherwise"/> where the case has none of this name.</summary>
    public int Number(string name, int? otherwise = null) =>
        (int?)_parameters[name] ?? otherwise ?? throw new KeyNotFoundException(name);

    public int[] Numbers(string name) => [.. _parameters[name]!.AsArray().Select(value => (int)value!)];

    /// <summary>The first of the arrays that the case has.</summary>
    public sbyte[] Bytes(params string[] names) =>
        [.. (Integers(names) ?? throw new KeyNotFoundException(string.Join(" or ", names))).Select(value => checked((sbyte)value))];

    /// <summary>The first of the arrays that the case has, or null.</summary>
    public int[]? Integers(params string[] names) =>
        names.Select(name => _arrays[name]?["data"]).FirstOrDefault(data => data is not null)?.AsArray().Select(v => (int)v!).ToArray();
}
