using System.Text.Json;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Cli;

/// <summary>`--board`: the verbs take a board of hardware/boards and a user's own file alike.</summary>
[TestClass]
public sealed class BoardOptionTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");
    private static readonly string s_text = File.ReadAllText(Repository.PathOf("hardware", "boards", "xiao-esp32c3.json"));

    [TestMethod]
    public void AFileOfTheUsersOwnIsABoard()
    {
        using var command = new SimulatedCommand();
        string file = command.File("mine.json");
        File.WriteAllText(file,
            s_text.Replace("\"xiao-esp32c3\"", "\"mine\"").Replace("\"value\": 54472", "\"value\": 40000")
            .Replace("\"measured\": null", "\"measured\": 500"));
        command.Run(["inspect", s_strokes, "--board", file, "--json", "--html", command.File("inspect.html")]).AssertDone();
        JsonElement board = OnlyBoard(command.Output);
        Assert.AreEqual("mine", board.GetProperty("board").GetString());
        Assert.AreEqual(40000, board.GetProperty("heapBytes").GetInt32());
        Assert.Contains("40,000", File.ReadAllText(command.File("inspect.html")));
        command.Run(["profile", s_strokes, "--board", file, "--json", "--html", command.File("profile.html")]).AssertDone();
        JsonElement root = JsonDocument.Parse(command.Output).RootElement;
        Assert.AreEqual(root.GetProperty("instructions").GetInt64() * 500 / 1e6,
            OnlyBoard(command.Output).GetProperty("milliseconds").GetDouble(), 1e-9);
        Assert.Contains("ms on mine", File.ReadAllText(command.File("profile.html")));
        command.Run(["profile", s_strokes, "--board", file]).AssertDone();
        Assert.Contains("ms on mine", command.Output);
        Assert.DoesNotContain("esp32-psram", command.Output);
        command.Run(["pack", s_strokes, "--board", file, "--out", command.File("strokes.ecm")]).AssertDone();
        command.Simulate("--count", "2", "--board", file).AssertDone();
        File.WriteAllText(file, s_text.Replace("\"value\": 54472", "\"value\": 200").Replace("\"value\": 27236", "\"value\": 100"));
        command.Run(["pack", s_strokes, "--board", file, "--out", command.File("small.ecm")]);
        Assert.AreEqual(1, command.ExitCode);
        Assert.Contains("XIAO ESP32C3 has 200", command.Error);
    }

    [TestMethod]
    [DataRow("inspect")]
    [DataRow("profile")]
    public void ABoardMayBeNamed(string verb)
    {
        using var command = new SimulatedCommand();
        command.Run([verb, s_strokes, "--board", "ESP32-C3-DevKitM-1", "--json"]).AssertDone();
        Assert.AreEqual("esp32-c3", OnlyBoard(command.Output).GetProperty("board").GetString());
    }

    [TestMethod]
    [DataRow("inspect")]
    [DataRow("profile")]
    [DataRow("pack")]
    [DataRow("simulate")]
    public void OtherBoardsAndBadFilesAreOneLine(string verb)
    {
        using var command = new SimulatedCommand();
        string[] args = verb == "simulate" ? [verb, "--out", command.Out] : verb == "pack"
            ? [verb, s_strokes, "--out", command.File("x.ecm")] : [verb, s_strokes];
        command.Run([.. args, "--board", "avr"]).AssertFailed(2, "--board avr: there are esp32, ");
        command.Run([.. args, "--board", command.File("none.json")]).AssertFailed(1, "none.json: cannot be read");
        File.WriteAllText(command.File("bad.json"), s_text.Replace("\"SDA\": \"D4\"", "\"SDA\": \"D8\""));
        command.Run([.. args, "--board", command.File("bad.json")])
            .AssertFailed(1, "bad.json: wires: SDA is D8, which is not among the pins of i2c");
    }

    private static JsonElement OnlyBoard(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("boards").EnumerateArray().Single();
}
