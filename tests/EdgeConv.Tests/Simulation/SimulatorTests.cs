namespace EdgeConv.Tests.Simulation;

/// <summary>`edgeconv simulate` from end to end.</summary>
[TestClass]
public sealed class SimulatorTests : CommandTests
{
    private string Maps => string.Join(' ', Directory.GetFiles(Command.File("out/maps")).Select(Path.GetFileName).Order());

    private string[] Labels => [.. Maps.Split(' ').Select(name => Path.GetFileNameWithoutExtension(name)[4..])];

    private string Events => string.Join(' ', Command.Report["events"]!.AsArray().Select(e => (string?)e!["reason"]));

    [TestMethod]
    public void WithoutOptionsUnseenDigitsTurnAServo()
    {
        Command.Simulate().AssertDone("safe (start)", Command.Out);
        DutyRow[] rows = Command.Rows();
        Assert.HasCount(50, rows);
        Assert.IsLessThanOrEqualTo(10_000_000, rows[^1].Microseconds + 100_000);
        // Pulses of 1 to 2 ms at 50 Hz: 500 to 1000.
        foreach (DutyRow row in rows) Assert.AreEqual(500 + row.Activation * 500 / 9, row.Duty, 1);
        int right = rows.Zip(Labels).Count(pair => pair.First.Activation == int.Parse(pair.Second));
        Assert.IsGreaterThanOrEqualTo(46, right, "of 50 digits");
        Assert.HasCount(10, Labels.Distinct());
        Assert.HasCount(50, Labels);
    }

    [TestMethod]
    public void TheReportNeedsNothingElse()
    {
        Command.Simulate();
        string page = Command.Text("out/report.html");
        Assert.IsLessThan(2_000_000, page.Length);
        foreach (string outside in (string[])["http:", "https:", "src=", "href=", "@import", "url(//"])
            Assert.DoesNotContain(outside, page.Replace("url(#glow)", ""));
        JsonNode report = Command.Report;
        Assert.HasCount(50, report["frames"]!.AsArray());
        Assert.HasCount(5, report["layers"]!.AsArray(), "strokes parts pooled scores probabilities");
        Assert.AreEqual("9", (string?)report["layers"]![4]!["channels"]![9]);
        Assert.Contains("Alpaydin", (string)report["attribution"]!);
        Assert.AreEqual("Starting None Stopped", Events);
    }

    [TestMethod]
    public void NoLabelEndsTheScriptOfTheReport()
    {
        Command.Put("a.csv", FrameFiles.Csv(FrameFiles.Row + ",</script><b>/*DATA*/"));
        Command.Simulate("--frames", "a.csv").AssertDone();
        Assert.AreEqual(("</script><b>/*DATA*/", "000-script--b---DATA.png"), ((string?)Command.Report["frames"]![0]!["label"], Maps));
    }

    [TestMethod]
    public void EveryMapIsAPicture()
    {
        Command.Simulate("--count", "3");
        foreach (string file in Directory.GetFiles(Command.File("out/maps")))
        {
            // A palette: encoding full colours takes several times as long as all the rest of a run.
            Assert.AreEqual(3, File.ReadAllBytes(file)[25], "type of colours");
            using SKBitmap picture = SKBitmap.Decode(file);
            Assert.IsGreaterThan(400, picture.Width);
            Assert.IsGreaterThan(20, picture.Pixels.Distinct().Count());
        }
        Assert.AreEqual("000-7.png 001-7.png 002-3.png", Maps);
    }

    [TestMethod]
    public void TheSameCommandWritesTheSameBytes()
    {
        Command.Simulate("--example", "hand", "--count", "20");
        using SimulatedCommand second = new SimulatedCommand().Simulate("--example", "hand", "--count", "20");
        string[] files = Directory.GetFiles(Command.Out, "*", SearchOption.AllDirectories);
        Assert.HasCount(46, files, "a fan and an LED");
        foreach (string file in files)
            CollectionAssert.AreEqual(File.ReadAllBytes(file), second.Bytes(Path.GetRelativePath(Command.Folder, file)), file);
    }

    [TestMethod]
    public void ASecondRunReplacesTheFirstAndLeavesOtherFilesAlone()
    {
        Command.Simulate("--count", "5");
        Command.Put("out/maps/mine.png", "kept");
        Command.Simulate("--count", "2").AssertDone();
        Assert.AreEqual("000-7.png 001-7.png mine.png", Maps);
        Assert.HasCount(2, Command.Rows());
        Assert.HasCount(4, Directory.GetFileSystemEntries(Command.Out));
    }

    [TestMethod, DataRow("fail", "FrameFailed"), DataRow("late", "FrameLate")]
    public void ALostSensorMovesTheOutputToTheSafeDuty(string kind, string reason)
    {
        Command.Simulate("--example", "strokes", "--fault", kind + "@20-29").AssertDone();
        Assert.AreEqual($"Starting None {reason} None Stopped", Events);
        DutyRow[] rows = Command.Rows();
        Assert.AreNotEqual(0, rows[19].Duty);
        Assert.IsTrue(rows[22..30].All(row => row.Duty == 0));
        Assert.AreNotEqual(0, rows[33].Duty);
    }

    [TestMethod]
    public void AFrozenSensorMovesTheOutputToTheSafeDuty()
    {
        Command.Simulate("--fault", "freeze@10-40");
        Assert.AreEqual("Starting None FrameFrozen None Stopped", Events);
    }

    [TestMethod]
    public void AHandSteersAFanAndAnLed()
    {
        Command.Simulate("--example", "hand", "--count", "120").AssertDone();
        int[] fan = [.. Command.Rows().Select(row => row.Duty)], led = [.. Command.Rows("out/led/pwm.csv").Select(row => row.Duty)];
        Assert.HasCount(fan.Length, led);
        Assert.AreEqual(0, fan.Min(), "no hand, no wind");
        Assert.IsGreaterThan(7000, fan.Max());
        Assert.IsTrue(fan.All(duty => duty is 0 or >= 3000), "what turns the fan at all");
        Assert.IsGreaterThan(3000, led.Max() - led.Min());
    }

    [TestMethod]
    public void GesturesLightAnLedOnlyWhenShaken()
    {
        Command.Simulate("--example", "gesture", "--count", "120").AssertDone();
        DutyRow[] rows = Command.Rows();
        string[] labels = Labels;
        // Once the whole window is of one kind.
        double Mean(string label) => rows.Where((_, i) => i >= 8 && labels[(i - 8)..(i + 1)].All(b => b == label)).Average(row => row.Duty);
        Assert.IsLessThan(100, Mean("still"));
        Assert.IsGreaterThan(2000, Mean("shake"));
    }

    [TestMethod]
    public void FramesComeFromStandardInput()
    {
        byte[] frames = [.. Enumerable.Range(0, 64 * 7).Select(i => (byte)(i * 37))];
        Command.Run(["simulate", "--out", "out", "--frames", "-"], frames).AssertDone();
        Assert.HasCount(7, Command.Rows());
    }
}
