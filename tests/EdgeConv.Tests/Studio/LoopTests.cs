using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Readout, duty map, guard and signal as the page gets them.</summary>
[TestClass]
public sealed class LoopTests
{
    private const int SafeDuty = 1234;

    /// <summary>strokes.json over some frames to an LED.</summary>
    internal static JsonNode Request(int frames) => JsonSerializer.SerializeToNode(new
    {
        model = StrokesModel, height = 8, width = 8, channels = 1, frames = Frames(frames), pulled = (int[]?)null,
        readout = new { kind = "score", index = 0 },
        map = new { kind = "led", low = 10, high = 100, from = 0, to = 0, frequencyHz = 1000, hysteresis = 0 },
        guard = new { safeDuty = SafeDuty, deadlineMilliseconds = 250 },
        board = "esp32",
    })!;

    [TestMethod]
    public async Task EveryDutyIsThatOfTheDevicesOwnParts()
    {
        JsonArray given = (await Ask("/api/loop", Request(20)))["frames"]!.AsArray();
        Graph graph = ModelFile.Open(Repository.PathOf("examples", "strokes.json"));
        TensorInfo info = new([1, 3], graph.Outputs[0].Quantized.Scale, graph.Outputs[0].Quantized.ZeroPoint);
        Readout readout = Readout.ScoreOf(0);
        DutyMap map = new LedMap(10, 100);
        byte[] frames = Frames(20);
        Assert.HasCount(20, given);
        HashSet<int> duties = [];
        for (int i = 0; i < 20; i++)
        {
            sbyte[] input = Array.ConvertAll(frames[(i * 64)..((i + 1) * 64)], value => (sbyte)(value - 128));
            int value256 = readout.Read(ReferenceEngine.Run(graph, [input]).Int8(graph.Outputs[0]), info), duty = map.Map(value256);
            Assert.AreEqual(value256 / 256.0, (double)given[i]!["activation"]!);
            Assert.AreEqual(duty, (int)given[i]!["duty"]!, 1, $"frame {i}: the counter's step");
            duties.Add(duty);
        }
        Assert.IsGreaterThan(5, duties.Count);
    }

    [TestMethod]
    public async Task APulledSensorFallsToTheSafeDutyByTheDeadline()
    {
        JsonNode request = Request(30);
        request["pulled"] = new JsonArray(10, 19);
        JsonNode answer = await Ask("/api/loop", request), frames = answer["frames"]!;
        JsonNode fall = answer["events"]!.AsArray().Single(e => (string?)e!["reason"] == "FrameFailed")!;
        // The last good frame is that of 900 ms.
        Assert.AreEqual(900_000 + 250_000, (long)fall["at"]!);
        for (int i = 12; i < 20; i++) Assert.AreEqual(SafeDuty, (int)frames[i]!["duty"]!, 1);
        Assert.AreEqual(("FrameFailed", "None"), ((string?)frames[15]!["reason"], (string?)frames[25]!["reason"]));
    }

    [TestMethod]
    public async Task HysteresisHoldsSmallChanges()
    {
        async Task<int> Changes(int band)
        {
            JsonNode request = Request(40);
            request["map"]!["hysteresis"] = band;
            int[] duties = [.. (await Ask("/api/loop", request))["frames"]!.AsArray().Select(frame => (int)frame!["duty"]!)];
            return duties.Zip(duties.Skip(1)).Count(pair => pair.First != pair.Second);
        }
        int free = await Changes(0), held = await Changes(3000);
        Assert.IsLessThan(free, held);
    }

    [TestMethod]
    public async Task AServosPulseIsInTheSignal()
    {
        JsonNode request = Request(10);
        object servo = new { kind = "servo", low = -1000, high = -999, from = 1000, to = 2000, frequencyHz = 50, hysteresis = 0 };
        request["map"] = JsonSerializer.SerializeToNode(servo);
        JsonNode pwm = (await Ask("/api/loop", request))["pwm"]!;
        Assert.AreEqual(1_999_360, (long)pwm["ticks"]!, "50.016 Hz: what the divider gives for 50");
        Assert.AreEqual(200_000, (long)pwm["high"]!.AsArray()[^1]!, 100, "2000 us in ticks of 10 ns");
    }

    [TestMethod]
    public async Task ABoardThatIsTooSlowIsLateAndSkipsFrames()
    {
        JsonNode request = Request(20);
        request["count"] = new JsonObject { ["engine"] = "compiled", ["instructions"] = 200_000 };
        JsonNode slow = await Ask("/api/loop", request);
        // 154.4 ms of 100.
        JsonAssert.Holds("""
            { "late": "13 late, 7 skipped; does not keep up with 100 ms on esp32", "keepsUp": false }
            """, slow);
        Assert.Contains("154.38 ms on esp32: up to 200,000 IL instructions of the compiled engine", (string)slow["inference"]!);
        JsonArray frames = slow["frames"]!.AsArray();
        Assert.HasCount(20, frames);
        Assert.AreEqual("2 5 8 11 14 17 19", string.Join(' ', Enumerable.Range(0, 20).Where(i => (bool)frames[i]!["skipped"]!)));
        request["count"]!["instructions"] = 50_000;
        JsonAssert.Holds("""{ "late": "0 late", "keepsUp": true }""", await Ask("/api/loop", request));
        request["count"]!["instructions"] = -1;
        Assert.Contains("count.instructions", await Refusal("/api/loop", request));
    }

    [TestMethod]
    public async Task TheCountOfANetworkIsThatOfTheCommandLine()
    {
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", "strokes.json")));
        ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Compiled);
        JsonNode counted = await Ask("/api/count", new { model = StrokesModel });
        JsonAssert.Holds($$"""
            { "engine": "compiled", "instructions": {{profile.MaxInstructions}}, "cost": { "needed": {{profile.Cost.NeededBytes}} } }
            """, counted);
        Assert.HasCount(BoardMemory.All.Count, counted["cost"]!["fits"]!.AsArray());
    }

    // A bar that moves and fades, so that the duty takes many values.
    private static byte[] Frames(int count) =>
        [.. Enumerable.Range(0, count * 64).Select(at => (byte)(at % 8 == at / 64 % 8 ? 40 + at / 64 * 37 % 200 : 5 * (at / 8 % 8)))];
}
