namespace EdgeConv.Tests.Studio.Board;

/// <summary>Who may ask the board through the studio, and what hostile requests get.</summary>
[TestClass]
public sealed class BoardGuardTests
{
    private static readonly string[] s_names =
        ["ports", "connect", "disconnect", "unplug", "set", "save", "undo", "revert", "restart", "run", "load", "stream"];

    public static IEnumerable<object[]> Paths => s_names.Select(name => (object[])["/api/board/" + name]);

    [TestMethod, DynamicData(nameof(Paths))]
    public async Task OnlyTheStudiosOwnPageReachesTheBoard(string path)
    {
        string own = RunningStudio.Url.Authority;
        foreach ((string name, string value, int status) in ((string, string, int)[])
        [
            ("Origin", "http://evil.example", 403), ("Origin", "null", 403), ("Sec-Fetch-Site", "cross-site", 403),
            ("Sec-Fetch-Site", "same-site", 403), ("Host", "evil.example", 421), ("Host", $"evil.example:{RunningStudio.Url.Port}", 421),
        ])
            Assert.AreEqual(status, await Send(HttpMethod.Post, path, "application/json", (name, value)), $"{name}: {value}");
        // What a form of another site can send without asking.
        foreach (string type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
            Assert.AreEqual(415, await Send(HttpMethod.Post, path, type, ("Origin", $"http://{own}")));
        Assert.AreEqual(405, await Send(HttpMethod.Get, path, null));
        Assert.AreEqual(405, await Send(HttpMethod.Options, path, null));
    }

    [TestMethod]
    [DataRow("/etc/passwd"), DataRow("/dev/../etc/passwd"), DataRow("/dev/null"), DataRow("/dev/watchdog"), DataRow("/dev/tty/../null")]
    [DataRow(""), DataRow("COM0"), DataRow("COM5\n"), DataRow("COM5:"), DataRow(@"\\.\PhysicalDrive0"), DataRow("file:///etc/passwd")]
    [DataRow("http://127.0.0.1/"), DataRow("tcp://"), DataRow("tcp://host:99999"), DataRow("tcp://host:1/path"), DataRow("Virtual")]
    [DataRow("/dev/ttyNoSuchPort"), DataRow("tcp://127.0.0.1:1")]
    public async Task WhatIsNoBoardIsRefused(string address)
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await studio.Refusal("connect", new { address });
        // The studio does not try on.
        Assert.AreEqual("none", (string)(await studio.UntilState("none"))["connection"]!);
    }

    [TestMethod]
    public async Task AVeryLongAddressIsRefusedInOneLine()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        string[] addresses = [new('x', 1_000_000), "tcp://" + new string('x', 1_000_000), "/dev/tty" + new string('x', 100_000)];
        foreach (string address in addresses)
            Assert.IsLessThan(400, (await studio.Refusal("connect", new { address })).Length);
    }

    [TestMethod]
    [DataRow("connect", """{}"""), DataRow("connect", """{"address":5}"""), DataRow("connect", """{"address":null}""")]
    [DataRow("connect", """{"address":"virtual","sensor":["amg88xx"]}"""), DataRow("connect", """{"address":"virtual","more":1}""")]
    [DataRow("connect", """{"address":"COM1","baud":"115200"}"""), DataRow("connect", """{"address":"COM1","baud":1e99}""")]
    [DataRow("set", """{}"""), DataRow("set", """{"settings":[]}"""), DataRow("set", """{"settings":{"deadline":5}}""")]
    [DataRow("set", """{"settings":{"deadline":null}}"""), DataRow("set", "[]"), DataRow("set", ""), DataRow("set", "null")]
    [DataRow("unplug", """{"unplugged":"yes"}"""), DataRow("run", """{"model":7}"""), DataRow("load", """{"model":{"name":"a.json"}}""")]
    [DataRow("load", """{"model":{"name":"a.json","data":"###"}}""")]
    [DataRow("stream", """{"more":1}"""), DataRow("save", "[[[[[[[[[[[[[[[[[[")]
    public async Task WhatThePageDoesNotSendIsRefused(string what, string body)
    {
        (HttpStatusCode status, string line) = await RunningStudio.Post($"/api/board/{what}", body);
        Assert.AreEqual(HttpStatusCode.BadRequest, status, line);
        Assert.StartsWith("error: ", line);
        Assert.DoesNotContain("\n", line.Trim());
    }

    [TestMethod]
    public async Task WithoutABoardEveryRequestSaysSo()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        foreach ((string what, object body) in ((string, object)[])[("set", new { settings = new { deadline = "400" } }), ("save", new { }),
            ("undo", new { }), ("revert", new { }), ("restart", new { }), ("run", new { model = "a" }),
            ("load", new { model = RunningStudio.StrokesModel })])
            Assert.Contains("no board is connected", await studio.Refusal(what, body));
        Assert.Contains("virtual board", await studio.Refusal("unplug", new { unplugged = true }));
        await studio.Ask("disconnect", new { });
    }

    [TestMethod]
    [DataRow("deadline", "5\nstream=0"), DataRow("dead line", "5"), DataRow("", "5"), DataRow("deadline", "\u00e4"), DataRow("stream", "0")]
    [DataRow("link.key", "00"), DataRow("model", "a"), DataRow("nosuch", "1")]
    [DataRow("deadline", "99999999999999"), DataRow("deadline", "2")]
    [DataRow("output1.safe", "-1"), DataRow("output1.pin", "6"), DataRow("readout", "score:99"), DataRow("output1.map", "5:5")]
    public async Task SettingsThatAreNoneOrNotSafeAreRefusedAndChangeNothing(string key, string value)
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        string before = await studio.Setting("deadline");
        await studio.Refusal("set", new { settings = new Dictionary<string, string> { ["period"] = "90", [key] = value } });
        Assert.AreEqual((before, "100"), (await studio.Setting("deadline"), await studio.Setting("period")));
        Assert.Contains("no step to undo", await studio.Refusal("undo", new { }));
    }

    [TestMethod]
    public async Task TenThousandRequestsAtOnceAreAllAnsweredAndTheBoardGoesOn()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        string[] bodies =
            ["""{"settings":{"deadline":"400"}}""", """{"settings":{"deadline":"1"}}""", """{"settings":{"x":"1"}}""", "{", "[]"];
        int answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            (HttpStatusCode status, string text) = await studio.Post("set", bodies[i % bodies.Length]);
            bool isRefused = status == HttpStatusCode.BadRequest && text.StartsWith("error: ");
            Assert.IsTrue(status == HttpStatusCode.OK || isRefused, $"{status} {text}");
            Interlocked.Increment(ref answered);
        });
        Assert.AreEqual(10_000, answered);
        uint first = (uint)(await studio.Until("steps", _ => true))["number"]!;
        await studio.Until("steps", step => (uint)step["number"]! > first + 3);
    }

    private static async Task<int> Send(HttpMethod method, string path, string? type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (type is not null)
        {
            request.Content = new StringContent("{}");
            request.Content.Headers.ContentType = new(type);
        }
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        using HttpResponseMessage response = await RunningStudio.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }
}
