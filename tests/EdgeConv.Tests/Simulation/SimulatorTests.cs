namespace EdgeConv.Tests.Simulation;

/// <summary>`edgeconv simulate` from end to end.</summary>
[TestClass]
public sealed class SimulatorTests
{
    [TestMethod]
    public void WithoutOptionsUnseenDigitsTurnAServo()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate();
        command.AssertDone();
        DutyRow[] rows = command.Rows();
        Assert.HasCount(50, rows);
        Assert.IsLessThanOrEqualTo(10_000_000, rows[^1].Microseconds + 100_000);
        string[] labels = Labels(command);
        int right = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            // Pulses of 1 to 2 ms at 50 Hz: 500 to 1000.
            Assert.AreEqual(500 + rows[i].Activation * 500 / 9, rows[i].Duty, 1);
            if (rows[i].Activation == int.Parse(labels[i])) right++;
        }
        Assert.IsGreaterThanOrEqualTo(46, right, "of 50 digits");
        Assert.HasCount(10, labels.Distinct().ToArray());
        Assert.HasCount(50, Directory.GetFiles(Path.Combine(command.Out, "maps")));
        Assert.Contains("safe (start)", command.Output);
        Assert.Contains(command.Out, command.Output);
    }

    [TestMethod]
    public void TheReportNeedsNothingElse()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate();
        string page = File.ReadAllText(Path.Combine(command.Out, "report.html"));
        Assert.IsLessThan(2_000_000, page.Length);
        foreach (string outside in (string[])["http:", "https:", "src=", "href=", "@import", "url(//"])
            Assert.DoesNotContain(outside, page.Replace("url(#glow)", ""));
        using JsonDocument data = Data(command);
        Assert.AreEqual(50, data.RootElement.GetProperty("frames").GetArrayLength());
        Assert.AreEqual(5, data.RootElement.GetProperty("layers").GetArrayLength(), "strokes parts pooled scores probabilities");
        Assert.AreEqual("9", data.RootElement.GetProperty("layers")[4].GetProperty("channels")[9].GetString());
        Assert.Contains("Alpaydin", data.RootElement.GetProperty("attribution").GetString()!);
        Assert.AreEqual("Starting None Stopped", Events(data));
    }

    [TestMethod]
    public void NoLabelEndsTheScriptOfTheReport()
    {
        using var command = new SimulatedCommand();
        File.WriteAllBytes(command.File("a.csv"), FrameFiles.Csv(FrameFiles.Row + ",</script><b>/*DATA*/"));
        command.Simulate("--frames", command.File("a.csv")).AssertDone();
        using JsonDocument data = Data(command);
        Assert.AreEqual("</script><b>/*DATA*/", data.RootElement.GetProperty("frames")[0].GetProperty("label").GetString());
        Assert.AreEqual("000-script--b---DATA.png", Maps(command));
    }

    [TestMethod]
    public void EveryMapIsAPicture()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--count", "3");
        foreach (string file in Directory.GetFiles(Path.Combine(command.Out, "maps")))
        {
            // A palette: encoding full colours takes several times as long as all the rest of a run.
            Assert.AreEqual(3, File.ReadAllBytes(file)[25], "type of colours");
            using SKBitmap picture = SKBitmap.Decode(file);
            Assert.IsGreaterThan(400, picture.Width);
            Assert.IsGreaterThan(20, picture.Pixels.Distinct().Count());
        }
        Assert.AreEqual("000-7.png 001-7.png 002-3.png", Maps(command));
    }

    [TestMethod]
    public void TheSameCommandWritesTheSameBytes()
    {
        using SimulatedCommand first = new SimulatedCommand().Simulate("--example", "hand", "--count", "20");
        using SimulatedCommand second = new SimulatedCommand().Simulate("--example", "hand", "--count", "20");
        string[] files = [.. Directory.GetFiles(first.Out, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(first.Out, f))];
        Assert.HasCount(46, files, "a fan and an LED");
        foreach (string file in files) CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(first.Out, file)),
            File.ReadAllBytes(Path.Combine(second.Out, file)), file);
    }

    [TestMethod]
    public void ASecondRunReplacesTheFirstAndLeavesOtherFilesAlone()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--count", "5");
        File.WriteAllText(Path.Combine(command.Out, "maps", "mine.png"), "kept");
        command.Simulate("--count", "2").AssertDone();
        Assert.AreEqual("000-7.png 001-7.png mine.png", Maps(command));
        Assert.HasCount(2, command.Rows());
        Assert.HasCount(4, Directory.GetFileSystemEntries(command.Out));
    }

    [TestMethod]
    [DataRow("fail", "FrameFailed")]
    [DataRow("late", "FrameLate")]
    public void ALostSensorMovesTheOutputToTheSafeDuty(string kind, string reason)
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--example", "strokes", "--fault", kind + "@20-29");
        command.AssertDone();
        using JsonDocument data = Data(command);
        Assert.AreEqual($"Starting None {reason} None Stopped", Events(data));
        DutyRow[] rows = command.Rows();
        Assert.AreNotEqual(0, rows[19].Duty);
        Assert.IsTrue(rows[22..30].All(row => row.Duty == 0));
        Assert.AreNotEqual(0, rows[33].Duty);
    }

    [TestMethod]
    public void AFrozenSensorMovesTheOutputToTheSafeDuty()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--fault", "freeze@10-40");
        using JsonDocument data = Data(command);
        Assert.AreEqual("Starting None FrameFrozen None Stopped", Events(data));
    }

    [TestMethod]
    public void AHandSteersAFanAndAnLed()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--example", "hand", "--count", "120");
        command.AssertDone();
        int[] fan = [.. command.Rows().Select(r => r.Duty)],
            led = [.. File.ReadAllLines(Path.Combine(command.Out, "led", "pwm.csv")).Skip(1).Select(l => int.Parse(l.Split(',')[3]))];
        Assert.HasCount(fan.Length, led);
        Assert.AreEqual(0, fan.Min(), "no hand, no wind");
        Assert.IsGreaterThan(7000, fan.Max());
        Assert.IsTrue(fan.All(duty => duty is 0 or >= 3000), "what turns the fan at all");
        Assert.IsGreaterThan(3000, led.Max() - led.Min());
    }

    [TestMethod]
    public void GesturesLightAnLedOnlyWhenShaken()
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--example", "gesture", "--count", "120");
        command.AssertDone();
        DutyRow[] rows = command.Rows();
        string[] labels = Labels(command);
        // Once the whole window is of one kind.
        double Mean(string label) => rows.Where((_, i) => i >= 8 && labels[(i - 8)..(i + 1)].All(b => b == label)).Average(row => row.Duty);
        Assert.IsLessThan(100, Mean("still"));
        Assert.IsGreaterThan(2000, Mean("shake"));
    }

    [TestMethod]
    public void FramesComeFromStandardInput()
    {
        using var command = new SimulatedCommand();
        command.Run(["simulate", "--out", command.Out, "--frames", "-"], [.. Enumerable.Range(0, 64 * 7).Select(i => (byte)(i * 37))])
            .AssertDone();
        Assert.HasCount(7, command.Rows());
    }

    private static string Maps(SimulatedCommand command) =>
        string.Join(' ', Directory.GetFiles(Path.Combine(command.Out, "maps")).Select(Path.GetFileName).Order());

    private static string[] Labels(SimulatedCommand command) =>
        [.. Maps(command).Split(' ').Select(name => Path.GetFileNameWithoutExtension(name)[4..])];

    private static JsonDocument Data(SimulatedCommand command)
    {
        string page = File.ReadAllText(Path.Combine(command.Out, "report.html"));
        const string Open = "<script id=\"data\" type=\"application/json\">";
        int from = page.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        return JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]);
    }

    private static string Events(JsonDocument data) =>
        string.Join(' ', data.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("reason").GetString()));
}
