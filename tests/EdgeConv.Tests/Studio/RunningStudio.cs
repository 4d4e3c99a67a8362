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
    public static object StrokesModel => Example("strokes.json");

    [AssemblyInitialize]
    public static async Task Start(TestContext context)
    {
        s_server = await StudioServer.StartAsync(0, Path.Join(Path.GetTempPath(), $"edgeconv-studio-{Guid.NewGuid():N}"));
        Client = new HttpClient { BaseAddress = s_server.Url };
    }

    [AssemblyCleanup]
    public static async Task Stop()
    {
        Client?.Dispose();
        if (s_server is not null) await s_server.DisposeAsync();
    }

    /// <summary>A model as the page sends it.</summary>
    public static object Model(string name, byte[] data) => new { name, data };

    public static object Example(string name) => Model(name, File.ReadAllBytes(Repository.PathOf("examples", name)));

    /// <summary>The JSON of a request, whose arrays of bytes become Base64.</summary>
    public static StringContent Content(object body) =>
        new(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    /// <summary>Status and text of an endpoint's answer.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> Post(string path, object body)
    {
        using HttpResponseMessage response = await Client.PostAsync(path, Content(body));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The answer of an endpoint that must not refuse.</summary>
    public static async Task<JsonNode> Ask(string path, object body)
    {
        (HttpStatusCode status, string text) = await Post(path, body);
        Assert.AreEqual(HttpStatusCode.OK, status, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The one line of an endpoint that must refuse.</summary>
    public static async Task<string> Refusal(string path, object body)
    {
        (HttpStatusCode status, string line) = await Post(path, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, status, line);
        TestConsole.AssertErrorLine(line, "");
        return line;
    }
}
