using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Tests.Measure;

/// <summary>A capture beside a simulation.</summary>
[TestClass]
public sealed class MeasureAgainstTests : CommandTests
{
    [TestMethod, DataRow("digits"), DataRow("hand")]
    public void TheSimulatorsSignalAgreesWithItsDuties(string example)
    {
        Command.Simulate("--example", example);
        DutyComparison comparison = Compare("out/pwm.vcd");
        Assert.IsEmpty(comparison.Differences);
        // The signal follows a frame when its inference is done and the next PWM period begins.
        Example simulated = Example.All.Single(known => known.Name == example);
        double inference = SimulatedBoard.All[0].Microseconds(simulated.Count!.Of([])) / 1e6;
        Assert.IsGreaterThanOrEqualTo(inference, comparison.Shift);
        Assert.IsLessThan(inference + 2.0 / simulated.FrequencyHz, comparison.Shift);
        Assert.IsFalse(comparison.IsInverted);
        Assert.IsGreaterThan(4.9, comparison.Seconds);
    }

    [TestMethod, DataRow(1.7, false, false), DataRow(1.7, true, false), DataRow(-0.9, false, false), DataRow(0.4, false, true)]
    public void ABoardThatBeganAtAnotherTimeIsAligned(double shift, bool inverted, bool jittery)
    {
        Command.Simulate();
        var random = new Random(4);
        var signal = new TestSignal(1_000_000);
        if (shift > 0) signal.Level((int)(shift * 1_000_000), false);
        foreach (DutyRow row in Command.Rows())
        {
            // A real loop's frames come up to 5 ms early or late.
            int periods = 100 + (jittery ? random.Next(-5, 6) : 0);
            if (shift < 0 && row.Microseconds < -shift * 1e6 - 1) continue;
            signal.Pwm(periods, 1000, row.Duty / 10);
        }
        if (inverted) signal.Invert();
        PutCapture(signal);
        DutyComparison comparison = Compare("board.sr");
        Assert.AreEqual(shift, comparison.Shift, jittery ? 0.03 : 0.0021);
        Assert.AreEqual(inverted, comparison.IsInverted);
        Assert.IsEmpty(comparison.Differences, string.Join("\n", comparison.Differences));
    }

    [TestMethod]
    public void WhereTheyPartIsSaid()
    {
        Command.Simulate();
        DutyRow[] rows = Command.Rows();
        var signal = new TestSignal(1_000_000);
        signal.Level(300_000, false);
        // The sensor was unplugged from frame 20 to 29.
        foreach (DutyRow row in rows)
            if (row.Frame is >= 20 and < 30) signal.Level(100_000, false);
            else signal.Pwm(100, 1000, row.Duty / 10);
        PutCapture(signal);
        DutyDifference part = Compare("board.sr").Differences.Single();
        Assert.AreEqual(2.3, part.Start, 0.003);
        Assert.AreEqual(1.0, part.Seconds, 0.005);
        Assert.AreEqual(20, part.Frame);
        Assert.AreEqual(0, part.Measured, 1e-9);
        Assert.AreEqual(rows[20..30].Average(row => row.Duty) / 10_000, part.Simulated, 0.002);
        Command.Run(["measure", "board.sr", "--against", "out/pwm.csv", "--channel", "D0", "--out", "report"])
            .AssertDone("they differ once, first at 2.3 s, frame 20");
        Assert.Contains("Where they differ", Command.Text("report/measure.html"));
        Assert.DoesNotContain("http", Command.Text("report/measure.html"));
        Assert.StartsWith("time_us,duty\n", Command.Text("report/duty.csv"));
    }

    private DutyComparison Compare(string capture) =>
        DutyComparison.Of(CaptureForms.Measured(Command.File(capture)), SimulatedDuty.Read(Command.File("out/pwm.csv")));

    private void PutCapture(TestSignal signal) => Command.Put("board.sr", CaptureForms.Session(signal, 1, 0, 1 << 20));
}
