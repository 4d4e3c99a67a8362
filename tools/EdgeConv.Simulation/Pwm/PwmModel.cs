namespace EdgeConv.Simulation.Pwm;

/// <summary>One period of the signal: it rises at <paramref name="Start"/> and falls <paramref name="High"/> later.</summary>
/// <param name="Start">In ticks of 10 ns from the start of the clock.</param>
/// <param name="High">In ticks of 10 ns, 0 for a period that stays low, the whole period for one that stays high.</param>
/// <param name="Length">In ticks of 10 ns: the next period starts so much later.</param>
public readonly record struct PwmPeriod(long Start, long High, long Length);

/// <summary>
/// The LEDC timer of the chip as nanoFramework sets it up: the finest resolution with 80 MHz / f / 2^bits above 1, the clock
/// divided by a number with 8 fractional bits, so that the frequency is not quite the one asked for; the duty in
/// ten-thousandths cut down to a step of the counter in 32-bit arithmetic, a new duty in force from the next start of a period.
/// </summary>
public sealed class PwmModel : IPwmOutput
{
    /// <summary>Ticks per microsecond: the time unit of the signal is 10 ns.</summary>
    public const int TicksPerMicrosecond = 100;

    private const long ClockHertz = 80_000_000;

    // The divider counts in so many parts of one.
    private const long DividerParts = 256;

    private readonly IClock _clock;
    private readonly List<(long Period, long Counts)> _changes = [];

    // Of the clock, in 256ths: as ESP-IDF's ledc_calculate_divisor rounds it.
    private readonly long _divider;
    private long _start = -1;
    private int _duty;

    /// <summary>A stopped channel with duty 0.</summary>
    /// <param name="frequencyHz">1 to 1,000,000.</param>
    /// <param name="counterBits">Bits of the chip's LEDC timer; the firmware uses at most one less.</param>
    /// <param name="clock">Time of the loop.</param>
    public PwmModel(int frequencyHz, int counterBits, IClock clock)
    {
        if (frequencyHz is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(frequencyHz), $"{frequencyHz} Hz; 1 to 1000000");
        FrequencyHz = frequencyHz;
        _clock = clock;
        Bits = Resolution(frequencyHz, counterBits);
        long counts = (long)frequencyHz << Bits;
        _divider = (ClockHertz * DividerParts + counts / 2) / counts;
    }

    /// <summary>What the driver is asked for; the guard goes by it. The signal has <see cref="ActualHz"/>.</summary>
    public int FrequencyHz { get; }

    /// <summary>What the divider gives, up to 0.2 % beside <see cref="FrequencyHz"/>: 1996.8 for 2000, 998.4 for 1000.</summary>
    public double ActualHz => 1e6 * TicksPerMicrosecond / PeriodTicks;

    /// <summary>0: the stages of the simulator do not invert.</summary>
    public int OffDuty => 0;

    /// <summary>Steps of the counter in a period are 2 to this.</summary>
    public int Bits { get; }

    /// <summary>Length of a period in ticks of 10 ns; a whole number up to 77,821 Hz.</summary>
    public double PeriodTicks => (_divider * 5L << Bits) / 1024.0;

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
        long next = FirstFrom(Now);
        if (_changes[^1].Period == next) _changes.RemoveAt(_changes.Count - 1);
        if (_changes.Count == 0 || _changes[^1].Counts != Counts(duty)) _changes.Add((next, Counts(duty)));
    }

    /// <summary>The pin is low from the next period on.</summary>
    public void Release() => SetDuty(OffDuty);

    /// <summary>
    /// Every period that starts before <paramref name="endMicroseconds"/>, first to last; none before the channel was started.
    /// </summary>
    public IEnumerable<PwmPeriod> Periods(long endMicroseconds)
    {
        if (_start < 0) yield break;
        int change = 0;
        for (long period = 0, start = _start; start < endMicroseconds * TicksPerMicrosecond; period++)
        {
            if (change + 1 < _changes.Count && _changes[change + 1].Period <= period) change++;
            long next = StartOf(period + 1);
            yield return new PwmPeriod(start, At(period, _changes[change].Counts) - start, next - start);
            start = next;
        }
    }

    /// <summary>
    /// Duty of the last period that starts before a moment, in ten-thousandths, rounded from the counter's steps; 0 before the first.
    /// </summary>
    public int DutyBefore(long microseconds) => Rounded(CountsBefore(microseconds));

    /// <summary>Ticks of 10 ns that the signal is high in the last period that starts before a moment; 0 before the first.</summary>
    public long HighBefore(long microseconds) => At(0, CountsBefore(microseconds)) - At(0, 0);

    private long CountsBefore(long microseconds)
    {
        long counts = 0;
        foreach ((long period, long value) in _changes)
        {
            if (StartOf(period) >= microseconds * TicksPerMicrosecond) break;
            counts = value;
        }
        return counts;
    }

    /// <summary>Every change of the duty, in ten-thousandths, and the period's start from which it is in force, in microseconds.</summary>
    public IEnumerable<(double Microseconds, int Duty)> Changes =>
        _changes.Select(change => (StartOf(change.Period) / (double)TicksPerMicrosecond, Rounded(change.Counts)));

    private int Rounded(long counts) => (int)((counts * 10_000 + (1L << Bits) / 2) >> Bits);

    private long Now => _clock.Microseconds * TicksPerMicrosecond;

    // The tick, rounded, at which a period's counter has made so many counts: each takes the divider's cycles of 12.5 ns.
    private long At(long period, long counts) => _start + (((period << Bits) + counts) * _divider * 5 + 512 >> 10);

    private long StartOf(long period) => At(period, 0);

    // The first period that starts at a tick or later.
    private long FirstFrom(long tick)
    {
        long period = (long)((tick - _start) / PeriodTicks);
        while (StartOf(period) < tick) period++;
        while (period > 0 && StartOf(period - 1) >= tick) period--;
        return period;
    }

    private static int Resolution(int frequencyHz, int counterBits)
    {
        int bits = counterBits - 1;
        while (bits > 1 && ClockHertz * DividerParts / frequencyHz / (1L << bits) <= DividerParts) bits--;
        return bits;
    }

    // 32 bits, as on the chip: below about 152 Hz a high duty wraps round.
    private long Counts(int duty) => unchecked((uint)duty * (1u << Bits)) / 10_000;
}
