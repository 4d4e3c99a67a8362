namespace EdgeConv.Tests.Cli;

/// <summary>`--board`: the verbs take a board of hardware/boards and a user's own file alike.</summary>
[TestClass]
public sealed class BoardOptionTests : CommandTests
{
    private static readonly string s_text = Repository.Text("hardware", "boards", "xiao-esp32c3.json");

    private JsonNode OnlyBoard => Command.Json["boards"]!.AsArray().Single()!;

    [TestMethod]
    public void AFileOfTheUsersOwnIsABoard()
    {
        string text = s_text.Replace("\"xiao-esp32c3\"", "\"mine\"").Replace("\"measured\": null", "\"measured\": 500");
        Command.Put("mine.json", text.Replace("\"value\": 54472", "\"value\": 54000"));
        string[] board = [Strokes, "--board", "mine.json"];
        Command.Run(["inspect", .. board, "--json", "--html", "inspect.html"]).AssertDone();
        JsonAssert.Holds("""{ "board": "mine", "heapBytes": 54000 }""", OnlyBoard);
        Assert.Contains("54,000", Command.Text("inspect.html"));
        Command.Run(["profile", .. board, "--json", "--html", "profile.html"]).AssertDone();
        Assert.AreEqual((long)Command.Json["instructions"]! * 500 / 1e6, (double)OnlyBoard["milliseconds"]!, 1e-9);
        Assert.Contains("ms on mine", Command.Text("profile.html"));
        Command.Run(["profile", .. board]).AssertDone("ms on mine");
        Assert.DoesNotContain("esp32-psram", Command.Output);
        Command.Run(["pack", .. board, "--out", "strokes.ecm"]).AssertDone();
        Command.Simulate("--count", "2", "--board", "mine.json").AssertDone();
        Command.Put("mine.json", s_text.Replace("\"value\": 54472", "\"value\": 200").Replace("\"value\": 27236", "\"value\": 100"));
        Command.Run(["pack", .. board, "--out", "small.ecm"]);
        Assert.AreEqual(1, Command.ExitCode);
        Assert.Contains("XIAO ESP32C3 has 200", Command.Error);
    }

    [TestMethod, DataRow("inspect"), DataRow("profile")]
    public void ABoardMayBeNamed(string verb)
    {
        Command.Run([verb, Strokes, "--board", "ESP32-C3-DevKitM-1", "--json"]).AssertDone();
        Assert.AreEqual("esp32-c3", (string?)OnlyBoard["board"]);
    }

    [TestMethod, DataRow("inspect"), DataRow("profile"), DataRow("pack"), DataRow("simulate")]
    public void OtherBoardsAndBadFilesAreOneLine(string verb)
    {
        string[] args = verb switch
        {
            "simulate" => [verb, "--out", Command.Out, "--board"],
            "pack" => [verb, Strokes, "--out", "x.ecm", "--board"],
            _ => [verb, Strokes, "--board"],
        };
        Command.Run([.. args, "avr"]).AssertFailed(2, "--board avr: it must be esp32, ");
        Command.Run([.. args, "none.json"]).AssertFailed(1, "none.json: there is no such file");
        Command.Put("bad.json", s_text.Replace("\"SDA\": \"D4\"", "\"SDA\": \"D8\""));
        Command.Run([.. args, "bad.json"]).AssertFailed(1, "bad.json: wires: SDA is D8, which is not among the pins of i2c");
    }
}
