namespace EdgeConv.Tests.Cli;

/// <summary>`--board`: the verbs take a board of hardware/boards and a user's own file alike.</summary>
[TestClass]
public sealed class BoardOptionTests : CommandTests
{
    private static readonly string s_text = Repository.Text("hardware", "boards", "xiao-esp32c3.json");

    [TestMethod]
    public void AFileOfTheUsersOwnIsABoard()
    {
        string file = Command.File("mine.json");
        string text = s_text.Replace("\"xiao-esp32c3\"", "\"mine\"").Replace("\"measured\": null", "\"measured\": 500");
        File.WriteAllText(file, text.Replace("\"value\": 54472", "\"value\": 40000"));
        Command.Run(["inspect", Strokes, "--board", file, "--json", "--html", Command.File("inspect.html")]).AssertDone();
        JsonElement board = OnlyBoard(Command.Output);
        Assert.AreEqual("mine", board.GetProperty("board").GetString());
        Assert.AreEqual(40000, board.GetProperty("heapBytes").GetInt32());
        Assert.Contains("40,000", File.ReadAllText(Command.File("inspect.html")));
        Command.Run(["profile", Strokes, "--board", file, "--json", "--html", Command.File("profile.html")]).AssertDone();
        JsonElement root = JsonDocument.Parse(Command.Output).RootElement;
        double milliseconds = OnlyBoard(Command.Output).GetProperty("milliseconds").GetDouble();
        Assert.AreEqual(root.GetProperty("instructions").GetInt64() * 500 / 1e6, milliseconds, 1e-9);
        Assert.Contains("ms on mine", File.ReadAllText(Command.File("profile.html")));
        Command.Run(["profile", Strokes, "--board", file]).AssertDone();
        Assert.Contains("ms on mine", Command.Output);
        Assert.DoesNotContain("esp32-psram", Command.Output);
        Command.Run(["pack", Strokes, "--board", file, "--out", Command.File("strokes.ecm")]).AssertDone();
        Command.Simulate("--count", "2", "--board", file).AssertDone();
        File.WriteAllText(file, s_text.Replace("\"value\": 54472", "\"value\": 200").Replace("\"value\": 27236", "\"value\": 100"));
        Command.Run(["pack", Strokes, "--board", file, "--out", Command.File("small.ecm")]);
        Assert.AreEqual(1, Command.ExitCode);
        Assert.Contains("XIAO ESP32C3 has 200", Command.Error);
    }

    [TestMethod]
    [DataRow("inspect"), DataRow("profile")]
    public void ABoardMayBeNamed(string verb)
    {
        Command.Run([verb, Strokes, "--board", "ESP32-C3-DevKitM-1", "--json"]).AssertDone();
        Assert.AreEqual("esp32-c3", OnlyBoard(Command.Output).GetProperty("board").GetString());
    }

    [TestMethod]
    [DataRow("inspect"), DataRow("profile"), DataRow("pack"), DataRow("simulate")]
    public void OtherBoardsAndBadFilesAreOneLine(string verb)
    {
        string[] args = verb switch
        {
            "simulate" => [verb, "--out", Command.Out],
            "pack" => [verb, Strokes, "--out", Command.File("x.ecm")],
            _ => [verb, Strokes],
        };
        Command.Run([.. args, "--board", "avr"]).AssertFailed(2, "--board avr: there are esp32, ");
        Command.Run([.. args, "--board", Command.File("none.json")]).AssertFailed(1, "none.json: cannot be read");
        File.WriteAllText(Command.File("bad.json"), s_text.Replace("\"SDA\": \"D4\"", "\"SDA\": \"D8\""));
        Command.Run([.. args, "--board", Command.File("bad.json")])
            .AssertFailed(1, "bad.json: wires: SDA is D8, which is not among the pins of i2c");
    }

    private static JsonElement OnlyBoard(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("boards").EnumerateArray().Single();
}
