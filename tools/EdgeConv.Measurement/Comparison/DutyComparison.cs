using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Comparison;

/// <summary>An interval in which measured and simulated duty differ.</summary>
/// <param name="Start">Begin in seconds from the capture's start.</param>
/// <param name="Seconds">Length in seconds.</param>
/// <param name="Frame">Row of the simulation at that time, from 0.</param>
/// <param name="Measured">Mean measured duty, 0 to 1.</param>
/// <param name="Simulated">Mean simulated duty, 0 to 1.</param>
public sealed record DutyDifference(
    [property: JsonPropertyName("seconds")] double Start, [property: JsonPropertyName("lengthSeconds")] double Seconds, int Frame,
    [property: JsonPropertyName("measuredDuty")] double Measured, [property: JsonPropertyName("simulatedDuty")] double Simulated);

/// <summary>Comparison of a measured duty with a simulated one, at the shift in time that makes them agree best.</summary>
/// <param name="Simulated">The simulated duty.</param>
/// <param name="Shift">Time of the capture at which the simulation begins, in seconds; negative if the capture began later.</param>
/// <param name="IsInverted">Whether the line is high when the simulation is low.</param>
/// <param name="Tolerance">Maximum difference at which two duties count as equal, 0 to 1.</param>
/// <param name="Seconds">Seconds in which both duties are known.</param>
/// <param name="Differences">Intervals in which they differ, in order; a change that comes slightly early or late is not counted.</param>
public sealed record DutyComparison(
    [property: JsonIgnore] SimulatedDuty Simulated, [property: JsonPropertyName("shiftSeconds")] double Shift,
    [property: JsonPropertyName("inverted")] bool IsInverted, [property: JsonPropertyName("toleranceDuty")] double Tolerance,
    [property: JsonPropertyName("commonSeconds")] double Seconds, IReadOnlyList<DutyDifference> Differences)
{
    // Duties are equal if they differ by less than 0.5 %, but for a small span, such as a servo's, by less than a twentieth of it. The
    // tolerance is never finer than the samples can resolve.
    private const double MaxTolerance = 0.005, SpanTolerance = 0.05;

    // The time of a board's frame depends on sensor and inference, so a change may come a quarter of a frame earlier or later.
    private const double FrameSlack = 0.25;

    // The line counts as inverted if the inverted duty differs from the simulation by less than this fraction of the difference before.
    private const double InvertedRatio = 0.25;

    /// <summary>Fraction of the common time in which both agree, 0 to 1.</summary>
    public double Agreement => 1 - Differences.Sum(difference => difference.Seconds) / Seconds;

    /// <summary>Aligns a measured with a simulated duty and compares them.</summary>
    /// <exception cref="UserException">Capture and simulation have no time in common.</exception>
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
            // A difference shortly after another one is joined with it.
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
