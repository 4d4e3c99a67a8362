using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeConv.Cli;

/// <summary>A tensor in the JSON of several verbs; scale and zero point where it has one of each.</summary>
internal record TensorJson(string Name, string Type, IReadOnlyList<int> Shape, float? Scale, int? ZeroPoint)
{
    public static TensorJson Of(Tensor tensor)
    {
        Quantization? quantization = tensor.Quantization is { IsPerTensor: true } one ? one : null;
        int? zeroPoint = quantization?.ZeroPoint + (tensor.IsUnsigned ? 128 : 0);
        return new(tensor.Name, JsonText.TypeOf(tensor), tensor.Shape.Axes, quantization?.Scale, zeroPoint);
    }
}

/// <summary>What the JSON of several verbs has in common.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Prints a record as an object, indented; what is null is left out.</summary>
    public static void Print(object record)
    {
        Console.Write(JsonSerializer.Serialize(record, record.GetType(), s_options));
        Console.WriteLine();
    }

    /// <summary>Type of a tensor's elements, as the model's file has it.</summary>
    public static string TypeOf(Tensor tensor) => tensor.IsUnsigned ? "uint8" : tensor.Type.ToString().ToLowerInvariant();
}
