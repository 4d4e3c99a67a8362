using System.Runtime.CompilerServices;
using EdgeConv.Studio;

namespace EdgeConv.Tests.Studio.Board;

/// <summary>A studio of its own for a test with a board, because a studio has one connection.</summary>
internal sealed class BoardStudio : IAsyncDisposable
{
    /// <summary>Maximum time that a board takes for anything in these tests, on a busy machine too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly StudioServer _server;

    private BoardStudio(StudioServer server)
    {
        _server = server;
        Client = new HttpClient { BaseAddress = server.Url, Timeout = Patience };
    }

    public HttpClient Client { get; }

    public Uri Url => _server.Url;

    public static async Task<BoardStudio> Start() => new(
        await StudioServer.StartAsync(0, Path.Join(Path.GetTempPath(), $"edgeconv-studio-{Guid.NewGuid():N}")));

    /// <summary>A studio with a virtual board.</summary>
    public static async Task<BoardStudio> Virtual(string sensor = "amg88xx")
    {
        BoardStudio studio = await Start();
        await studio.Ask("connect", new { address = "virtual", sensor });
        return studio;
    }

    /// <summary>Asks for something that must be done.</summary>
    public async Task Ask(string what, object body)
    {
        (HttpStatusCode status, string text) = await Post(what, body);
        Assert.AreEqual(HttpStatusCode.OK, status, text);
    }

    /// <summary>Returns the one line of something that must be refused.</summary>
    public async Task<string> Refusal(string what, object body)
    {
        (HttpStatusCode status, string text) = await Post(what, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, status, text);
        TestConsole.AssertErrorLine(text, "");
        return text;
    }

    public async Task<(HttpStatusCode Status, string Text)> Post(string what, object body)
    {
        using HttpResponseMessage response = await Client.PostAsync($"/api/board/{what}", RunningStudio.Content(body));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What a page gets, line by line.</summary>
    public async IAsyncEnumerable<JsonObject> Follow([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/board/stream") { Content = RunningStudio.Content("{}") };
        using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
            if (line != "") yield return JsonNode.Parse(line)!.AsObject();
    }

    /// <summary>Follows the board until something comes that is waited for, and returns it.</summary>
    public async Task<JsonNode> Until(string name, Func<JsonNode, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);
        string last = "";
        try
        {
            await foreach (JsonObject line in Follow(patience.Token))
            {
                if (line[name] is not { } found) continue;
                last = found.ToJsonString();
                foreach (JsonNode? one in found is JsonArray many ? [.. many] : (JsonNode?[])[found])
                    if (isIt(one!)) return one!.DeepClone();
            }
        }
        catch (OperationCanceledException)
        {
            // The message says what came last.
        }
        throw new AssertFailedException($"{name} never came as it should; the last one: {last}");
    }

    public Task<JsonNode> UntilState(string connection) => Until("state", state => (string)state["connection"]! == connection);

    /// <summary>The value of a setting now.</summary>
    public async Task<string> Setting(string key)
    {
        JsonNode state = await Until("state", state => state["settings"]!.AsArray().Count > 0);
        return state["settings"]!.AsArray().Where(one => (string)one!["key"]! == key).Select(one => (string)one!["value"]!).Single();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
