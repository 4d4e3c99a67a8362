namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv inspect`: the table, the JSON, the page, and models that cannot be used.</summary>
[TestClass]
public sealed class InspectTests : CommandTests
{
    [TestMethod]
    public void TheTableHasEveryLayerAndTheTotals()
    {
        Command.Run(["inspect", Strokes]).AssertDone();
        foreach (string text in (string[])["edges", "CONV_2D", "3x3 ReLU", "1x8x8x4", "2,304", "MAX_POOL_2D", "2x2 stride 2", "RESHAPE",
            "frame: 1x8x8x1 int8, real = (q + 128) * 0.003921569", "scores: 1x3"])
            Assert.Contains(text, Command.Output);
    }

    [TestMethod]
    public void TheJsonKeepsItsFields()
    {
        Command.Run(["inspect", Strokes, "--json"]).AssertDone();
        using JsonDocument json = JsonDocument.Parse(Command.Output);
        JsonElement root = json.RootElement;
        Assert.AreEqual("strokes", root.GetProperty("model").GetString());
        Assert.AreEqual(8 * 8 * 4 * 9 + 3 * 3 * 3 * 16, root.GetProperty("macs").GetInt64());
        Assert.AreEqual(36 + 48, root.GetProperty("parameters").GetInt64());
        Assert.AreEqual(256 + 64, root.GetProperty("arenaBytes").GetInt64());
        Assert.AreEqual(5, root.GetProperty("layers").GetArrayLength());
        JsonElement layer = root.GetProperty("layers")[0];
        Assert.AreEqual("CONV_2D", layer.GetProperty("operator").GetString());
        Assert.AreEqual("edges", layer.GetProperty("name").GetString());
        CollectionAssert.AreEqual((int[])[1, 8, 8, 4],
            layer.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()).ToArray());
        Assert.AreEqual(-128, root.GetProperty("inputs")[0].GetProperty("zeroPoint").GetInt32());
        Assert.AreEqual("int8", root.GetProperty("outputs")[0].GetProperty("type").GetString());
    }

    [TestMethod]
    public void ThePageNeedsNothingElseAndShowsEveryLayer()
    {
        Command.Run(["inspect", Repository.PathOf("examples", "shapes.json"), "--html", Command.File("page.html")]).AssertDone();
        string page = File.ReadAllText(Command.File("page.html"));
        foreach (string name in (string[])["smooth", "mix", "edges", "sum", "least", "leaky", "mean", "vector", "scores", "probabilities"])
            Assert.Contains($">{name}</text>", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Command.Run(["inspect", Strokes, "--html", Command.File("missing/page.html")]).AssertFailed(1, "cannot be written");
    }

    [TestMethod]
    [DataRow("missing.tflite", null, "no such file")]
    [DataRow("empty.tflite", "", "an empty file")]
    [DataRow("text.tflite", "hello", "no .tflite file")]
    [DataRow("short.tflite", "\x10\0\0\0TFL3....", "damaged")]
    [DataRow("what.bin", "hello", "no model that is known")]
    [DataRow("bad.json", "{ \"edgeconv\": 1 }", "input: missing")]
    [DataRow("cut.json", "{ \"edgeconv\": ", "line 1, column 15")]
    public void ABadModelIsOneLineThatNamesTheFile(string name, string? content, string fragment)
    {
        if (content is not null) File.WriteAllText(Command.File(name), content, System.Text.Encoding.Latin1);
        Command.Run(["inspect", Command.File(name)]).AssertFailed(1, fragment);
        Assert.Contains(name, Command.Error);
    }

    [TestMethod]
    public void WrongUsageIsOneLine()
    {
        Command.Run(["inspect"]).AssertFailed(2, "inspect --help");
        Command.Run(["inspect", Command.Folder]).AssertFailed(1, "a folder; name a model file");
        Command.Run(["inspect", Strokes, "--htm", "x"]).AssertFailed(2, "--htm");
    }

    [TestMethod]
    public void TheBuiltProgramInspectsPersonDetectWithinASecond()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        long start = Stopwatch.GetTimestamp();
        (int code, string output, string error) = BuiltProgram.Run(Command.Folder, "inspect", model);
        Assert.AreEqual(0, code, output + error);
        // A limit of time is for the long run, on a quiet machine.
        if (LongRun.IsAsked) Assert.IsLessThan(1, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
