using EdgeConv.Tests.Firmware;

namespace EdgeConv.Tests.Studio.Board;

/// <summary>Settings that are tried, saved and undone, and models: compared byte for byte, loaded, and taken back.</summary>
[TestClass]
[DoNotParallelize] // beside other tests the board may lose its line, and then the history begins anew
public sealed class BoardModelTests
{
    [TestMethod, DataRow("amg88xx", "strokes", 5), DataRow("mpu6050", "shake", 1), DataRow("digits", "digits", 5)]
    [DataRow("mlx90640", "strokes", 5), DataRow("arducam-mega", "strokes", 5)]
    public async Task EveryBuiltInModelIsEqual(string sensor, string model, int minLayers)
    {
        await using BoardStudio studio = await BoardStudio.Virtual(sensor);
        JsonNode maps = await studio.Until("maps", maps => (int?)maps["compared"] >= 5);
        Assert.AreEqual(("equal", 0), ((string)maps["light"]!, (int)maps["different"]!), maps.ToJsonString());
        Assert.IsGreaterThanOrEqualTo(minLayers, maps["layers"]!.AsArray().Count);
        Assert.AreEqual(model, (string)(await studio.UntilState("connected"))["board"]!["model"]!);
    }

    [TestMethod]
    public async Task SettingsAreTriedUndoneSavedAndTakenBack()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        await studio.Ask("set", new { settings = new Dictionary<string, string> { ["output1.map"] = "20:60" }, gesture = "map 1" });
        await studio.Ask("set", new { settings = new Dictionary<string, string> { ["output1.map"] = "20:70" }, gesture = "map 1" });
        await studio.Ask("set", new { settings = new { deadline = "500" } });
        await studio.Ask("undo", new { });
        Assert.AreEqual(("20:70", "300"), (await studio.Setting("output1.map"), await studio.Setting("deadline")));
        // One movement of a slider is one step.
        await studio.Ask("undo", new { });
        Assert.AreEqual("auto", await studio.Setting("output1.map"));
        await studio.Ask("set", new { settings = new { deadline = "500" } });
        await studio.Ask("save", new { });
        await studio.Ask("set", new { settings = new { deadline = "600", period = "50" } });
        await studio.Ask("revert", new { });
        Assert.AreEqual(("500", "100"), (await studio.Setting("deadline"), await studio.Setting("period")));
        // A restart keeps what was saved, and what is only tried stays tried.
        await studio.Ask("set", new { settings = new { period = "80" } });
        await studio.Ask("restart", new { });
        JsonNode state = await studio.Until("state", state => (string)state["connection"]! == "connected");
        JsonNode period = state["settings"]!.AsArray().Single(one => (string)one!["key"]! == "period")!;
        Assert.AreEqual(("80", "100"), ((string)period["value"]!, (string)period["saved"]!));
        Assert.AreEqual("500", await studio.Setting("deadline"));
    }

    [TestMethod]
    public async Task ASettingThatNeedsARestartWaitsForIt()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        await studio.Ask("set", new { settings = new Dictionary<string, string> { ["output1.kind"] = "servo" } });
        await studio.Until("state", state => state["waiting"]!.AsArray().Any(key => (string)key! == "output1.kind"));
        await studio.Ask("save", new { });
        await studio.Ask("restart", new { });
        JsonNode state = await studio.Until("state", state => (string?)state["effective"]?["kind"] == "servo");
        Assert.IsEmpty(state["waiting"]!.AsArray());
        Assert.AreEqual(750, (int)state["effective"]!["safe"]!);
        await studio.Until("steps", step => (int)step["actual"]! is >= 500 and <= 1000);
    }

    [TestMethod]
    public async Task ASecondOutputIsAddedShownAndTuned()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        JsonNode state = await studio.UntilState("connected");
        Assert.IsNull(state["effective"]!["second"]);
        Assert.Contains("output2.pin: GPIO 18 is that of output1.pin", await studio.Refusal("set",
            new { settings = new Dictionary<string, string> { ["output2.kind"] = "motor", ["output2.pin"] = "18" } }));
        await studio.Ask("set", new { settings = new Dictionary<string, string> { ["output2.kind"] = "motor" } });
        await studio.Ask("save", new { });
        await studio.Ask("restart", new { });
        state = await studio.Until("state", state => (string)state["connection"]! == "connected" && state["waiting"]!.AsArray().Count == 0);
        JsonNode second = state["effective"]!["second"]!;
        Assert.AreEqual(("motor", "score:2", "15:80"),
            ((string)second["kind"]!, (string)second["readout"]!, (string)second["map"]!));
        Assert.AreEqual((0, 1000), ((int)second["safe"]!, (int)second["hz"]!));
        await studio.Ask("set", new { settings = new Dictionary<string, string> { ["output2.map"] = "0:255:3000:3000" } });
        JsonNode step = await studio.Until("steps", step => (int?)step["second"]?["actual"] == 3000);
        Assert.AreEqual("None", (string)step["second"]!["reason"]!);
        Assert.AreNotEqual(3000, (int)step["actual"]!);
    }

    [TestMethod]
    public async Task AModelIsLoadedTestedEqualAndTakenBack()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        await studio.Ask("load", new { model = RunningStudio.Example("digits.json") });
        JsonNode load = await studio.Until("state", state => (string?)state["load"]?["phase"] is "running" or "failed");
        Assert.AreEqual("running", (string)load["load"]!["phase"]!, load.ToJsonString());
        Assert.Contains("self-test", (string)load["load"]!["text"]!);
        JsonNode state = await studio.Until("state", state => state["slots"]!.AsArray()
            .Any(slot => (bool)slot!["running"]! && (string)slot["state"]! == "confirmed"));
        Assert.AreEqual(("digits", "builtin"), ((string)state["board"]!["model"]!, (string)state["before"]!));
        JsonNode maps = await studio.Until("maps", maps => (int?)maps["compared"] >= 3 && maps["layers"]!.AsArray().Count > 1);
        Assert.AreEqual("equal", (string)maps["light"]!, maps.ToJsonString());

        await studio.Ask("run", new { model = "builtin" });
        state = await studio.Until("state", state => (string?)state["board"]?["model"] == "strokes");
        Assert.AreEqual("a", (string)state["before"]!);
        await studio.Until("maps", maps => (string)maps["light"]! == "equal");
    }

    [TestMethod]
    public async Task TheModelOfASlotIsReadFromABoardThatAnotherProgramFilled()
    {
        using var files = new TestFolder();
        string keys = files.File("keys");
        using VirtualProgram board = new("--storage", files.File("drive"), "--key", keys, "--quiet");
        string key = File.ReadAllLines(keys)[^1].Split(' ')[1];
        await using (BoardStudio first = await BoardStudio.Start())
        {
            await first.Ask("connect", new { address = board.Address, key });
            await first.Ask("load", new { model = RunningStudio.Example("digits.json") });
            await first.Until("state", state => (string?)state["load"]?["phase"] == "running");
        }
        await using BoardStudio second = await BoardStudio.Start();
        for (int i = 0; (await second.Post("connect", new { address = board.Address, key })).Status != HttpStatusCode.OK && i < 100; i++)
            await Task.Delay(100);
        JsonNode maps = await second.Until("maps", maps => (int?)maps["compared"] >= 3);
        // An .ecm file does not hold its layers.
        Assert.AreEqual(("equal", 1), ((string)maps["light"]!, maps["layers"]!.AsArray().Count), maps.ToJsonString());
    }

    [TestMethod]
    public async Task AModelThatIsNoneOrDoesNotFitIsRefusedAndTheBoardGoesOn()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        Assert.Contains("bad.json: ", await studio.Refusal("load", new { model = RunningStudio.Model("bad.json", "{}"u8.ToArray()) }));
        object outside = RunningStudio.Model("../a.json", "{}"u8.ToArray());
        Assert.Contains("without folders", await studio.Refusal("load", new { model = outside }));
        await studio.Ask("load", new { model = RunningStudio.Model("wrong.ecm", TestedModel.Wrong("digits.json")) });
        JsonNode state = await studio.Until("state", state => (string?)state["load"]?["phase"] is "running" or "failed");
        Assert.AreEqual("failed", (string)state["load"]!["phase"]!);
        Assert.Contains("self-test", (string)state["load"]!["text"]!);
        await studio.Until("steps", step => (string)step["reason"]! == "None");
        Assert.AreEqual("strokes", (string)(await studio.UntilState("connected"))["board"]!["model"]!);
        Assert.AreEqual("put aside", (string)(await studio.UntilState("connected"))["slots"]![0]!["state"]!);
    }
}
