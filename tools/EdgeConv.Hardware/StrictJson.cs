using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EdgeConv.Hardware;

/// <summary>
/// Reads JSON that must have exactly the fields of a record: no more, no less, none twice, and null only if the record allows it.
/// </summary>
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
    /// <exception cref="JsonException">The text is not JSON, or does not have the fields of <typeparamref name="T"/>.</exception>
    internal static T Read<T>(string text) where T : class
    {
        T value = JsonSerializer.Deserialize<T>(text, s_options) ?? throw new JsonException("null");
        using JsonDocument document = JsonDocument.Parse(text);
        RefuseNull(document.RootElement, typeof(T), "$");
        return value;
    }

    // The library checks null for properties, but not for the items of lists and dictionaries.
    private static void RefuseNull(JsonElement json, Type of, string path)
    {
        JsonTypeInfo type = s_options.GetTypeInfo(of);
        IEnumerable<(JsonElement Value, Type Type, string Path)> children = type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => json.EnumerateArray().Select((item, i) => (item, type.ElementType!, $"{path}[{i}]")),
            JsonTypeInfoKind.Dictionary =>
                json.EnumerateObject().Select(entry => (entry.Value, type.ElementType!, $"{path}.{entry.Name}")),
            JsonTypeInfoKind.Object => json.EnumerateObject().Where(entry => entry.Value.ValueKind != JsonValueKind.Null).Select(entry =>
                (entry.Value, type.Properties.First(known => known.Name == entry.Name).PropertyType, $"{path}.{entry.Name}")),
            _ => [],
        };
        foreach ((JsonElement value, Type held, string at) in children)
        {
            if (value.ValueKind == JsonValueKind.Null) throw new JsonException("null", at, null, null);
            RefuseNull(value, held, at);
        }
    }
}
