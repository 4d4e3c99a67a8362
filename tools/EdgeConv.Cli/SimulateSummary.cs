using EdgeConv.Simulation.Runs;

namespace EdgeConv.Cli;

/// <summary>Summary of a simulated run for the terminal.</summary>
internal static class SimulateSummary
{
    /// <summary>Returns rows of a name and a value.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(SimulationRun run, string folder)
    {
        EdgeLoop loop = run.Loop;
        string source = run.Recording.Name + (run.Recording.More ? " (--count for more)" : ""),
            period = Amount.Of(run.Example.PeriodMicroseconds / 1000);
        yield return ("answer", new RunAnswer(run).Summary());
        yield return ("frames", $"{Amount.Of(run.Recording.Frames.Count)} of {source}, every {period} ms: {RunText.Late(run)}");
        if (run.Recording.Fitted is { } fitted) yield return ("size", $"each frame was {fitted}");
        if (run.Fault is { } fault) yield return ("fault", fault.Effect(run.Recording.Frames.Count));
        yield return ("inference", RunText.Time(run));
        yield return ("not used",
            $"{run.LostFrames}: {run.UntimelyFrames} not in time, {loop.FailedFrames} failed, {loop.FrozenFrames} frozen, "
            + $"{loop.ImplausibleFrames} implausible, {Amount.Of(loop.ModelFaults, "fault")} of the model");
        yield return ("guard", string.Join(" -> ", run.Events.Select(e => $"{e.Microseconds / 1e6:0.0##} s {RunText.State(e.Reason)}")));
        yield return ("activation", Spread(run.Frames.Select(frame => frame.Activation256 / 256.0), "", run.Example.ReadoutName));
        string signal = $"{run.Example.Drives} at {run.Pwm.ActualHz:#,0.##} Hz, {Amount.Of(run.Pwm.Bits, "bit")} on {run.Board.Name}";
        yield return ("duty", Spread(run.Frames.Select(frame => frame.Duty / 100.0), " %", signal));
        yield return ("duty over time", Terminal.Line([.. run.Frames.Select(frame => frame.Duty)]));
        yield return ("written",
            $"{Path.Combine(folder, "report.html")}, pwm.vcd, pwm.csv, maps/ ({Amount.Of(run.Frames.Count, "picture")})");
        if (run.Layers.Omission is { } omission) yield return ("left out", omission);
    }

    private static string Spread(IEnumerable<double> values, string unit, string what)
    {
        double[] all = [.. values];
        return $"{all.Min():0.00} to {all.Max():0.00}{unit}, mean {all.Average():0.00}{unit} ({what})";
    }
}
