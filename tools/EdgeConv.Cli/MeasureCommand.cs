using EdgeConv.Measurement.Captures;
using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;
using EdgeConv.Measurement.Report;

namespace EdgeConv.Cli;

/// <summary>`edgeconv measure`: what a logic analyser or oscilloscope saw at the pin.</summary>
internal static class MeasureCommand
{
    private const int Listed = 20;

    public static Command Create()
    {
        Argument<string> capture = new("CAPTURE")
        {
            Description = "What was saved: a sigrok session (.sr), a value change dump (.vcd), " +
            "or a .csv of PulseView, sigrok, Saleae Logic or the like."
        };
        Option<string?> channel = Options.Text("--channel", "NAME",
            "Name of the channel; without it the one called pwm, or the only one that changes.");
        Option<string?> against = Options.Text("--against", "FILE", "The pwm.csv of a simulation: says where the two differ.");
        Option<string?> threshold = Options.Text("--threshold", "VOLTS",
            "For oscilloscopes: volts between low and high; without it the middle of the two levels.")
            .MustBe(text => Volts(text) is not null, "a number of volts, -1000 to 1000");
        Option<string?> folder = Options.Text("--out", "DIR", "Writes measure.html, measure.png and duty.csv.");
        Option<bool> json = Options.Json("measurement");
        var command = new Command("measure", "Measures the PWM in what a logic analyser or oscilloscope saved: frequency, duty over " +
            "time, jitter, glitches.") { capture, channel, against, threshold, folder, json };
        command.SetAction(parsed =>
        {
            SimulatedDuty? simulated = parsed.GetValue(against) is { } file ? SimulatedDuty.Read(file) : null;
            PwmMeasurement measured =
                PwmMeter.Measure(Read(parsed.GetValue(capture)!, parsed.GetValue(channel), parsed.GetValue(threshold)));
            DutyComparison? comparison = simulated is null ? null : DutyComparison.Of(measured, simulated);
            if (parsed.GetValue(folder) is { } place)
                SafeFile.WriteAll("--out", place,
                [
                    ("measure.html", Encoding.UTF8.GetBytes(MeasureReport.Page(measured, comparison))),
                    ("measure.png", MeasureReport.Picture(measured, comparison)),
                    ("duty.csv", Encoding.UTF8.GetBytes(MeasureReport.Table(measured))),
                ]);
            if (parsed.GetValue(json)) JsonText.Print(MeasureJson.Of(measured, comparison));
            else Print(measured, comparison, parsed.GetValue(folder));
        });
        return command;
    }

    private static Capture Read(string path, string? channel, string? threshold) =>
        Waiting.For("reading", () => Capture.Read(path, channel, threshold is null ? null : Volts(threshold)));

    private static double? Volts(string text) =>
        double.TryParse(text, NumberStyles.Float, null, out double volts) && Math.Abs(volts) <= 1000 ? volts : null;

    private static void Print(PwmMeasurement measured, DutyComparison? comparison, string? folder)
    {
        List<(string, string)> rows = [.. MeasureText.Rows(measured, comparison)];
        if (measured.IsMoving)
            rows.Add(("duty over time", Summary.Line([.. Enumerable.Range(0, DutyTimeline.Columns).Select(i => measured.Timeline.Column(i))
                .OfType<(double, double Mean, double)>().Select(column => (int)Math.Round(column.Mean * 10_000))])));
        if (folder is not null) rows.Add(("written", $"{Path.Combine(folder, "measure.html")}, measure.png, duty.csv"));
        Summary.Print(Printable.Text(Path.GetFileName(measured.Capture.File)), rows);
        if (comparison is not { Differences.Count: > 0 }) return;
        TextTable parts = new(("at", true), ("for", true), ("frame", true), ("measured", true), ("simulated", true));
        foreach (DutyDifference part in comparison.Differences.Take(Listed))
            parts.Add(part.Start.ToString("0.0000") + " s", SignalText.Time(part.Seconds), $"{part.Frame}",
                SignalText.Percent(part.Measured), SignalText.Percent(part.Simulated));
        parts.Print(comparison.Differences.Count > Listed ? $"where they part: the first {Listed} of {comparison.Differences.Count}"
            : "where they part");
    }
}
