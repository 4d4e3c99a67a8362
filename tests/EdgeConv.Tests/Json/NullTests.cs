namespace EdgeConv.Tests.Json;

/// <summary>Each value of each kind of JSON file, one at a time, as null or a list with null: read, or refused in one line.</summary>
[TestClass]
public sealed class NullTests
{
    private static readonly string[] s_others = ["null", "[null]"];

    [TestMethod]
    public void BoardFiles() => AllButExpected<UserException>(
        Repository.PathOf("hardware", "boards", "esp32-devkitc.json"), text => BoardFileReader.Parse("board.json", text));

    [TestMethod]
    public void Wiring() => AllButExpected<UserException>(
        Repository.PathOf("hardware", "wiring", "servo.json"), text => Build.Parse("build.json", text));

    [TestMethod]
    public void Models() => AllButExpected<ModelException>(
        Repository.PathOf("examples", "warm-spot.json"), text => ModelFile.Read("model", ".json", Encoding.UTF8.GetBytes(text)));

    [TestMethod]
    public void NetworksToBeTrained() => AllButExpected<ModelException>(
        Repository.PathOf("tools", "EdgeConv.Training", "Networks", "Presets", "tiny-8x8.json"),
        text => NetworkReader.Read("network", Encoding.UTF8.GetBytes(text), new FrameShape(8, 8, 1), 3, new Random(1)));

    private static void AllButExpected<TRefusal>(string path, Action<string> read) where TRefusal : Exception
    {
        JsonDocumentOptions asModels = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonNode root = JsonNode.Parse(File.ReadAllText(path), null, asModels)!;
        int refused = 0;
        foreach (string text in Changed(root, root))
        {
            try
            {
                read(text);
            }
            catch (TRefusal refusal)
            {
                refused++;
                Assert.DoesNotContain("\n", refusal.Message);
            }
            catch (Exception other)
            {
                Assert.Fail($"{other.GetType().Name} {other.Message} {other.StackTrace} of {text}");
            }
        }
        Assert.IsGreaterThan(20, refused);
    }

    // The whole text with one value after the other changed.
    private static IEnumerable<string> Changed(JsonNode root, JsonNode? node)
    {
        List<(JsonNode? Value, Action<JsonNode?> Set)> held = [];
        if (node is JsonObject fields)
            foreach ((string name, JsonNode? value) in fields) held.Add((value, changed => fields[name] = changed));
        if (node is JsonArray items)
            for (int i = 0; i < items.Count; i++)
            {
                int at = i;
                held.Add((items[at], changed => items[at] = changed));
            }
        foreach ((JsonNode? value, Action<JsonNode?> set) in held)
        {
            foreach (string other in s_others)
            {
                set(JsonNode.Parse(other));
                yield return root.ToJsonString();
            }
            set(value);
            foreach (string text in Changed(root, value)) yield return text;
        }
    }
}
