using EdgeConv.Measurement.Captures;
using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;
using EdgeConv.Measurement.Report;

namespace EdgeConv.Cli;

/// <summary>`edgeconv measure`: measures the PWM in a capture of a logic analyzer or oscilloscope.</summary>
internal static class MeasureCommand
{
    private const int MaxListed = 20;

    public static Command Create()
    {
        Argument<string> capture = Options.Name("CAPTURE", "A capture of a logic analyzer or oscilloscope: a sigrok session (.sr), a " +
            "value change dump (.vcd), or a .csv of PulseView, sigrok, Saleae Logic or similar.");
        Option<string?> channel = Options.Text("--channel", "NAME",
            "Name of the channel to measure; without it, the channel named pwm, or the only channel that changes.");
        Option<string?> against = Options.Text("--against", "FILE",
            "The pwm.csv of a simulation: compares the capture with it and shows where they differ.");
        Option<string?> threshold = Options.Text("--threshold", "VOLTS",
            "For analog channels: the voltage between low and high; without it, the middle between the channel's two levels.")
            .MustBe(text => Volts(text) is not null, "it must be a number of volts from -1000 to 1000");
        Option<string?> folder = Options.Text("--out", "DIR", "Writes measure.html, measure.png and duty.csv to this folder.");
        Option<bool> json = Options.Json("measurement");
        return new Command("measure", "Measures the PWM in a capture of a logic analyzer or oscilloscope: frequency, duty over time, " +
            "jitter, glitches.") { capture, channel, against, threshold, folder, json }
            .Does(parsed =>
            {
                SimulatedDuty? simulated = parsed.GetValue(against) is { } file ? SimulatedDuty.Read(file) : null;
                PwmMeasurement measured = PwmMeter.Measure(Terminal.Wait("reading",
                    () => Capture.Read(parsed.GetValue(capture)!, parsed.GetValue(channel), Volts(parsed.GetValue(threshold)))));
                MeasureReport report = new(measured, simulated is null ? null : DutyComparison.Of(measured, simulated));
                if (parsed.GetValue(folder) is { } written)
                    SafeFile.WriteAll("--out", written,
                    [
                        ("measure.html", Encoding.UTF8.GetBytes(report.Page())),
                        ("measure.png", report.Picture()),
                        ("duty.csv", Encoding.UTF8.GetBytes(report.Table())),
                    ]);
                if (parsed.GetValue(json)) Json.Print(report);
                else Print(measured, report.Against, parsed.GetValue(folder));
            });
    }

    private static double? Volts(string? text) =>
        double.TryParse(text, NumberStyles.Float, null, out double volts) && Math.Abs(volts) <= 1000 ? volts : null;

    private static void Print(PwmMeasurement measured, DutyComparison? comparison, string? folder)
    {
        List<(string, string)> rows = [.. MeasureText.Rows(measured, comparison)];
        if (measured.IsMoving)
            rows.Add(("duty over time", Terminal.Line([.. Enumerable.Range(0, DutyTimeline.Columns).Select(measured.Timeline.Column)
                .OfType<(double, double Mean, double)>().Select(column => (int)Math.Round(column.Mean * 10_000))])));
        if (folder is not null) rows.Add(("written", $"{Path.Combine(folder, "measure.html")}, measure.png, duty.csv"));
        Terminal.Rows(Printable.Text(Path.GetFileName(measured.Capture.File)), rows);
        if (comparison?.Differences is not { Count: > 0 } parts) return;
        Terminal.Table(parts.Count > MaxListed ? $"where they differ: the first {MaxListed} of {parts.Count}" : "where they differ",
            ["at:", "for:", "frame:", "measured:", "simulated:"],
            parts.Take(MaxListed).Select(part => (string[])[$"{part.Start:0.0000} s", SignalText.Time(part.Seconds), $"{part.Frame}",
                SignalText.Percent(part.Measured), SignalText.Percent(part.Simulated)]));
    }
}
