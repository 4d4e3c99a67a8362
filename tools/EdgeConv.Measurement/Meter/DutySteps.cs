using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Meter;

/// <summary>An interval of constant duty.</summary>
/// <param name="Start">Begin in seconds from the capture's start.</param>
/// <param name="End">End in seconds from the capture's start.</param>
/// <param name="Duty">Mean duty over that time, 0 to 1.</param>
public sealed record DutyStep(
    [property: JsonPropertyName("seconds")] double Start, [property: JsonIgnore] double End, double Duty);

/// <summary>Joins periods of the same duty into steps.</summary>
/// <param name="tolerance">Maximum difference at which two duties count as equal, 0 to 1.</param>
/// <param name="toSeconds">Converts a tick to seconds from the capture's start.</param>
internal sealed class DutySteps(double tolerance, Func<double, double> toSeconds)
{
    /// <summary>Maximum number of steps that are kept.</summary>
    public const int Max = 100_000;

    private readonly List<DutyStep> _steps = [];
    private double _from, _to, _sum, _time, _doubted;

    /// <summary>Ends the last step and returns all steps in order.</summary>
    public IReadOnlyList<DutyStep> Complete()
    {
        Close();
        return _steps;
    }

    /// <summary>Adds the duty of one period.</summary>
    /// <param name="from">Tick at which the period begins.</param>
    /// <param name="to">Tick at which the period ends.</param>
    /// <param name="duty">Mean duty of the period, 0 to 1.</param>
    /// <param name="isClean">Whether the period has no glitch, so that its duty is reliable.</param>
    public void Add(double from, double to, double duty, bool isClean)
    {
        bool same = _time > 0 && Math.Abs(duty - _sum / _time) <= tolerance;
        if (same)
        {
            _to = to;
            _doubted = 0;
        }
        else if (_time > 0 && !isClean && _doubted == 0)
        {
            // A glitch can change the duty of one period, but not of two in a row: wait for the next period.
            _to = to;
            _doubted = to - from;
            return;
        }
        else
        {
            _to -= _doubted;
            from -= _doubted;
            Close();
            (_from, _to, _sum, _time, _doubted) = (from, to, 0, 0, 0);
        }
        _sum += duty * (to - from);
        _time += to - from;
    }

    private void Close()
    {
        if (_time > 0 && _steps.Count < Max) _steps.Add(new DutyStep(toSeconds(_from), toSeconds(_to), _sum / _time));
        _time = 0;
    }
}
