namespace EdgeConv.Tests;

/// <summary>Asserts about JSON.</summary>
internal static class JsonAssert
{
    /// <summary>
    /// Every value of the expected text is in the actual node, where it stands in the text; other fields of its objects do not matter.
    /// </summary>
    public static void Holds(string expected, JsonNode? actual) => Holds(JsonNode.Parse(expected), actual, "$");

    private static void Holds(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject fields)
            foreach ((string name, JsonNode? value) in fields) Holds(value, actual?[name], $"{path}.{name}");
        else if (expected is JsonArray items && actual is JsonArray others && items.Count == others.Count)
            for (int i = 0; i < items.Count; i++) Holds(items[i], others[i], $"{path}[{i}]");
        else Assert.IsTrue(JsonNode.DeepEquals(expected, actual), $"{path}: {actual?.ToJsonString() ?? "null"}");
    }
}
