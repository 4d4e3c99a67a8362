namespace EdgeConv.Tests.Measure;

/// <summary>
/// The figures equal those of sigrok's own PWM decoder, for several programs' files; and files that sigrok writes are read.
/// </summary>
[TestClass]
public sealed class SigrokDecoderTests
{
    private static readonly string? s_sigrok = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "sigrok-cli")).FirstOrDefault(File.Exists);

    // How sigrok-cli reads a form of CaptureForms: reader and options, and the channel's name.
    private static readonly Dictionary<string, (string[] Options, string Channel)> s_forms = new()
    {
        ["sigrok.sr"] = ([], "D0"),
        ["sixteen-channels.sr"] = ([], "D11"),
        ["libsigrok.vcd"] = (["-I", "vcd"], "D0"),
        ["simulator.vcd"] = (["-I", "vcd"], "pwm"),
        ["pulseview-0.5.csv"] = (["-I", "csv:samplerate=100000:start_line=5:header=yes:column_formats=2l"], "logic"),
    };

    public static IEnumerable<object[]> Forms => s_sigrok is null ? [[""]] : s_forms.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> Outputs =>
        s_sigrok is null ? [[""]] : [["srzip"], ["vcd"], ["csv"], ["csv:dedup=true"], ["csv:time=false:label=channel"]];

    public static string DisplayName(MethodInfo method, object[] data) =>
        data[0] is "" ? "skipped: sigrok-cli not found" : $"{method.Name} ({data[0]})";

    [TestMethod]
    [DynamicData(nameof(Forms), DynamicDataDisplayName = nameof(DisplayName))]
    public void TheDecoderFindsTheSamePeriods(string name)
    {
        if (s_sigrok is null) Assert.Inconclusive("sigrok-cli not found");
        using var command = new SimulatedCommand();
        // No standing still: the decoder would take it for a long period.
        var signal = new TestSignal(100_000);
        foreach (int duty in (int[])[25, 50, 3, 98, 75]) signal.Pwm(100, 100, duty);
        File.WriteAllBytes(command.File(name), CaptureForms.All[name](signal));
        (string[] options, string channel) = s_forms[name];
        string decoded = Sigrok(command.Folder, ["-i", name, .. options, "-P", $"pwm:data={channel}", "-A", "pwm"]);
        string[] words = [.. decoded.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)[^1].Trim())];
        string[] percents = [.. words.Where(word => word.EndsWith('%'))];
        double[] duties = Array.ConvertAll(percents, word => double.Parse(word.TrimEnd('%'), CultureInfo.InvariantCulture) / 100);
        PwmMeasurement measured = CaptureForms.Measured(command.File(name));
        Assert.HasCount((int)measured.Periods, duties);
        Assert.AreEqual(duties.Average(), measured.MeanDuty, 1e-6);
        Assert.AreEqual(duties.Min(), measured.MinDuty, 1e-6);
        Assert.AreEqual(duties.Max(), measured.MaxDuty, 1e-6);
        string[] lengths = [.. words.Where(word => word.EndsWith('s')).Distinct()];
        Console.WriteLine($"{duties.Length} periods of {string.Join(", ", lengths)}");
        Assert.HasCount(1, lengths);
        Assert.AreEqual(0.001, measured.PeriodSeconds, 1e-12);
    }

    [TestMethod]
    [DynamicData(nameof(Outputs), DynamicDataDisplayName = nameof(DisplayName))]
    public void WhatSigrokWritesIsRead(string output)
    {
        if (s_sigrok is null) Assert.Inconclusive("sigrok-cli not found");
        using var command = new SimulatedCommand();
        File.WriteAllBytes(command.File("in.sr"), CaptureForms.Session(TestSignal.Steps(), 1, 2, 1 << 20));
        string file = output == "srzip" ? "out.sr" : output == "vcd" ? "out.vcd" : "out.csv";
        Sigrok(command.Folder, ["-i", "in.sr", "-O", output, "-o", file]);
        Console.WriteLine(file == "out.sr" ? "" : string.Join('\n', File.ReadLines(command.File(file)).Take(8)));
        PwmMeasurement measured = CaptureForms.Measured(command.File(file));
        Assert.AreEqual("D2", measured.Capture.Channel.Name);
        Assert.AreEqual(1000, measured.FrequencyHz, 1e-6);
        Assert.AreEqual("0.25 0.50 0.00 1.00 0.75", CaptureForms.Duties(measured));
    }

    private static string Sigrok(string folder, string[] arguments)
    {
        ProcessStartInfo start = new(s_sigrok!, arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, error.Result);
        return output;
    }
}
