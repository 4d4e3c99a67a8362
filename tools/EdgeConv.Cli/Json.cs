using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeConv.Cli;

/// <summary>Prints a verb's report for `--json`. docs/command-line-json.md describes the fields, which must not change.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Prints an object, indented, without the fields that are null.</summary>
    public static void Print(object value)
    {
        Console.Write(JsonSerializer.Serialize(value, value.GetType(), s_options));
        Console.WriteLine();
    }
}
