namespace EdgeConv.Simulation.Runs;

/// <summary>Describes a run in words that terminal, report and studio share.</summary>
public static class RunText
{
    /// <summary>Returns the time of the longest inference.</summary>
    public static string Duration(SimulationRun run) => run.Instructions is null ? "no time" : Milliseconds(run.InferenceMicroseconds);

    /// <summary>Returns the time of the longest inference, and how it was computed.</summary>
    public static string Time(SimulationRun run)
    {
        if (run.Instructions is not var (min, max)) return "takes no time here: its IL instructions were not counted";
        InferenceCount count = run.Example.Count!;
        string instructions = (count.IsEach ? "" : "up to ") + (min == max ? "" : $"{min:#,0} to ") + $"{max:#,0}";
        return $"{Milliseconds(run.InferenceMicroseconds)} on {run.Board.Name}: {instructions} IL instructions of the {count.Engine} " +
            $"engine, {run.Board.Nanoseconds:#,0.#} ns each ({run.Board.Speed.Origin(run.Board.Pace)})";
    }

    /// <summary>Returns the number of late and skipped frames, and whether the board is too slow.</summary>
    public static string Late(SimulationRun run) =>
        $"{run.Loop.LateFrames} late{(run.SkippedFrames > 0 ? $", {run.SkippedFrames} skipped" : "")}"
        + (run.KeepsUp ? "" : $"; does not keep up with {run.Example.PeriodMicroseconds / 1000} ms on {run.Board.Name}");

    /// <summary>Returns the guard's state: "active", or "safe" with the reason.</summary>
    public static string State(GuardReason reason) => reason switch
    {
        GuardReason.None => "active",
        GuardReason.Starting => "safe (start)",
        GuardReason.Stopped => "safe (stop)",
        GuardReason.FrameFailed => "safe (sensor failed)",
        GuardReason.FrameLate => "safe (no frame in time)",
        GuardReason.FrameFrozen => "safe (same frame over and over)",
        GuardReason.FrameImplausible => "safe (implausible frame)",
        GuardReason.ModelFault => "safe (model failed)",
        GuardReason.ModelStuck => "safe (model's output never changes)",
        GuardReason.ModelSaturated => "safe (model's output all at one end)",
        GuardReason.NothingFound => "safe (nothing found)",
        GuardReason.OutputOff => "off (the output refused its safe duty)",
        GuardReason.OutputReleased => "pin released (the output refused its safe duty and its off duty)",
        _ => "safe (output failed)",
    };

    private static string Milliseconds(long microseconds) =>
        microseconds < 1_000_000 ? $"{microseconds / 1000.0:0.0#} ms" : $"{microseconds / 1e6:#,0.0} s";
}
