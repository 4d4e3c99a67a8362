using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Comparison;

/// <summary>A time in which measured and simulated duty differ.</summary>
/// <param name="Start">Seconds from the capture's begin.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Frame">Row of the simulation at that time, from 0.</param>
/// <param name="Measured">Mean duty, 0 to 1.</param>
/// <param name="Simulated">Mean duty, 0 to 1.</param>
public sealed record DutyDifference(
    [property: JsonPropertyName("seconds")] double Start, [property: JsonPropertyName("lengthSeconds")] double Seconds, int Frame,
    [property: JsonPropertyName("measuredDuty")] double Measured, [property: JsonPropertyName("simulatedDuty")] double Simulated);

/// <summary>A measured duty compared with a simulated one, at the shift in time at which they agree best.</summary>
/// <param name="Simulated">What was simulated.</param>
/// <param name="Shift">Time of the capture at which the simulation begins, in seconds; negative where the capture began later.</param>
/// <param name="IsInverted">The line is high where the simulation is low.</param>
/// <param name="Tolerance">Duties that differ by less agree, 0 to 1.</param>
/// <param name="Seconds">Seconds in which both are known.</param>
/// <param name="Differences">Where they differ, first to last; changes that come a little early or late are none.</param>
public sealed record DutyComparison(
    [property: JsonIgnore] SimulatedDuty Simulated, [property: JsonPropertyName("shiftSeconds")] double Shift,
    [property: JsonPropertyName("inverted")] bool IsInverted, [property: JsonPropertyName("toleranceDuty")] double Tolerance,
    [property: JsonPropertyName("commonSeconds")] double Seconds, IReadOnlyList<DutyDifference> Differences)
{
    // Duties agree if they differ by less than half a percent, or by less than a twentieth of their span (a servo's duties lie close
    // together), or by less than the samples can resolve.
    private const double MaxTolerance = 0.005, SpanTolerance = 0.05;

    // A board's frames depend on its sensor and on its inference: a change may come a quarter of a frame earlier or later.
    private const double FrameSlack = 0.25;

    // A line is inverted if the inverted duty costs less than this share.
    private const double InvertedRatio = 0.25;

    /// <summary>Share of the time in which they agree.</summary>
    public double Agreement => 1 - Differences.Sum(difference => difference.Seconds) / Seconds;

    /// <summary>Aligns and compares.</summary>
    /// <exception cref="UserException">No time in common.</exception>
    public static DutyComparison Of(PwmMeasurement measured, SimulatedDuty simulated)
    {
        (double shift, double cost) = DutyAlignment.Find(measured.Steps, simulated.Steps);
        DutyStep[] flipped = [.. measured.Steps.Select(step => step with { Duty = 1 - step.Duty })];
        (double otherShift, double otherCost) = DutyAlignment.Find(flipped, simulated.Steps);
        bool inverted = cost > MaxTolerance && otherCost < cost * InvertedRatio;
        if (inverted) shift = otherShift;
        IReadOnlyList<DutyStep> steps = inverted ? flipped : measured.Steps;
        double period = measured.IsMoving ? measured.PeriodSeconds : 0;
        double span = simulated.Steps.Max(step => step.Duty) - simulated.Steps.Min(step => step.Duty);
        double tolerance = Math.Max(span == 0 ? MaxTolerance : Math.Min(MaxTolerance, span * SpanTolerance),
            measured.IsMoving ? 1.6 * measured.SampleSeconds / period : 0.0002);
        double slack = 2 * period + FrameSlack * simulated.FrameSeconds;
        (double seconds, List<DutyDifference> differences) = Compare(steps, simulated.Steps, shift, tolerance, slack);
        if (seconds <= 0) throw new UserException("--against: the capture and the simulation have no time in common");
        return new DutyComparison(simulated, shift, inverted, tolerance, seconds, differences);
    }

    private static (double, List<DutyDifference>) Compare(IReadOnlyList<DutyStep> measured, IReadOnlyList<DutyStep> simulated, double shift,
        double tolerance, double slack)
    {
        List<DutyDifference> all = [];
        double total = 0, end = double.NegativeInfinity;
        foreach ((double from, double to, int m, int s) in DutyAlignment.Common(measured, simulated, shift))
        {
            total += to - from;
            if (Math.Abs(measured[m].Duty - simulated[s].Duty) <= tolerance) continue;
            // A difference that follows closely belongs to the one before.
            if (all.Count > 0 && from - end <= slack / 2) all[^1] = Join(all[^1], from, to, measured[m].Duty, simulated[s].Duty);
            else all.Add(new DutyDifference(from, to - from, s, measured[m].Duty, simulated[s].Duty));
            end = to;
        }
        return (total, [.. all.Where(difference => difference.Seconds > slack)]);
    }

    private static DutyDifference Join(DutyDifference before, double from, double to, double measured, double simulated)
    {
        double length = to - from, all = before.Seconds + length;
        return before with
        {
            Seconds = to - before.Start,
            Measured = (before.Measured * before.Seconds + measured * length) / all,
            Simulated = (before.Simulated * before.Seconds + simulated * length) / all
        };
    }
}
