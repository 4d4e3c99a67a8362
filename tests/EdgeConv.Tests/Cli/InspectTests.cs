namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv inspect`: the table, the JSON, the page, and models that cannot be used.</summary>
[TestClass]
public sealed class InspectTests : CommandTests
{
    [TestMethod]
    public void TheTableHasEveryLayerAndTheTotals() => Command.Run(["inspect", Strokes]).AssertDone(
        "edges", "CONV_2D", "3x3 ReLU", "1x8x8x4", "2,304", "MAX_POOL_2D", "2x2 stride 2", "RESHAPE",
        "frame: 1x8x8x1 int8, real = (q + 128) * 0.003921569", "scores: 1x3");

    [TestMethod]
    public void TheJsonKeepsItsFields()
    {
        JsonNode json = Command.Run(["inspect", Strokes, "--json"]).AssertDone().Json;
        JsonAssert.Holds($$"""
            { "model": "strokes", "macs": {{8 * 8 * 4 * 9 + 3 * 3 * 3 * 16}}, "parameters": {{36 + 48}}, "arenaBytes": {{256 + 64}},
              "inputs": [{ "zeroPoint": -128 }], "outputs": [{ "type": "int8" }] }
            """, json);
        Assert.HasCount(5, json["layers"]!.AsArray());
        JsonAssert.Holds("""{ "operator": "CONV_2D", "name": "edges", "shape": [1, 8, 8, 4] }""", json["layers"]![0]);
    }

    [TestMethod]
    public void ThePageNeedsNothingElseAndShowsEveryLayer()
    {
        Command.Run(["inspect", Repository.PathOf("examples", "shapes.json"), "--html", "page.html"]).AssertDone();
        string page = Command.Text("page.html");
        foreach (string name in (string[])["smooth", "mix", "edges", "sum", "least", "leaky", "mean", "vector", "scores", "probabilities"])
            Assert.Contains($">{name}</text>", page);
        // The answer stands first.
        Assert.MatchesRegex(@"<p class=""big"">Fits (\d+ of|all) \d+ boards</p>", page);
        Assert.IsLessThan(page.IndexOf("class=\"tiles\""), page.IndexOf("class=\"big\""));
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("light-dark(", page);
        Command.Run(["inspect", Strokes, "--html", "missing/page.html"]).AssertFailed(1, "cannot be written");
    }

    [TestMethod]
    [DataRow("missing.tflite", null, "no such file"), DataRow("empty.tflite", "", "the file is empty")]
    [DataRow("text.tflite", "hello", "no .tflite file"), DataRow("short.tflite", "\x10\0\0\0TFL3....", "damaged")]
    [DataRow("what.bin", "hello", "no model that EdgeConv knows"), DataRow("bad.json", "{ \"edgeconv\": 1 }", "input: is missing")]
    [DataRow("cut.json", "{ \"edgeconv\": ", "line 1, column 15")]
    public void ABadModelIsOneLineThatNamesTheFile(string name, string? content, string fragment) =>
        AssertRefused(name, content is null ? null : () => Encoding.UTF8.GetBytes(content), fragment, "inspect", name);

    [TestMethod]
    public void WrongUsageIsOneLine()
    {
        Command.Run(["inspect"]).AssertFailed(2, "inspect --help");
        Command.Run(["inspect", Command.Folder]).AssertFailed(1, "is a folder; give a model file");
        Command.Run(["inspect", Strokes, "--htm", "x"]).AssertFailed(2, "--htm");
    }

    [TestMethod]
    public void TheBuiltProgramInspectsPersonDetectWithinASecond()
    {
        string model = OutsideData.Model("person_detect");
        long start = Stopwatch.GetTimestamp();
        (int code, string output, string error) = BuiltProgram.Run(Command.Folder, "inspect", model);
        Assert.AreEqual(0, code, output + error);
        // A limit of time is for the long run, on a quiet machine.
        if (LongRun.IsAsked) Assert.IsLessThan(1, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
