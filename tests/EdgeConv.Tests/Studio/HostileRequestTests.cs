using EdgeConv.Studio;
using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Damaged, hostile and oversized requests: one line each, the command line's own where a model is refused.</summary>
[TestClass]
public sealed class HostileRequestTests : CommandTests
{
    private static readonly byte[] s_frame = new byte[64];

    public static IEnumerable<object[]> BadModels =>
    [
        ["empty.tflite", Array.Empty<byte>()],
        ["noise.tflite", Enumerable.Range(0, 4000).Select(i => (byte)(i * 131 >> 3)).ToArray()],
        ["noise.onnx", Enumerable.Range(0, 4000).Select(i => (byte)(i * 77)).ToArray()],
        ["noise.bin", new byte[100]],
        ["cut.json", File.ReadAllBytes(Strokes)[..300]],
        ["deep.json", Encoding.UTF8.GetBytes(new string('[', 5000))],
        ["unknown.json", """{"edgeconv":1,"input":{"shape":[8,8,1]},"layers":[{"type":"magic"}]}"""u8.ToArray()],
        ["huge.json", """{"edgeconv":1,"input":{"shape":[60000,60000,1]},"layers":[{"type":"flatten"}]}"""u8.ToArray()],
        ["cut.ecm", "ECM\0\x1\0\0\0"u8.ToArray()],
    ];

    [TestMethod, DynamicData(nameof(BadModels))]
    public async Task ABadModelGetsTheLineOfTheCommandLine(string name, byte[] data)
    {
        string line = await Refusal("/api/layers", new { model = Model(name, data), frame = (byte[]?)null });
        Command.Put(name, data);
        Assert.AreEqual(1, Command.Run(["inspect", name]).ExitCode);
        Assert.AreEqual(Command.Error.Trim(), line);
    }

    [TestMethod]
    public async Task ALargeRequestIsRefused()
    {
        using var content = new ByteArrayContent(new byte[StudioServer.MaxRequestBytes + 1]);
        content.Headers.ContentType = new("application/json");
        // Asks before it sends, as the answer would otherwise meet a connection that is still being written to.
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/layers") { Content = content, Headers = { ExpectContinue = true } };
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.StartsWith("error: the request is larger than 32 MB", await response.Content.ReadAsStringAsync());
    }

    [TestMethod]
    [DataRow(""), DataRow("null"), DataRow("[]"), DataRow("{}"), DataRow("""{"model":null,"frame":null}""")]
    [DataRow("""{"model":{"name":"a.json","data":"###"},"frame":null}""")]
    [DataRow("""{"model":{"name":"a.json","data":""},"frame":null,"more":1}""")]
    public async Task WhatThePageDoesNotSendIsRefused(string body) =>
        Assert.StartsWith("error: the request does not have the form of the page's requests", await Refusal("/api/layers", body));

    [TestMethod]
    public async Task SettingsOutOfRangeAreRefused()
    {
        foreach ((Action<JsonNode> change, string fragment) in (IEnumerable<(Action<JsonNode>, string)>)
        [
            (loop => loop["map"]!["high"] = (int)loop["map"]!["low"]!, "is the same as low"),
            (loop => loop["map"]!["kind"] = "laser", "led, servo, motor or linear"),
            (loop => loop["map"]!["hysteresis"] = 10001, "band: 10001"),
            (loop => loop["map"]!["frequencyHz"] = 0, "map.frequencyHz"),
            (loop => loop["readout"]!["index"] = 3, "not in 0..2"),
            (loop => loop["readout"]!["kind"] = "sum", "readout.kind"),
            (loop => loop["guard"]!["safeDuty"] = 10001, "safeDuty: 10001"),
            (loop => loop["guard"]!["deadlineMilliseconds"] = 50, "below the guard's deadline"),
            (loop => loop["guard"]!["deadlineMilliseconds"] = int.MaxValue, "guard.deadlineMilliseconds"),
            (loop => loop["board"] = "z80", "board must be one of"),
            (loop => loop["pulled"] = new JsonArray(5, 2), "pulled"),
            (loop => loop["frames"] = Convert.ToBase64String(new byte[65 * 64]), "1 to 64 frames"),
            (loop => loop["frames"] = Convert.ToBase64String(new byte[63]), "1 to 64 frames"),
            (loop => loop["height"] = 0, "extents from 1"),
            (loop => loop["height"] = 4, "no multiple"),
        ])
        {
            JsonNode loop = LoopTests.Request(20);
            change(loop);
            Assert.Contains(fragment, await Refusal("/api/loop", loop));
        }
    }

    [TestMethod]
    [DataRow(9, 0, 0, 0, "layer must be 0 to 4, not 9"), DataRow(0, 4, 0, 0, "outside the output of 8x8x4")]
    [DataRow(0, 0, -1, 0, "outside the output of 8x8x4"), DataRow(0, 0, 0, 8, "outside the output of 8x8x4")]
    [DataRow(4, 0, 0, 0, "no window")]
    public async Task ACellThatIsNotThereIsRefused(int layer, int channel, int row, int column, string fragment) => Assert.Contains(
        fragment, await Refusal("/api/window", new { model = StrokesModel, frame = s_frame, layer, channel, row, column }));

    [TestMethod]
    [DataRow("a.npy", "nothing", 8, 8, 1, "a.npy is not a .npy file"), DataRow("a.csv", "1,2,x", 1, 3, 1, "a.csv, row 1")]
    [DataRow("a.csv", "", 8, 8, 1, "a.csv holds no frames")]
    [DataRow("a.csv", "1,2", int.MaxValue, int.MaxValue, 4, "not the shape of a frame")]
    [DataRow("a.csv", "1,2", 0, 8, 1, "not the shape of a frame")]
    public async Task ADamagedRecordingIsRefused(string name, string text, int height, int width, int channels, string fragment) =>
        Assert.Contains(fragment, await Refusal("/api/frames", new { name, data = Encoding.UTF8.GetBytes(text), height, width, channels }));

    [TestMethod]
    [DataRow("a.npy", "nothing", "a.npy is not a .npy file"), DataRow("a.csv", "", "a.csv holds no frames")]
    [DataRow("a.csv", "a,b\n", "a.csv holds no frames"), DataRow("a.csv.gz", "1,2", "a.csv.gz")]
    public async Task ADamagedRecordingOfAnyShapeIsRefused(string name, string text, string fragment) =>
        Assert.Contains(fragment, await Refusal("/api/frames", new { name, data = Encoding.UTF8.GetBytes(text) }));

    [TestMethod]
    public async Task ARecordingOfFramesThatAreTooLargeIsRefused()
    {
        byte[] row = Encoding.UTF8.GetBytes(string.Join(',', new int[161 * 161]));
        Assert.Contains("frames of 161x161x1; the page takes up to 160", await Refusal("/api/frames", new { name = "a.csv", data = row }));
    }

    [TestMethod]
    [DataRow(""), DataRow("?name="), DataRow("?name=nothing"), DataRow("?name=../digits"), DataRow("?name=digits.json")]
    [DataRow("?name=digits&name=strokes")]
    public async Task AnUnknownSampleModelIsRefused(string query)
    {
        using HttpResponseMessage response = await Client.GetAsync("/api/models" + query);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        TestConsole.AssertErrorLine(await response.Content.ReadAsStringAsync(), "name must be one of digits");
    }

    [TestMethod]
    public async Task AnotherFrameThanTheModelTakesIsRefused() => Assert.Contains(
        "63 values, but the model takes 64", await Refusal("/api/layers", new { model = StrokesModel, frame = new byte[63] }));

    [TestMethod]
    public async Task NullAnywhereIsAnsweredOrRefusedInOneLine()
    {
        object model = StrokesModel, layers = new { model, frame = s_frame };
        object window = new { model, frame = s_frame, layer = 0, channel = 0, row = 0, column = 0 };
        JsonNode loop = LoopTests.Request(2);
        loop["pulled"] = new JsonArray(0, 1);
        (string Path, object Request)[] requests =
        [
            ("/api/layers", layers), ("/api/window", window), ("/api/loop", loop), ("/api/change", new { layers, window, loop }),
            ("/api/frames", new { name = "a.csv", data = "MSwy", height = 1, width = 2, channels = 1 }),
            ("/api/export", new { model, format = "ecm", @class = "A", @namespace = "A" }),
            ("/api/layers", new { model, frame = s_frame, labels = new { name = "a.labels.txt", data = "MQ==" } }),
        ];
        foreach ((string path, object request) in requests)
        {
            JsonNode root = JsonSerializer.SerializeToNode(request)!;
            foreach (string body in WithNull(root, root))
            {
                (HttpStatusCode status, string answer) = await Post(path, body);
                bool isLine = answer.StartsWith("error: ") && !answer.Contains('\n');
                Assert.AreEqual(isLine ? HttpStatusCode.BadRequest : HttpStatusCode.OK, status, $"{path} {body}: {answer}");
            }
        }
    }

    private static IEnumerable<string> WithNull(JsonNode root, JsonNode? node)
    {
        if (node is not JsonObject fields) yield break;
        foreach ((string name, JsonNode? value) in fields.ToArray())
        {
            fields[name] = null;
            yield return root.ToJsonString();
            fields[name] = value;
            foreach (string text in WithNull(root, value)) yield return text;
        }
        if (fields.ContainsKey("pulled")) yield return root.ToJsonString().Replace("[0,1]", "[0,null]");
    }
}
