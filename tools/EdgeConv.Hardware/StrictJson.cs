using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EdgeConv.Hardware;

/// <summary>Reads JSON that must be what a record has: no more, no less, nothing twice, and null only where a record allows it.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 16,
    };

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">No JSON, or another shape than that of <typeparamref name="T"/>.</exception>
    internal static T Read<T>(string text) where T : class
    {
        T value = JsonSerializer.Deserialize<T>(text, s_options) ?? throw new JsonException("null");
        using JsonDocument document = JsonDocument.Parse(text);
        RefuseNull(document.RootElement, typeof(T), "$");
        return value;
    }

    // The library looks at annotations of properties alone, not at those of what lists and dictionaries hold.
    private static void RefuseNull(JsonElement json, Type of, string path)
    {
        JsonTypeInfo type = s_options.GetTypeInfo(of);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                int i = 0;
                foreach (JsonElement item in json.EnumerateArray()) Held(item, type, $"{path}[{i++}]");
                break;
            case JsonTypeInfoKind.Dictionary:
                foreach (JsonProperty entry in json.EnumerateObject()) Held(entry.Value, type, $"{path}.{entry.Name}");
                break;
            case JsonTypeInfoKind.Object:
                foreach (JsonProperty entry in json.EnumerateObject())
                {
                    Type held = type.Properties.First(known => known.Name == entry.Name).PropertyType;
                    if (entry.Value.ValueKind != JsonValueKind.Null) RefuseNull(entry.Value, held, $"{path}.{entry.Name}");
                }
                break;
        }
    }

    private static void Held(JsonElement json, JsonTypeInfo collection, string path)
    {
        if (json.ValueKind == JsonValueKind.Null) throw new JsonException("null", path, null, null);
        RefuseNull(json, collection.ElementType!, path);
    }
}
