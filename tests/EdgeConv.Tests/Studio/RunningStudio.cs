using System.Net.Http.Json;
using EdgeConv.Studio;

namespace EdgeConv.Tests.Studio;

/// <summary>The studio as a person starts it, on a free port, for all tests together.</summary>
[TestClass]
public static class RunningStudio
{
    private static StudioServer? s_server;

    public static HttpClient Client { get; private set; } = null!;

    public static Uri Url => s_server!.Url;

    /// <summary>strokes.json as the page sends a model.</summary>
    public static JsonObject Strokes => Model("strokes.json", File.ReadAllBytes(Repository.PathOf("examples", "strokes.json")));

    [AssemblyInitialize]
    public static async Task Start(TestContext context)
    {
        s_server = await StudioServer.StartAsync(0);
        Client = new HttpClient { BaseAddress = s_server.Url };
    }

    [AssemblyCleanup]
    public static async Task Stop()
    {
        Client?.Dispose();
        if (s_server is not null) await s_server.DisposeAsync();
    }

    public static JsonObject Model(string name, byte[] data) => new() { ["name"] = name, ["data"] = Convert.ToBase64String(data) };

    public static Task<HttpResponseMessage> Post(string path, JsonNode body) =>
        Client.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    /// <summary>The answer of an endpoint that must not refuse.</summary>
    public static async Task<JsonNode> Ask(string path, JsonNode body)
    {
        using HttpResponseMessage response = await Post(path, body);
        if (!response.IsSuccessStatusCode) Assert.Fail(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>The layers of a model, with their values if there is a frame.</summary>
    public static Task<JsonNode> AskLayers(JsonObject model, byte[] frame) =>
        Ask("/api/layers", new JsonObject { ["model"] = model, ["frame"] = Convert.ToBase64String(frame) });

    /// <summary>The one line of an endpoint that must refuse.</summary>
    public static async Task<string> Refusal(string path, JsonNode body, int status = 400)
    {
        using HttpResponseMessage response = await Post(path, body);
        string line = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, line);
        Assert.StartsWith("error: ", line);
        Assert.DoesNotContain("\n", line);
        return line;
    }
}
