using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Readout, duty map, guard and signal as the page gets them.</summary>
[TestClass]
public sealed class LoopTests
{
    private const int SafeDuty = 1234;

    /// <summary>strokes.json over some frames to an LED.</summary>
    internal static JsonObject Request(int frames) => new()
    {
        ["model"] = Strokes,
        ["height"] = 8, ["width"] = 8, ["channels"] = 1,
        ["frames"] = Convert.ToBase64String(Frames(frames)),
        ["pulled"] = null,
        ["readout"] = new JsonObject { ["kind"] = "score", ["index"] = 0 },
        ["map"] = Map("led", 10, 100, 0, 0, 1000),
        ["guard"] = new JsonObject { ["safeDuty"] = SafeDuty, ["deadlineMilliseconds"] = 250 },
        ["board"] = "esp32",
    };

    [TestMethod]
    public async Task EveryDutyIsThatOfTheDevicesOwnParts()
    {
        JsonNode answer = await Ask("/api/loop", Request(20));
        Graph graph = ModelFile.Open(Repository.PathOf("examples", "strokes.json"));
        TensorInfo info = new([1, 3], graph.Outputs[0].Quantized.Scale, graph.Outputs[0].Quantized.ZeroPoint);
        Readout readout = Readout.ScoreOf(0);
        DutyMap map = new LedMap(10, 100);
        byte[] frames = Frames(20);
        JsonArray given = answer["frames"]!.AsArray();
        Assert.HasCount(20, given);
        HashSet<int> duties = [];
        for (int i = 0; i < 20; i++)
        {
            sbyte[] input = Array.ConvertAll(frames[(i * 64)..((i + 1) * 64)], value => (sbyte)(value - 128));
            int value256 = readout.Read(ReferenceEngine.Run(graph, [input]).Int8(graph.Outputs[0]), info), duty = map.Map(value256);
            Assert.AreEqual(value256 / 256.0, given[i]!["activation"]!.GetValue<double>());
            Assert.AreEqual(duty, given[i]!["duty"]!.GetValue<int>(), 1, $"frame {i}: the counter's step");
            duties.Add(duty);
        }
        Assert.IsGreaterThan(5, duties.Count);
    }

    [TestMethod]
    public async Task APulledSensorFallsToTheSafeDutyByTheDeadline()
    {
        JsonObject request = Request(30);
        request["pulled"] = new JsonArray(10, 19);
        JsonNode answer = await Ask("/api/loop", request);
        JsonNode fall = answer["events"]!.AsArray().Single(e => e!["reason"]!.GetValue<string>() == "FrameFailed")!;
        // The last good frame is that of 900 ms.
        Assert.AreEqual(900_000 + 250_000, fall["at"]!.GetValue<long>());
        for (int i = 12; i < 20; i++) Assert.AreEqual(SafeDuty, answer["frames"]![i]!["duty"]!.GetValue<int>(), 1);
        Assert.AreEqual("FrameFailed", answer["frames"]![15]!["reason"]!.GetValue<string>());
        Assert.AreEqual("None", answer["frames"]![25]!["reason"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task HysteresisHoldsSmallChanges()
    {
        async Task<int> Changes(int band)
        {
            JsonObject request = Request(40);
            request["map"]!["hysteresis"] = band;
            int[] duties = [.. (await Ask("/api/loop", request))["frames"]!.AsArray().Select(frame => frame!["duty"]!.GetValue<int>())];
            return duties.Zip(duties.Skip(1)).Count(pair => pair.First != pair.Second);
        }
        int free = await Changes(0), held = await Changes(3000);
        Assert.IsLessThan(free, held);
    }

    [TestMethod]
    public async Task AServosPulseIsInTheSignal()
    {
        JsonObject request = Request(10);
        request["map"] = Map("servo", -1000, -999, 1000, 2000, 50);
        JsonNode pwm = (await Ask("/api/loop", request))["pwm"]!;
        Assert.AreEqual(1_999_360, pwm["ticks"]!.GetValue<long>(), "50.016 Hz: what the divider gives for 50");
        Assert.AreEqual(200_000, pwm["high"]!.AsArray()[^1]!.GetValue<long>(), 100, "2000 us in ticks of 10 ns");
    }

    [TestMethod]
    public async Task ABoardThatIsTooSlowIsLateAndSkipsFrames()
    {
        JsonObject request = Request(20);
        request["count"] = new JsonObject { ["engine"] = "compiled", ["instructions"] = 200_000 };
        JsonNode slow = await Ask("/api/loop", request);
        // 154.4 ms of 100.
        Assert.AreEqual("13 late, 7 skipped; does not keep up with 100 ms on esp32", slow["late"]!.GetValue<string>());
        Assert.IsFalse(slow["keepsUp"]!.GetValue<bool>());
        Assert.Contains("154.38 ms on esp32: up to 200,000 IL instructions of the compiled engine", slow["inference"]!.GetValue<string>());
        JsonArray frames = slow["frames"]!.AsArray();
        Assert.HasCount(20, frames);
        Assert.AreEqual("2 5 8 11 14 17 19", string.Join(' ', Enumerable.Range(0, 20).Where(i => frames[i]!["skipped"]!.GetValue<bool>())));
        request["count"]!["instructions"] = 50_000;
        JsonNode fast = await Ask("/api/loop", request);
        Assert.AreEqual("0 late", fast["late"]!.GetValue<string>());
        Assert.IsTrue(fast["keepsUp"]!.GetValue<bool>());
        request["count"]!["instructions"] = -1;
        Assert.Contains("count.instructions", await Refusal("/api/loop", request));
    }

    [TestMethod]
    public async Task TheCountOfANetworkIsThatOfTheCommandLine()
    {
        JsonNode counted = await Ask("/api/count", new JsonObject { ["model"] = Strokes });
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", "strokes.json")));
        ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Compiled);
        Assert.AreEqual("compiled", counted["engine"]!.GetValue<string>());
        Assert.AreEqual(profile.MostInstructions, counted["instructions"]!.GetValue<long>());
        Assert.AreEqual(profile.Cost.NeededBytes, counted["cost"]!["needed"]!.GetValue<long>());
        Assert.HasCount(BoardMemory.All.Count, counted["cost"]!["fits"]!.AsArray());
    }

    private static JsonObject Map(string kind, int low, int high, int from, int to, int frequencyHz) => new()
    {
        ["kind"] = kind, ["low"] = low, ["high"] = high, ["from"] = from, ["to"] = to, ["frequencyHz"] = frequencyHz, ["hysteresis"] = 0,
    };

    // A bar that moves and fades, so that the duty takes many values.
    private static byte[] Frames(int count) =>
        [.. Enumerable.Range(0, count * 64).Select(at => (byte)(at % 8 == at / 64 % 8 ? 40 + at / 64 * 37 % 200 : 5 * (at / 8 % 8)))];
}
