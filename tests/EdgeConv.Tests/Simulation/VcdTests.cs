namespace EdgeConv.Tests.Simulation;

/// <summary>The signal: as the chip makes it, as a reader of pwm.vcd measures it, and as sigrok does.</summary>
[TestClass]
public sealed class VcdTests
{
    private static readonly string? s_sigrok = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "sigrok-cli")).FirstOrDefault(File.Exists);

    public static IEnumerable<object[]> Sigrok => [[s_sigrok ?? ""]];

    public static string SigrokName(MethodInfo method, object[] data) =>
        data[0] is "" ? "skipped: sigrok-cli not found" : "sigrok decodes the duties of pwm.csv from pwm.vcd";

    [TestMethod]
    [DataRow(50, 20, 19)]
    [DataRow(1000, 20, 16)]
    [DataRow(5000, 20, 13)]
    [DataRow(20_000, 20, 11)]
    [DataRow(1000, 14, 13)]
    [DataRow(20_000, 14, 11)]
    public void TheResolutionIsTheChips(int frequency, int counterBits, int bits) =>
        Assert.AreEqual(bits, new PwmModel(frequency, new PwmBoard("chip", counterBits), new VirtualClock()).Bits);

    // LEDC counts cycles of 80 MHz, divided by a number in 256ths that is rounded: (80,000,000 * 256 / Hz / 2^bits) / 256.
    [TestMethod]
    [DataRow(50, 20, 50.016)]
    [DataRow(1000, 20, 998.4026)]
    [DataRow(2000, 20, 1996.8051)]
    [DataRow(50, 14, 50)]
    [DataRow(1000, 14, 1000)]
    [DataRow(2000, 14, 2000)]
    public void TheFrequencyIsThatOfTheDivider(int frequency, int counterBits, double divided)
    {
        var pwm = new PwmModel(frequency, new PwmBoard("chip", counterBits), new VirtualClock());
        Assert.AreEqual(frequency, pwm.FrequencyHz);
        Assert.AreEqual(divided, pwm.ActualHz, 0.0001);
    }

    [TestMethod]
    public void TenBitsEndAt77821Hertz()
    {
        Assert.AreEqual(10, new PwmModel(77_821, PwmBoard.All[0], new VirtualClock()).Bits);
        Assert.AreEqual(9, new PwmModel(77_822, PwmBoard.All[0], new VirtualClock()).Bits);
    }

    [TestMethod]
    public void PeriodsOfHalfATickDoNotDrift()
    {
        var pwm = new PwmModel(85_000, PwmBoard.All[0], new VirtualClock());
        Assert.AreEqual(1177.5, pwm.PeriodTicks);
        pwm.SetDuty(5000);
        pwm.Start();
        PwmPeriod[] periods = [.. pwm.Periods(20_000)];
        Assert.AreEqual(1_177_500, periods[1000].Start);
        for (int i = 0; i + 1 < periods.Length; i++) Assert.AreEqual(periods[i + 1].Start, periods[i].Start + periods[i].Length);
        Assert.IsTrue(periods.All(period => Math.Abs(period.High - 588.75) <= 1));
    }

    [TestMethod]
    public void ANewDutyIsInForceFromTheNextPeriod()
    {
        var clock = new VirtualClock();
        var pwm = new PwmModel(1000, new PwmBoard("chip", 14), clock);
        pwm.SetDuty(2500);
        pwm.Start();
        clock.Advance(1300);
        pwm.SetDuty(5000);
        pwm.SetDuty(7500);
        clock.Advance(700);
        pwm.SetDuty(0);
        Assert.AreEqual("0+25000 100000+25000 200000+0 300000+0", string.Join(' ', pwm.Periods(4000).Select(p => $"{p.Start}+{p.High}")));
        Assert.AreEqual(2500, pwm.DutyBefore(2000));
        Assert.AreEqual(0, pwm.DutyBefore(2001));
    }

    [TestMethod]
    public void HighDutiesAtLowFrequenciesWrapAsOnTheChip()
    {
        var pwm = new PwmModel(50, PwmBoard.All[0], new VirtualClock());
        pwm.SetDuty(8191);
        pwm.Start();
        Assert.AreEqual(8191, pwm.DutyBefore(1));
        pwm.SetDuty(8192);
        Assert.AreEqual(0, pwm.DutyBefore(1));
    }

    [TestMethod]
    [DataRow("strokes", "esp32", 1000)]
    [DataRow("digits", "esp32", 50)]
    [DataRow("strokes", "esp32c3", 1000)]
    [DataRow("hand", "esp32s3", 1000)]
    public void TheDutiesOfTheDumpAreThoseOfTheTable(string example, string board, int frequency)
    {
        using SimulatedCommand command = new SimulatedCommand().Simulate("--example", example, "--board", board);
        List<(long Start, long High, long Length)> periods = Periods(Path.Combine(command.Out, "pwm.vcd"));
        DutyRow[] rows = command.Rows();
        SimulatedBoard simulated = SimulatedBoard.Of(BoardFiles.Modules(board)[0].Board, BoardFiles.Modules(board)[0].Target);
        long length = (long)new PwmModel(frequency, simulated.Pwm, new VirtualClock()).PeriodTicks;
        // The decision about a frame comes when its inference is done, and holds until that about the next.
        long inference = simulated.Microseconds(Example.All.Single(known => known.Name == example).Count!.Of([]));
        foreach (DutyRow row in rows.SkipLast(1))
        {
            // The guard writes at most once per period: one may still have the duty before, and the last of the run has no end.
            long from = (row.Microseconds + inference) * 100 + length, to = (row.Microseconds + inference + 100_000) * 100;
            var own = periods.Where(period => period.Start >= from && period.Start < to).ToList();
            Assert.IsGreaterThanOrEqualTo(100_000 * frequency / 1_000_000 - 2, own.Count, $"frame {row.Frame}");
            foreach ((long Start, long High, long Length) period in own)
            {
                Assert.AreEqual(length, period.Length);
                Assert.AreEqual(row.Duty, period.High * 10_000.0 / period.Length, 1, $"frame {row.Frame}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Sigrok), DynamicDataDisplayName = nameof(SigrokName))]
    public void SigrokDecodesTheDuties(string sigrok)
    {
        if (sigrok == "") Assert.Inconclusive("sigrok-cli not found");
        using SimulatedCommand command = new SimulatedCommand().Simulate("--example", "strokes", "--count", "12");
        string[] arguments = ["-i", "pwm.vcd", "-I", "vcd", "-P", "pwm:data=pwm", "-A", "pwm"];
        using Process process =
            Process.Start(new ProcessStartInfo(sigrok, arguments) { WorkingDirectory = command.Out, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double[] duties = [.. output.Split('\n').Where(l => l.EndsWith('%'))
            .Select(l => double.Parse(l.Split(' ')[1].TrimEnd('%'), CultureInfo.InvariantCulture) * 100)];
        var runs = new List<double>();
        foreach (double duty in duties)
            if (runs.Count == 0 || Math.Abs(runs[^1] - duty) > 0.5) runs.Add(duty);
        DutyRow[] rows = command.Rows();
        Assert.HasCount(rows.Length, runs);
        for (int i = 0; i < rows.Length; i++) Assert.AreEqual(rows[i].Duty, runs[i], 1);
    }

    /// <summary>A reader of its own: every period from one rising edge to the next, in ticks of 10 ns.</summary>
    private static List<(long Start, long High, long Length)> Periods(string file)
    {
        var periods = new List<(long, long, long)>();
        long time = 0, rise = -1, fall = -1;
        string[] lines = File.ReadAllLines(file);
        Assert.Contains("$timescale 10 ns $end", lines);
        string wire = lines.Single(line => line.StartsWith("$var wire 1 ", StringComparison.Ordinal));
        Assert.AreEqual("pwm", wire.Split(' ')[4]);
        foreach (string line in lines.SkipWhile(line => line != "$enddefinitions $end").Skip(1))
        {
            if (line.StartsWith('#'))
            {
                long next = long.Parse(line[1..], CultureInfo.InvariantCulture);
                Assert.IsGreaterThanOrEqualTo(time, next);
                time = next;
            }
            else if (line.StartsWith('1'))
            {
                if (rise >= 0) periods.Add((rise, fall - rise, time - rise));
                rise = time;
            }
            else if (line.StartsWith('0')) fall = time;
        }
        return periods;
    }
}
