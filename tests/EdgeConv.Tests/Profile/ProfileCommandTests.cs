namespace EdgeConv.Tests.Profile;

/// <summary>`edgeconv profile`.</summary>
[TestClass]
public sealed class ProfileCommandTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");

    [TestMethod, DataRow("compiled"), DataRow("packed")]
    public void JsonAddsUp(string engine)
    {
        using var command = new SimulatedCommand();
        command.Run(["profile", s_strokes, "--engine", engine, "--json"]).AssertDone();
        JsonElement root = JsonDocument.Parse(command.Output).RootElement;
        Assert.AreEqual("strokes", root.GetProperty("model").GetString());
        Assert.AreEqual(engine, root.GetProperty("engine").GetString());
        foreach (string field in (string[])["macs", "instructions", "ramBytes", "flashBytes"])
        {
            long Of(JsonElement element) => element.GetProperty(field).GetInt64();
            Assert.AreEqual(Of(root), root.GetProperty("layers").EnumerateArray().Sum(Of) + Of(root.GetProperty("rest")), field);
        }
        long instructions = root.GetProperty("instructions").GetInt64();
        Assert.IsLessThanOrEqualTo(instructions, root.GetProperty("leastInstructions").GetInt64());
        Assert.IsGreaterThanOrEqualTo(instructions, root.GetProperty("mostInstructions").GetInt64());
        foreach (JsonElement board in root.GetProperty("boards").EnumerateArray())
        {
            bool measured = board.GetProperty("measured").GetBoolean();
            Assert.AreEqual(measured, board.TryGetProperty("milliseconds", out _));
            if (!measured) Assert.AreEqual(instructions * board.GetProperty("leastNanoseconds").GetDouble() / 1e6,
                board.GetProperty("leastMilliseconds").GetDouble(), 1e-6);
        }
    }

    [TestMethod]
    public void TextHasLayersBarsAndBoards()
    {
        using var command = new SimulatedCommand();
        command.Run(["profile", s_strokes]).AssertDone();
        foreach (string wanted in (string[])["compiled engine", "CONV_2D + MAX_POOL_2D", "rest", "####", "esp32-c3", "not measured",
            "229.2 to 1,200"]) Assert.Contains(wanted, command.Output);
    }

    [TestMethod]
    public void PageNeedsNothingElse()
    {
        using var command = new SimulatedCommand();
        command.Run(["profile", s_strokes, "--html", command.File("profile.html")]).AssertDone();
        string page = File.ReadAllText(command.File("profile.html"));
        Assert.Contains("light-dark(", page);
        foreach (string foreign in (string[])["http://", "https://", "<script", "src=", "url("]) Assert.DoesNotContain(foreign, page);
        Assert.Contains("CONV_2D + MAX_POOL_2D", page);
    }

    [TestMethod]
    public void RefusesInOneLine()
    {
        using var command = new SimulatedCommand();
        command.Run(["pack", s_strokes, "--out", command.File("model.ecm")]).AssertDone();
        command.Run(["profile", command.File("model.ecm")]).AssertFailed(1, "profile the model it was packed from");
        command.Run(["profile", command.File("none.json")]).AssertFailed(1, "none.json");
        command.Run(["profile", s_strokes, "--engine", "reference"]).AssertFailed(2, "reference");
        command.Run(["profile", s_strokes, "--html", command.File("missing/page.html")]).AssertFailed(1, "--html");
    }
}
