namespace EdgeConv.Tests.Measure;

/// <summary>
/// The figures equal those of sigrok's own PWM decoder, for several programs' files; and files that sigrok writes are read.
/// </summary>
[TestClass]
public sealed class SigrokDecoderTests : CommandTests
{
    // How sigrok-cli reads a form of CaptureForms: reader and options, and the channel's name.
    private static readonly Dictionary<string, (string[] Options, string Channel)> s_forms = new()
    {
        ["sigrok.sr"] = ([], "D0"),
        ["sixteen-channels.sr"] = ([], "D11"),
        ["libsigrok.vcd"] = (["-I", "vcd"], "D0"),
        ["simulator.vcd"] = (["-I", "vcd"], "pwm"),
        ["pulseview-0.5.csv"] = (["-I", "csv:samplerate=100000:start_line=5:header=yes:column_formats=2l"], "logic"),
    };

    public static IEnumerable<string> Forms => s_forms.Keys;

    [SigrokTest, DynamicData(nameof(Forms))]
    public void TheDecoderFindsTheSamePeriods(string name)
    {
        // No standing still: the decoder would take it for a long period.
        var signal = new TestSignal(100_000);
        foreach (int duty in (int[])[25, 50, 3, 98, 75]) signal.Pwm(100, 100, duty);
        Command.Put(name, CaptureForms.All[name](signal));
        (string[] options, string channel) = s_forms[name];
        (double[] duties, string[] words) = Sigrok.Decode(Command.Folder, name, channel, options);
        PwmMeasurement measured = CaptureForms.Measured(Command.File(name));
        Assert.HasCount((int)measured.Periods, duties);
        Assert.AreEqual(duties.Average(), measured.MeanDuty, 1e-6);
        Assert.AreEqual(duties.Min(), measured.MinDuty, 1e-6);
        Assert.AreEqual(duties.Max(), measured.MaxDuty, 1e-6);
        string[] lengths = [.. words.Where(word => word.EndsWith('s')).Distinct()];
        Console.WriteLine($"{duties.Length} periods of {string.Join(", ", lengths)}");
        Assert.HasCount(1, lengths);
        Assert.AreEqual(0.001, measured.PeriodSeconds, 1e-12);
    }

    [SigrokTest]
    [DataRow("srzip"), DataRow("vcd"), DataRow("csv"), DataRow("csv:dedup=true"), DataRow("csv:time=false:label=channel")]
    public void WhatSigrokWritesIsRead(string output)
    {
        Command.Put("in.sr", CaptureForms.Session(TestSignal.Steps(), 1, 2, 1 << 20));
        string file = output == "srzip" ? "out.sr" : output == "vcd" ? "out.vcd" : "out.csv";
        Sigrok.Run(Command.Folder, "-i", "in.sr", "-O", output, "-o", file);
        Console.WriteLine(file == "out.sr" ? "" : string.Join('\n', File.ReadLines(Command.File(file)).Take(8)));
        PwmMeasurement measured = CaptureForms.Measured(Command.File(file));
        Assert.AreEqual("D2", measured.Capture.Channel.Name);
        Assert.AreEqual(1000, measured.FrequencyHz, 1e-6);
        Assert.AreEqual("0.25 0.50 0.00 1.00 0.75", CaptureForms.Duties(measured));
    }
}
