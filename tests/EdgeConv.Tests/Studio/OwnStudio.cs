using EdgeConv.Studio;

namespace EdgeConv.Tests.Studio;

/// <summary>A studio of one test, with a data folder of its own.</summary>
internal sealed class OwnStudio : IAsyncDisposable
{
    private readonly StudioServer _server;

    private OwnStudio(StudioServer server, string folder)
    {
        (_server, Folder) = (server, folder);
        Client = new HttpClient { BaseAddress = server.Url };
    }

    /// <summary>Path of the data folder, which need not exist.</summary>
    public string Folder { get; }

    public Uri Url => _server.Url;

    public HttpClient Client { get; }

    public static async Task<OwnStudio> Start(string folder) => new(await StudioServer.StartAsync(0, folder), folder);

    /// <summary>The answer of an endpoint that must not refuse.</summary>
    public async Task<JsonNode> Ask(string path, object? body = null)
    {
        (HttpStatusCode status, string text) = await Send(path, body);
        Assert.AreEqual(HttpStatusCode.OK, status, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The one line of an endpoint that must refuse.</summary>
    public async Task<string> Refusal(string path, object? body = null)
    {
        (HttpStatusCode status, string line) = await Send(path, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, status, $"{path}: {line}");
        TestConsole.AssertErrorLine(line, "");
        return line;
    }

    public Task<JsonNode> Project(string project = "") => Ask($"/api/data?project={Uri.EscapeDataString(project)}");

    public Task<JsonNode> Frames(string name, int from = 0, int count = 60, string project = "") => Ask(
        $"/api/data/frames?project={Uri.EscapeDataString(project)}&class={Uri.EscapeDataString(name)}&from={from}&count={count}");

    /// <summary>Creates a class and returns its name.</summary>
    public async Task<string> AddClass(string name, string project = "") =>
        (string)(await Ask("/api/data/class", new { project, @class = name }))["name"]!;

    /// <summary>Adds frames of 8 bits to a class.</summary>
    public Task<JsonNode> Add(string name, int height, int width, int channels, params short[][] frames) =>
        Ask("/api/data/add", Frames(name, height, width, channels, 0, 255, frames));

    /// <summary>The request that adds frames.</summary>
    public static object Frames(string name, int height, int width, int channels, int min, int max, params short[][] frames) => new
    {
        project = "", @class = name, height, width, channels, min, max,
        values = MemoryMarshal.AsBytes(frames.SelectMany(frame => frame).ToArray().AsSpan()).ToArray(),
    };

    /// <summary>Fills two classes that are easy to tell apart: a bright left half and a bright right half.</summary>
    public async Task AddHalves(int count, int side = 8)
    {
        Xorshift random = new(7);
        foreach ((string name, bool isRight) in ((string, bool)[])[("left", false), ("right", true)])
        {
            await AddClass(name);
            for (int from = 0; from < count; from += 50)
            {
                short[][] frames = [.. Enumerable.Range(0, Math.Min(50, count - from)).Select(_ => Half(side, isRight, random))];
                await Add(name, side, side, 1, frames);
            }
        }
    }

    /// <summary>The request that starts a training.</summary>
    public static object Training(string? network = null, string? shape = null, int? epochs = 3, int seed = 1, byte[]? file = null,
        string project = "") => new { project, network, file, shape, epochs, seed };

    /// <summary>Starts a training, and returns its number.</summary>
    public async Task<int> Train(string? network = null, string? shape = null, int? epochs = 3, int seed = 1, byte[]? file = null) =>
        (int)(await Ask("/api/train", Training(network, shape, epochs, seed, file)))["job"]!;

    /// <summary>Waits until the last training is over, and returns its state.</summary>
    public async Task<JsonNode> Ended()
    {
        while (true)
        {
            JsonNode state = await Ask("/api/train?since=0");
            if ((string)state["state"]! is "done" or "stopped" or "failed") return state;
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }

    private static short[] Half(int side, bool isRight, Xorshift random) => [.. Enumerable.Range(0, side * side).Select(i =>
        (short)((i % side >= side / 2) == isRight ? random.Range(160, 255) : random.Range(0, 95)))];

    private async Task<(HttpStatusCode Status, string Text)> Send(string path, object? body)
    {
        using HttpResponseMessage response = body is null ? await Client.GetAsync(path)
            : await Client.PostAsync(path, RunningStudio.Content(body));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
