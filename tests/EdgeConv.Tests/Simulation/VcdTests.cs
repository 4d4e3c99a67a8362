namespace EdgeConv.Tests.Simulation;

/// <summary>The signal: as the chip makes it, as a reader of pwm.vcd measures it, and as sigrok does.</summary>
[TestClass]
public sealed class VcdTests : CommandTests
{
    [TestMethod]
    [DataRow(50, 20, 19), DataRow(1000, 20, 16), DataRow(5000, 20, 13), DataRow(20_000, 20, 11)]
    [DataRow(1000, 14, 13), DataRow(20_000, 14, 11)]
    public void TheResolutionIsTheChips(int frequency, int counterBits, int bits) =>
        Assert.AreEqual(bits, Pwm(frequency, counterBits).Bits);

    // LEDC counts cycles of 80 MHz, divided by a number in 256ths that is rounded: (80,000,000 * 256 / Hz / 2^bits) / 256.
    [TestMethod]
    [DataRow(50, 20, 50.016), DataRow(1000, 20, 998.4026), DataRow(2000, 20, 1996.8051)]
    [DataRow(50, 14, 50), DataRow(1000, 14, 1000), DataRow(2000, 14, 2000)]
    public void TheFrequencyIsThatOfTheDivider(int frequency, int counterBits, double divided)
    {
        PwmModel pwm = Pwm(frequency, counterBits);
        Assert.AreEqual(frequency, pwm.FrequencyHz);
        Assert.AreEqual(divided, pwm.ActualHz, 0.0001);
    }

    [TestMethod]
    public void TenBitsEndAt77821Hertz()
    {
        Assert.AreEqual((10, 9), (Pwm(77_821).Bits, Pwm(77_822).Bits));
    }

    [TestMethod]
    public void PeriodsOfHalfATickDoNotDrift()
    {
        PwmModel pwm = Pwm(85_000);
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
        var pwm = new PwmModel(1000, 14, clock);
        pwm.SetDuty(2500);
        pwm.Start();
        clock.Advance(1300);
        pwm.SetDuty(5000);
        pwm.SetDuty(7500);
        clock.Advance(700);
        pwm.SetDuty(0);
        Assert.AreEqual("0+25000 100000+25000 200000+0 300000+0", string.Join(' ', pwm.Periods(4000).Select(p => $"{p.Start}+{p.High}")));
        Assert.AreEqual((2500, 0), (pwm.DutyBefore(2000), pwm.DutyBefore(2001)));
    }

    [TestMethod]
    public void HighDutiesAtLowFrequenciesWrapAsOnTheChip()
    {
        PwmModel pwm = Pwm(50);
        pwm.SetDuty(8191);
        pwm.Start();
        Assert.AreEqual(8191, pwm.DutyBefore(1));
        pwm.SetDuty(8192);
        Assert.AreEqual(0, pwm.DutyBefore(1));
    }

    [TestMethod]
    [DataRow("strokes", "esp32", 1000), DataRow("digits", "esp32", 50)]
    [DataRow("strokes", "esp32c3", 1000), DataRow("hand", "esp32s3", 1000)]
    public void TheDutiesOfTheDumpAreThoseOfTheTable(string example, string board, int frequency)
    {
        Command.Simulate("--example", example, "--board", board);
        List<(long Start, long High, long Length)> periods = Periods(Command.File("out/pwm.vcd"));
        (BoardFile file, BoardTarget target) = BoardFiles.Modules(board)[0];
        SimulatedBoard simulated = SimulatedBoard.Of(file, target);
        long length = (long)new PwmModel(frequency, simulated.CounterBits, new VirtualClock()).PeriodTicks;
        // The decision about a frame comes when its inference is done, and holds until that about the next.
        long inference = simulated.Microseconds(Example.All.Single(known => known.Name == example).Count!.Of([]));
        foreach (DutyRow row in Command.Rows().SkipLast(1))
        {
            // The guard writes at most once per period: one may still have the duty before, and the last of the run has no end.
            long from = (row.Microseconds + inference) * 100 + length, to = (row.Microseconds + inference + 100_000) * 100;
            (long Start, long High, long Length)[] own = [.. periods.Where(period => period.Start >= from && period.Start < to)];
            Assert.IsGreaterThanOrEqualTo(100_000 * frequency / 1_000_000 - 2, own.Length, $"frame {row.Frame}");
            foreach ((long Start, long High, long Length) period in own)
            {
                Assert.AreEqual(length, period.Length);
                Assert.AreEqual(row.Duty, period.High * 10_000.0 / period.Length, 1, $"frame {row.Frame}");
            }
        }
    }

    [SigrokTest]
    public void SigrokDecodesTheDuties()
    {
        Command.Simulate("--example", "strokes", "--count", "12");
        List<double> duties = [];
        foreach (double duty in Sigrok.Decode(Command.Out, "pwm.vcd", "pwm", "-I", "vcd").Duties)
            if (duties.Count == 0 || Math.Abs(duties[^1] - duty) > 5e-5) duties.Add(duty);
        DutyRow[] rows = Command.Rows();
        Assert.HasCount(rows.Length, duties);
        for (int i = 0; i < rows.Length; i++) Assert.AreEqual(rows[i].Duty, duties[i] * 10_000, 1);
    }

    // Of the first board, or of one with a counter of so many bits.
    private static PwmModel Pwm(int frequency, int? counterBits = null) =>
        new(frequency, counterBits ?? SimulatedBoard.All[0].CounterBits, new VirtualClock());

    /// <summary>A reader of its own: every period from one rising edge to the next, in ticks of 10 ns.</summary>
    private static List<(long Start, long High, long Length)> Periods(string file)
    {
        var periods = new List<(long, long, long)>();
        long time = 0, rise = -1, fall = -1;
        string[] lines = File.ReadAllLines(file);
        Assert.Contains("$timescale 10 ns $end", lines);
        string wire = lines.Single(line => line.StartsWith("$var wire 1 "));
        Assert.AreEqual("pwm", wire.Split(' ')[4]);
        foreach (string line in lines.SkipWhile(line => line != "$enddefinitions $end").Skip(1))
        {
            if (line.StartsWith('#'))
            {
                long next = long.Parse(line[1..]);
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
