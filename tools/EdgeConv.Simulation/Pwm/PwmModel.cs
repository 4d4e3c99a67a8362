using EdgeConv.Actuation;

namespace EdgeConv.Simulation.Pwm;

/// <summary>One period of the signal: it rises at <paramref name="Start"/> and falls <paramref name="High"/> later.</summary>
/// <param name="Start">In ticks of 10 ns from the start of the clock.</param>
/// <param name="High">In ticks of 10 ns, 0 for a period that stays low, the whole period for one that stays high.</param>
public readonly record struct PwmPeriod(long Start, long High);

/// <summary>
/// The LEDC timer of the chip as nanoFramework sets it up: the finest resolution with 80 MHz / f / 2^bits above 1, the duty
/// in ten-thousandths cut down to a step of the counter in 32-bit arithmetic, a new duty in force from the next start of a period.
/// </summary>
public sealed class PwmModel : IPwmOutput
{
    /// <summary>Ticks per microsecond: the time unit of the signal is 10 ns.</summary>
    public const int TicksPerMicrosecond = 100;

    private readonly IClock _clock;
    private readonly List<(long Period, long Counts)> _changes = [];
    private long _start = -1;
    private int _duty;

    /// <summary>A stopped channel with duty 0.</summary>
    /// <param name="frequencyHz">1 to 1,000,000.</param>
    /// <param name="board">The chip.</param>
    /// <param name="clock">Time of the loop.</param>
    public PwmModel(int frequencyHz, PwmBoard board, IClock clock)
    {
        if (frequencyHz is < 1 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(frequencyHz), $"{frequencyHz} Hz; 1 to 1000000");
        FrequencyHz = frequencyHz;
        _clock = clock;
        PeriodTicks = (1_000_000L * TicksPerMicrosecond + frequencyHz / 2) / frequencyHz;
        Bits = Resolution(frequencyHz, board.CounterBits);
    }

    /// <inheritdoc/>
    public int FrequencyHz { get; }

    /// <summary>Steps of the counter in a period are 2 to this.</summary>
    public int Bits { get; }

    /// <summary>Length of a period in ticks of 10 ns.</summary>
    public long PeriodTicks { get; }

    /// <inheritdoc/>
    public void Start()
    {
        if (_start >= 0) return;
        _start = Now;
        _changes.Add((0, Counts(_duty)));
    }

    /// <inheritdoc/>
    public void SetDuty(int duty)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(duty);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duty, 10_000);
        _duty = duty;
        if (_start < 0) return;
        long next = (Now - _start + PeriodTicks - 1) / PeriodTicks;
        if (_changes[^1].Period == next) _changes.RemoveAt(_changes.Count - 1);
        if (_changes.Count == 0 || _changes[^1].Counts != Counts(duty)) _changes.Add((next, Counts(duty)));
    }

    /// <summary>Every period that starts before <paramref name="endMicroseconds"/>, first to last; none before the channel was started.</summary>
    public IEnumerable<PwmPeriod> Periods(long endMicroseconds)
    {
        if (_start < 0) yield break;
        int change = 0;
        for (long period = 0; _start + period * PeriodTicks < endMicroseconds * TicksPerMicrosecond; period++)
        {
            if (change + 1 < _changes.Count && _changes[change + 1].Period <= period) change++;
            yield return new PwmPeriod(_start + period * PeriodTicks, High(_changes[change].Counts));
        }
    }

    /// <summary>Duty of the last period that starts before a moment, in ten-thousandths, rounded from the counter's steps; 0 before the first.</summary>
    public int DutyBefore(long microseconds)
    {
        if (_start < 0) return 0;
        long counts = 0;
        foreach ((long period, long value) in _changes)
        {
            if (_start + period * PeriodTicks >= microseconds * TicksPerMicrosecond) break;
            counts = value;
        }
        return Rounded(counts);
    }

    /// <summary>Every change of the duty, in ten-thousandths, and the period's start from which it is in force, in microseconds.</summary>
    public IEnumerable<(double Microseconds, int Duty)> Changes =>
        _changes.Select(change => ((_start + change.Period * PeriodTicks) / (double)TicksPerMicrosecond, Rounded(change.Counts)));

    private int Rounded(long counts) => (int)((counts * 10_000 + (1L << Bits) / 2) >> Bits);

    private long Now => _clock.Microseconds * TicksPerMicrosecond;

    private static int Resolution(int frequencyHz, int counterBits)
    {
        int bits = counterBits - 1;
        while (bits > 1 && (80_000_000L << 8) / frequencyHz / (1L << bits) <= 256) bits--;
        return bits;
    }

    // 32 bits, as on the chip: below about 152 Hz a high duty wraps round.
    private long Counts(int duty) => unchecked((uint)duty * (1u << Bits)) / 10_000;

    private long High(long counts) => (counts * PeriodTicks + (1L << Bits) / 2) >> Bits;
}
