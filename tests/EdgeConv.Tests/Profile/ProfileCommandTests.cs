namespace EdgeConv.Tests.Profile;

/// <summary>`edgeconv profile`.</summary>
[TestClass]
public sealed class ProfileCommandTests : CommandTests
{
    [TestMethod, DataRow("compiled"), DataRow("packed")]
    public void JsonAddsUp(string engine)
    {
        JsonNode json = Command.Run(["profile", Strokes, "--engine", engine, "--json"]).AssertDone().Json;
        JsonAssert.Holds($$"""{ "model": "strokes", "engine": "{{engine}}" }""", json);
        foreach (string field in (string[])["macs", "instructions", "ramBytes", "flashBytes"])
        {
            long Of(JsonNode? node) => (long)node![field]!;
            Assert.AreEqual(Of(json), json["layers"]!.AsArray().Sum(Of) + Of(json["rest"]), field);
        }
        long instructions = (long)json["instructions"]!;
        Assert.IsInRange((long)json["leastInstructions"]!, (long)json["mostInstructions"]!, instructions);
        foreach (JsonNode? board in json["boards"]!.AsArray())
        {
            bool measured = (bool)board!["measured"]!;
            Assert.AreEqual(measured, board.AsObject().ContainsKey("milliseconds"));
            if (measured) continue;
            Assert.AreEqual(instructions * (double)board["leastNanoseconds"]! / 1e6, (double)board["leastMilliseconds"]!, 1e-6);
        }
    }

    [TestMethod]
    public void TextHasLayersBarsAndBoards() => Command.Run(["profile", Strokes]).AssertDone(
        "compiled engine", "CONV_2D + MAX_POOL_2D", "rest", "####", "esp32-c3", "not measured", "229.2 to 1,200");

    [TestMethod]
    public void PageNeedsNothingElse()
    {
        Command.Run(["profile", Strokes, "--html", "profile.html"]).AssertDone();
        string page = Command.Text("profile.html");
        Assert.Contains("light-dark(", page);
        foreach (string foreign in (string[])["http://", "https://", "<script", "src=", "url("]) Assert.DoesNotContain(foreign, page);
        Assert.Contains("CONV_2D + MAX_POOL_2D", page);
    }

    [TestMethod]
    public void RefusesInOneLine()
    {
        Command.Run(["pack", Strokes, "--out", "model.ecm"]).AssertDone();
        Command.Run(["profile", "model.ecm"]).AssertFailed(1, "profile the model it was packed from");
        Command.Run(["profile", "none.json"]).AssertFailed(1, "none.json");
        Command.Run(["profile", Strokes, "--engine", "reference"]).AssertFailed(2, "reference");
        Command.Run(["profile", Strokes, "--html", "missing/page.html"]).AssertFailed(1, "--html");
    }
}
