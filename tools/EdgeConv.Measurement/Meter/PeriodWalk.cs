namespace EdgeConv.Measurement.Meter;

/// <summary>
/// Goes through a signal from the start of one period to the next. A start that comes too early is a glitch within the period. A start that
/// comes several periods later ends a time at 0 or 100 %, at which a PWM has no edges. Any other start is a glitch if the next start is on
/// time again; if not, the PWM was restarted.
/// </summary>
internal sealed class PeriodWalk(Capture capture, FoundPeriod period)
{
    private const int MaxListed = 1000;

    // Number of pulses known ahead of the current one.
    private const int Ahead = 32;

    // Maximum shift of a period's start, as a fraction of the period; smaller shifts are jitter.
    private const double Tolerance = 0.05;

    // A glitch wider than this fraction of the period suggests that the period is wrong.
    private const double MaxGlitch = 0.125;

    // Maximum relative error of the period. The error adds up while the line does not move.
    private const double Drift = 2e-4;

    private readonly EdgeList _edges = capture.Edges;
    private readonly double _period = period.Ticks, _tolerance = Math.Max(period.Ticks * Tolerance, 2 * capture.SampleTicks);
    private readonly Queue<Pulse> _ahead = new();
    private readonly List<Glitch> _glitches = [];
    private readonly List<double> _jumps = [];
    private readonly DutyTimeline _timeline = new(capture.Edges.Start, capture.Edges.End);
    private readonly DutySteps _steps = new(Math.Max(Math.Max(0.0002, 1.6 * capture.SampleTicks / period.Ticks), 3 * period.DutyNoise),
        tick => (tick - capture.Edges.Start) / capture.TicksPerSecond);

    private long _glitchCount, _wideGlitches, _stretches, _clean;
    private double _dutyTicks, _allTicks, _cleanTicks, _squares, _minDuty = double.PositiveInfinity, _maxDuty = double.NegativeInfinity,
        _minPeriod = double.PositiveInfinity, _maxPeriod;
    private Standstill? _low, _high;

    // The current period: its start, the time that the line was active in it, the end of the last active time, and whether it has no
    // glitch.
    private double _begin, _active, _activeEnd;
    private bool _isClean;

    /// <summary>Number of periods of the expected length.</summary>
    public long Singles { get; private set; }

    /// <summary>Number of restarts: periods that begin at another phase than those before.</summary>
    public long PhaseJumps { get; private set; }

    /// <summary>
    /// Fraction of the signal that fits a PWM, 0 to 1: the periods of the expected length among all that was found. A time at which the
    /// line did not move counts half against it, because a PWM rarely pauses after few periods while serial data often does.
    /// </summary>
    public double Fit => Singles == 0 ? 0 : Singles / (Singles + PhaseJumps + _wideGlitches + _stretches / 2.0);

    /// <summary>Goes through the whole signal once.</summary>
    public void Run()
    {
        using IEnumerator<Pulse> pulses = Pulse.Of(_edges, period.ActiveHigh).GetEnumerator();
        while (_ahead.Count < Ahead && pulses.MoveNext()) _ahead.Enqueue(pulses.Current);
        if (_ahead.Count == 0) return;
        // The first period begins with its longest pulse; the pulses before are glitches.
        double until = _ahead.Peek().Start + _period - _tolerance;
        Pulse longest = _ahead.TakeWhile(pulse => pulse.Start < until).MaxBy(pulse => pulse.End - pulse.Start);
        int early = _ahead.ToList().IndexOf(longest);
        Head(_ahead.ElementAt(early).Start);
        for (; early > 0; early--) CountGlitch(_ahead.Peek().Start, Take().End, period.ActiveHigh);
        Begin(Take());
        while (_ahead.Count > 0) Next(Take());
        // The last period has no end. If it is longer than a period, the line did not move.
        if (_edges.End - _begin > _period + _tolerance) Stretch(_begin, Math.Floor((_edges.End - _begin) / _period) * _period + _begin);

        Pulse Take()
        {
            Pulse pulse = _ahead.Dequeue();
            if (pulses.MoveNext()) _ahead.Enqueue(pulses.Current);
            return pulse;
        }
    }

    /// <summary>Returns the measurement after <see cref="Run"/>.</summary>
    public PwmMeasurement Result()
    {
        double mean = _clean == 0 ? _period : _cleanTicks / _clean, jitter = 0, maxJitter = 0;
        if (_clean > 0)
        {
            jitter = Math.Sqrt(Math.Max(0, _squares / _clean - (mean - _period) * (mean - _period))) / capture.TicksPerSecond;
            maxJitter = Math.Max(mean - _minPeriod, _maxPeriod - mean) / capture.TicksPerSecond;
        }
        return new PwmMeasurement(
            capture, _minDuty, _maxDuty, _dutyTicks / _allTicks, _low, _high, _steps.Complete(), _timeline, Singles,
            mean / capture.TicksPerSecond, jitter, maxJitter, _glitchCount, _glitches, PhaseJumps, _jumps, !period.ActiveHigh);
    }

    private void Begin(Pulse pulse) => (_begin, _active, _activeEnd, _isClean) = (pulse.Start, pulse.End - pulse.Start, pulse.End, true);

    private void Next(Pulse pulse)
    {
        double length = pulse.Start - _begin;
        if (length < _period - _tolerance || IsSpikeBefore(pulse, length))
        {
            AddGlitch(pulse);
            return;
        }
        if (length <= _period + _tolerance)
        {
            Single(length);
            Begin(pulse);
            return;
        }
        if (!Fits(length))
        {
            if (!Continues(pulse.Start) && _ahead.Any(later => Fits(later.Start - _begin) && !Fits(later.Start - pulse.Start)))
            {
                AddGlitch(pulse);
                return;
            }
            PhaseJumps++;
            if (_jumps.Count < MaxListed) _jumps.Add(Seconds(pulse.Start));
        }
        _stretches++;
        Stretch(_begin, pulse.Start);
        Begin(pulse);
    }

    // True for a pulse shortly before a longer one that is much closer to the time at which the next period is due.
    private bool IsSpikeBefore(Pulse pulse, double length) => length < _period
        && _ahead.Any(next => next.End - next.Start > pulse.End - pulse.Start
            && Math.Abs(next.Start - _begin - _period) < (_period - length) / 2);

    private bool Fits(double length)
    {
        double periods = Math.Max(1, Math.Round(length / _period));
        return Math.Abs(length - periods * _period) <= _tolerance + length * Drift;
    }

    // Whether another pulse follows one period later.
    private bool Continues(long start) => _ahead.Any(later => Math.Abs(later.Start - start - _period) <= _tolerance);

    // The glitch is the pulse or the gap before it, whichever is shorter.
    private void AddGlitch(Pulse pulse)
    {
        double gap = pulse.Start - _activeEnd, width = pulse.End - pulse.Start;
        bool isGap = gap < width;
        if (isGap) CountGlitch(_activeEnd, pulse.Start, !period.ActiveHigh);
        else CountGlitch(pulse.Start, pulse.End, period.ActiveHigh);
        if (isGap) _active += gap + width;
        _activeEnd = pulse.End;
        _isClean = false;
    }

    private void CountGlitch(double from, double to, bool high)
    {
        _glitchCount++;
        if (to - from > _period * MaxGlitch) _wideGlitches++;
        if (_glitches.Count < MaxListed) _glitches.Add(new Glitch(Seconds(from), (to - from) / capture.TicksPerSecond, high));
    }

    private void Single(double length)
    {
        Singles++;
        if (_isClean)
        {
            _clean++;
            _cleanTicks += length;
            _squares += (length - _period) * (length - _period);
            _minPeriod = Math.Min(_minPeriod, length);
            _maxPeriod = Math.Max(_maxPeriod, length);
        }
        AddDuty(_begin, _begin + length, _active / length, _isClean);
    }

    // Adds a time longer than a period: the line is active first, possibly for several periods, and inactive for the rest.
    private void Stretch(double from, double to)
    {
        double length = to - from, active = Math.Min(_active, length), full = Math.Floor(active / _period) * _period,
            rest = Math.Min(active - full, _period);
        if (full > 0) Constant(from, from + full, active: true);
        double at = from + full;
        if (rest > 0 && to - at > 0)
        {
            double end = Math.Min(at + _period, to);
            AddDuty(at, end, Math.Min(1, rest / (end - at)), _isClean);
            at = end;
        }
        if (to - at >= _period / 2) Constant(at, to, active: false);
    }

    // Adds the time before the first period begins.
    private void Head(long first)
    {
        long firstEdge = _edges.Ticks().First();
        // If the line is active at first, there is one edge before the first period, else none.
        long activeEnd = firstEdge == first ? _edges.Start : firstEdge;
        if (activeEnd - _edges.Start > _period + _tolerance) Constant(_edges.Start, activeEnd, active: true);
        if (first - activeEnd > _period + _tolerance) Constant(activeEnd, first, active: false);
    }

    private void Constant(double from, double to, bool active)
    {
        AddDuty(from, to, active ? 1 : 0, true);
        bool high = active == period.ActiveHigh;
        Standstill? before = high ? _high : _low;
        double seconds = (to - from) / capture.TicksPerSecond;
        Standstill now = before is null ? new Standstill(seconds, Seconds(from), seconds)
            : new Standstill(before.Seconds + seconds, before.LongestSeconds >= seconds ? before.LongestStart : Seconds(from),
                Math.Max(before.LongestSeconds, seconds));
        if (high) _high = now;
        else _low = now;
    }

    private void AddDuty(double from, double to, double activeFraction, bool isClean)
    {
        double duty = period.ActiveHigh ? activeFraction : 1 - activeFraction;
        _timeline.Add(from, to, duty);
        _steps.Add(from, to, duty, isClean);
        _dutyTicks += duty * (to - from);
        _allTicks += to - from;
        if (!isClean && _clean > 0) return;
        _minDuty = Math.Min(_minDuty, duty);
        _maxDuty = Math.Max(_maxDuty, duty);
    }

    private double Seconds(double tick) => (tick - _edges.Start) / capture.TicksPerSecond;
}
