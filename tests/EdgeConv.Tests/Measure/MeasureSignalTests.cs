using EdgeConv.Measurement.Report;

namespace EdgeConv.Tests.Measure;

/// <summary>Signals that are not as they should be: the right figures, or one line.</summary>
[TestClass]
public sealed class MeasureSignalTests : CommandTests
{
    [TestMethod]
    public void GlitchesAreCountedAndLeaveTheFiguresAlone()
    {
        TestSignal signal = new TestSignal(1_000_000).Pwm(400, 1000, 300);
        // A pulse where the line is low, a gap where it is high, and one close behind an edge.
        signal.Flip(100_700, 2).Flip(200_100, 3).Flip(250_005, 1);
        PwmMeasurement measured = Measure(signal);
        Assert.AreEqual(1000, measured.FrequencyHz, 1e-9);
        Assert.AreEqual(0, measured.MaxJitterSeconds, 1e-12);
        Assert.HasCount(1, measured.Steps);
        Assert.AreEqual(0.3, measured.MeanDuty, 1e-5);
        Assert.AreEqual(3, measured.GlitchCount);
        Glitch[] glitches = [new(0.1007, 2e-6, true), new(0.2001, 3e-6, false), new(0.250005, 1e-6, false)];
        CollectionAssert.AreEqual(glitches, measured.Glitches.ToArray());
        Assert.AreEqual(0, measured.PhaseJumps);
    }

    [TestMethod]
    public void APeriodOfNoWholeSamplesKeepsItsBeatWhileTheLineStandsStill()
    {
        // 998.4 Hz, what an ESP32 gives for 1,000, at 1 MHz: periods of 1,001 and 1,002 samples. Most are 1,002, which is too long.
        double[] duties = [.. Enumerable.Repeat(0.3, 300), .. new double[700], .. Enumerable.Repeat(0.6, 300)];
        PwmMeasurement measured = Measure(new TestSignal(1_000_000).Pwm(duties, 1001.6));
        Assert.AreEqual(998.4026, measured.FrequencyHz, 0.01);
        Assert.AreEqual(0, measured.PhaseJumps);
        Assert.IsLessThan(1e-6, measured.MaxJitterSeconds);
        Assert.AreEqual("0.30 0.00 0.60", CaptureForms.Duties(measured));
    }

    [TestMethod]
    public void AGlitchWhileTheLineStandsStillDoesNotShiftTheBeat()
    {
        TestSignal signal = new TestSignal(1_000_000).Pwm(100, 1000, 300).Level(100_000, false).Pwm(100, 1000, 300).Level(50_000, true);
        signal.Pwm(50, 1000, 600).Flip(150_300, 2).Flip(320_400, 2);
        PwmMeasurement measured = Measure(signal);
        Assert.AreEqual((2, 0, "0.30 0.00 0.30 1.00 0.60"), (measured.GlitchCount, measured.PhaseJumps, CaptureForms.Duties(measured)));
    }

    [TestMethod]
    public void BouncingEdgesAreGlitchesNotPeriods()
    {
        PwmMeasurement measured = Measure(new TestSignal(1_000_000).Pwm(300, 1000, 400).Bounce(1, 2));
        Assert.AreEqual(1000, measured.FrequencyHz, 0.5);
        Assert.AreEqual(0.4, measured.MeanDuty, 0.002);
        Assert.IsGreaterThan(200, measured.GlitchCount);
        Assert.AreEqual(0, measured.PhaseJumps);
    }

    [TestMethod]
    public void SpikesEverywhereLeaveTheFiguresAlone()
    {
        TestSignal signal = new TestSignal(1_000_000).Pwm(500, 1000, 250).Pwm(500, 1000, 700);
        var random = new Random(3);
        // As many as there are periods, also just before and behind edges.
        for (int i = 0; i < 1000; i++) signal.Flip(random.Next(2000, 999_000), 1);
        PwmMeasurement measured = Measure(signal);
        Assert.AreEqual(1000, measured.FrequencyHz, 0.02);
        Assert.IsLessThan(2e-6, measured.MaxJitterSeconds);
        Assert.AreEqual(0.475, measured.MeanDuty, 0.0005);
        Assert.AreEqual(0.25, measured.MinDuty, 0.002);
        Assert.AreEqual(0.7, measured.MaxDuty, 0.002);
        Assert.AreEqual(0, measured.PhaseJumps);
        // The one change of the duty is seen, where it is.
        Assert.IsTrue(measured.Steps.Any(step => Math.Abs(step.Start - 0.5) < 0.002 && step.Duty > 0.69));
        Assert.IsTrue(measured.Steps.All(step => Math.Abs(step.Duty - (step.Start < 0.499 ? 0.25 : 0.7)) < 0.005));
    }

    [TestMethod]
    public void VoltsThatAreNoNumbersAreNoSamples()
    {
        foreach (string missing in (string[])["NaN", "Infinity", "-Infinity", "1e999"])
        {
            byte[] table = CaptureForms.Table("Time [s],Channel 0\n", new TestSignal(1_000_000).Pwm(50, 1000, 300),
                (i, high) => $"{i / 1e6:0.000000},{(i % 997 == 500 ? missing : high == 1 ? "3.3" : "0.05")}");
            PwmMeasurement measured = CaptureForms.Measured(Command.Put("gaps.csv", table));
            Assert.AreEqual(1000, measured.FrequencyHz, 1e-6, missing);
            Assert.AreEqual(0.3, measured.MeanDuty, 1e-6, missing);
            Assert.AreEqual(0, measured.GlitchCount, missing);
        }
    }

    [TestMethod]
    public void JitterIsThatOfThePeriods()
    {
        var random = new Random(3);
        var signal = new TestSignal(1_000_000);
        double sum = 0, squares = 0;
        for (int i = 0; i < 2000; i++)
        {
            int length = 1000 + random.Next(-5, 6);
            signal.Pwm(1, length, 250);
            if (i is 0 or 1999) continue;
            sum += length;
            squares += length * length;
        }
        PwmMeasurement measured = Measure(signal);
        double mean = sum / 1998;
        Assert.AreEqual(1998, measured.Periods);
        Assert.AreEqual(mean, measured.PeriodSeconds * 1e6, 1e-6);
        Assert.AreEqual(Math.Sqrt(squares / 1998 - mean * mean), measured.JitterSeconds * 1e6, 1e-3);
        Assert.AreEqual(5, measured.MaxJitterSeconds * 1e6, 0.5);
    }

    [TestMethod]
    public void AnInvertedLineIsSaidToBe()
    {
        var signal = new TestSignal(1_000_000);
        for (int i = 0; i < 20; i++) signal.Pwm(50, 1000, 100 + 40 * i);
        PwmMeasurement upright = Measure(signal), inverted = Measure(signal.Invert());
        Assert.AreEqual((false, true), (upright.LooksInverted, inverted.LooksInverted));
        Assert.AreEqual(1000, inverted.FrequencyHz, 1e-6);
        Assert.AreEqual(0, inverted.MaxJitterSeconds, 1e-12);
        Assert.AreEqual(1 - upright.MeanDuty, inverted.MeanDuty, 1e-9);
        Assert.HasCount(20, inverted.Steps);
    }

    [TestMethod]
    public void ARestartedSignalIsSaidToBe()
    {
        PwmMeasurement measured = Measure(new TestSignal(1_000_000).Pwm(100, 1000, 300).Level(10_400, false).Pwm(100, 1000, 300));
        Assert.AreEqual(1, measured.PhaseJumps);
        Assert.AreEqual(0.1104, measured.PhaseJumpSeconds[0], 1e-9);
        Assert.AreEqual(1000, measured.FrequencyHz, 1e-9);
    }

    [TestMethod, DataRow(false, "low all the time"), DataRow(true, "high all the time")]
    public void ALineThatNeverMovesIsSaidTo(bool high, string text)
    {
        Command.Put("still.sr", CaptureForms.Session(new TestSignal(1_000_000).Level(100_000, high), 1, 0, 1 << 20));
        Command.Run(["measure", "still.sr", "--channel", "D0", "--out", "out"]).AssertDone(text);
        Assert.IsTrue(File.Exists(Command.File("out/measure.png")));
    }

    [TestMethod]
    public void DataIsNoPwm()
    {
        byte[] words = new byte[3000];
        new Random(5).NextBytes(words);
        AssertRefused(new TestSignal(1_000_000).Level(500, true).Uart(words, 104), "this is not a PWM", "serial data of 9,615 bit/s");
        byte[] text = [.. words.Select(word => (byte)(word & 0x7F))];
        AssertRefused(new TestSignal(2_000_000).Level(100, true).Uart(text, 17), "this is not a PWM", "serial data of 117,647 bit/s");
    }

    [TestMethod]
    public void AnI2cClockIsAClockInBursts()
    {
        TestSignal clock = new TestSignal(1_000_000).Level(100, true), data = new TestSignal(1_000_000).Level(100, true);
        var random = new Random(6);
        for (int transfer = 0; transfer < 100; transfer++)
        {
            for (int bit = 0; bit < 27; bit++)
            {
                clock.Level(5, false).Level(5, true);
                data.Level(10, random.Next(2) == 1);
            }
            int pause = random.Next(400, 900);
            clock.Level(pause, true);
            data.Level(pause, true);
        }
        AssertRefused(data, "this is not a PWM");
        // Right figures of what is there, or a line: never a frequency that is not.
        try
        {
            PwmMeasurement measured = Measure(clock);
            Assert.AreEqual(100_000, measured.FrequencyHz, 1);
            Assert.IsGreaterThan(0.05, measured.High!.Seconds);
        }
        catch (UserException refused)
        {
            Assert.Contains("this is not a PWM", refused.Message);
        }
    }

    [TestMethod]
    public void NoiseAndTooSlowSamplingAreRefused()
    {
        var random = new Random(7);
        var noise = new TestSignal(1_000_000);
        for (int i = 0; i < 100_000; i++) noise.Level(1, random.Next(2) == 1);
        AssertRefused(noise, "too often for 1 MHz");
        AssertRefused(new TestSignal(1_000_000).Pwm(5000, 5, 2), "take at least 8 samples per period");
        var slow = new TestSignal(1_000_000);
        for (int i = 0; i < 3000; i++) slow.Level((int)(-200 * Math.Log(1 - random.NextDouble())) + 1, i % 2 == 0);
        AssertRefused(slow, "this is not a PWM");
        AssertRefused(new TestSignal(1_000_000).Level(100, false).Level(50, true).Level(100, false), "only 2 edges");
    }

    [TestMethod]
    public void JsonHoldsTheFigures()
    {
        Command.Put("steps.sr", CaptureForms.All["sigrok.sr"](TestSignal.Steps()));
        JsonNode json = Command.Run(["measure", "steps.sr", "--json"]).AssertDone().Json;
        Assert.AreEqual("D0", (string?)json["channel"]);
        Assert.AreEqual(1000, (double)json["frequencyHz"]!, 1e-6);
        Assert.AreEqual(1e-5, (double)json["sampleSeconds"]!, 1e-12);
        Assert.HasCount(5, json["steps"]!.AsArray());
        Assert.AreEqual(0.75, (double)json["steps"]![4]!["duty"]!, 1e-9);
    }

    private void AssertRefused(TestSignal signal, params string[] fragments)
    {
        UserException refusal = Assert.ThrowsExactly<UserException>(() => string.Join('\n', MeasureText.Rows(Measure(signal), null)));
        foreach (string fragment in fragments) Assert.Contains(fragment, refusal.Message);
        Assert.DoesNotContain("\n", refusal.Message);
    }

    private PwmMeasurement Measure(TestSignal signal) =>
        PwmMeter.Measure(Capture.Read(Command.Put("signal.sr", CaptureForms.Session(signal, 1, 0, 1 << 16)), "D0", null));
}
