using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Meter;

/// <summary>The duty was the same for a while.</summary>
/// <param name="Start">Seconds from the capture's begin.</param>
/// <param name="End">Seconds from the capture's begin.</param>
/// <param name="Duty">0 to 1, the mean over that time.</param>
public sealed record DutyStep(
    [property: JsonPropertyName("seconds")] double Start, [property: JsonIgnore] double End, double Duty);

/// <summary>Joins periods of the same duty into steps.</summary>
/// <param name="tolerance">Duties that differ by less are the same.</param>
/// <param name="toSeconds">Seconds of a tick.</param>
internal sealed class DutySteps(double tolerance, Func<double, double> toSeconds)
{
    /// <summary>Maximum number of steps that are kept.</summary>
    public const int Max = 100_000;

    private readonly List<DutyStep> _steps = [];
    private double _from, _to, _sum, _time, _doubted;

    /// <summary>All steps, first to last.</summary>
    public IReadOnlyList<DutyStep> Complete()
    {
        Close();
        return _steps;
    }

    /// <summary>A duty, 0 to 1, from one tick to another.</summary>
    /// <param name="from">Tick it begins.</param>
    /// <param name="to">Tick it ends.</param>
    /// <param name="duty">Mean of that time.</param>
    /// <param name="isClean">Whether the duty can be trusted: no glitch in it.</param>
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
            // A glitch may have spoiled one period, but not two in a row.
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
