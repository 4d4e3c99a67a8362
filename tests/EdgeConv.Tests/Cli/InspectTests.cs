using System.Diagnostics;
using System.Text.Json;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv inspect`: the table, the JSON, the page, and models that cannot be used.</summary>
[TestClass]
public sealed class InspectTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");

    [TestMethod]
    public void TheTableHasEveryLayerAndTheTotals()
    {
        using var command = new SimulatedCommand();
        command.Run(["inspect", s_strokes]).AssertDone();
        foreach (string text in (string[])["edges", "CONV_2D", "3x3 ReLU", "1x8x8x4", "2,304", "MAX_POOL_2D", "2x2 stride 2", "RESHAPE",
            "frame: 1x8x8x1 int8, real = (q + 128) * 0.003921569", "scores: 1x3"])
            Assert.Contains(text, command.Output);
    }

    [TestMethod]
    public void TheJsonKeepsItsFields()
    {
        using var command = new SimulatedCommand();
        command.Run(["inspect", s_strokes, "--json"]).AssertDone();
        using JsonDocument json = JsonDocument.Parse(command.Output);
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
        using var command = new SimulatedCommand();
        command.Run(["inspect", Repository.PathOf("examples", "shapes.json"), "--html", command.File("page.html")]).AssertDone();
        string page = File.ReadAllText(command.File("page.html"));
        foreach (string name in (string[])["smooth", "mix", "edges", "sum", "least", "leaky", "mean", "vector", "scores", "probabilities"])
            Assert.Contains($">{name}</text>", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        command.Run(["inspect", s_strokes, "--html", command.File("missing/page.html")]).AssertFailed(1, "cannot be written");
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
        using var command = new SimulatedCommand();
        if (content is not null) File.WriteAllText(command.File(name), content, System.Text.Encoding.Latin1);
        command.Run(["inspect", command.File(name)]).AssertFailed(1, fragment);
        Assert.Contains(name, command.Error);
    }

    [TestMethod]
    public void WrongUsageIsOneLine()
    {
        using var command = new SimulatedCommand();
        command.Run(["inspect"]).AssertFailed(2, "inspect --help");
        command.Run(["inspect", command.Folder]).AssertFailed(1, "a folder; name a model file");
        command.Run(["inspect", s_strokes, "--htm", "x"]).AssertFailed(2, "--htm");
    }

    [TestMethod]
    public void TheBuiltProgramInspectsPersonDetectWithinASecond()
    {
        if (OutsideData.PathOf("models", "person_detect.tflite") is not { } model)
        {
            Assert.Inconclusive(OutsideData.Missing);
            return;
        }
        double seconds = Seconds("inspect", model);
        // A limit of time is for the long run, on a quiet machine.
        if (LongRun.IsAsked) Assert.IsLessThan(1, seconds);
    }

    private static double Seconds(params string[] args)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "edgeconv.dll"), .. args]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
