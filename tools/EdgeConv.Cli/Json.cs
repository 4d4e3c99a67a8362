using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeConv.Cli;

/// <summary>Prints a verb's report with `--json`; docs/command-line-json.md says what each field holds, and the fields stay.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Prints an object, indented; what is null is left out.</summary>
    public static void Print(object value)
    {
        Console.Write(JsonSerializer.Serialize(value, value.GetType(), s_options));
        Console.WriteLine();
    }
}
