namespace EdgeConv.Simulation.Pwm;

/// <summary>One period of the signal: it rises at <paramref name="Start"/> and falls after <paramref name="High"/>.</summary>
/// <param name="Start">Start of the period, in ticks of 10 ns from the clock's 0.</param>
/// <param name="High">High time in ticks of 10 ns: 0 if the period stays low, its length if it stays high.</param>
/// <param name="Length">Length of the period in ticks of 10 ns.</param>
public readonly record struct PwmPeriod(long Start, long High, long Length);

/// <summary>
/// Models the LEDC timer of the ESP32 as nanoFramework configures it. It has the finest resolution for which 80 MHz / f / 2^bits is above
/// 1. Its divider has 8 fractional bits, so the actual frequency differs slightly from the requested one. A duty in ten-thousandths is
/// rounded down to a step of the counter in 32-bit arithmetic, and takes effect at the start of the next period. Sources: ESP32 Technical
/// Reference Manual, chapter LED PWM Controller; ESP-IDF's ledc driver.
/// </summary>
public sealed class PwmModel : IPwmOutput
{
    /// <summary>Ticks per microsecond: the time unit of the signal is 10 ns.</summary>
    public const int TicksPerMicrosecond = 100;

    private const long ClockHertz = 80_000_000;

    // The divider counts in 1/256.
    private const long DividerParts = 256;

    private readonly IClock _clock;
    private readonly List<(long Period, long Counts)> _changes = [];

    // Divider of the clock in 1/256, rounded as by ESP-IDF's ledc_calculate_divisor.
    private readonly long _divider;
    private long _start = -1;
    private int _duty;

    /// <summary>Makes a stopped channel with duty 0.</summary>
    /// <param name="frequencyHz">Frequency in hertz, 1 to 1,000,000.</param>
    /// <param name="counterBits">Bits of the chip's LEDC timer; the firmware uses at most one bit less.</param>
    /// <param name="clock">Clock of the loop.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is out of range.</exception>
    public PwmModel(int frequencyHz, int counterBits, IClock clock)
    {
        if (frequencyHz is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(frequencyHz), $"{frequencyHz} Hz is out of range; give 1 to 1000000");
        FrequencyHz = frequencyHz;
        _clock = clock;
        Bits = Resolution(frequencyHz, counterBits);
        long counts = (long)frequencyHz << Bits;
        _divider = (ClockHertz * DividerParts + counts / 2) / counts;
    }

    /// <summary>Requested frequency in hertz, which the guard uses. The signal has <see cref="ActualHz"/>.</summary>
    public int FrequencyHz { get; }

    /// <summary>Frequency of the signal in hertz, up to 0.2 % from <see cref="FrequencyHz"/>: 1996.8 for 2000, 998.4 for 1000.</summary>
    public double ActualHz => 1e6 * TicksPerMicrosecond / PeriodTicks;

    /// <summary>Duty at which the actuator is off: 0, because the simulated power stages do not invert.</summary>
    public int OffDuty => 0;

    /// <summary>Resolution in bits: the counter has 2^Bits steps per period.</summary>
    public int Bits { get; }

    /// <summary>Length of a period in ticks of 10 ns; an integer up to 77,821 Hz.</summary>
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

    /// <summary>Keeps the pin low from the next period on.</summary>
    public void Release() => SetDuty(OffDuty);

    /// <summary>
    /// Returns in order every period that starts before <paramref name="endMicroseconds"/>; none if the channel was never started.
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
    /// Returns the duty, 0 to 10000, of the last period that starts before a time, rounded from the counter's steps; 0 before the first.
    /// </summary>
    public int DutyBefore(long microseconds) => Rounded(CountsBefore(microseconds));

    /// <summary>Returns the high time, in ticks of 10 ns, of the last period that starts before a time; 0 before the first.</summary>
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

    /// <summary>Every change of the duty, 0 to 10000, with the start in microseconds of the first period that has it.</summary>
    public IEnumerable<(double Microseconds, int Duty)> Changes =>
        _changes.Select(change => (StartOf(change.Period) / (double)TicksPerMicrosecond, Rounded(change.Counts)));

    private int Rounded(long counts) => (int)((counts * 10_000 + (1L << Bits) / 2) >> Bits);

    private long Now => _clock.Microseconds * TicksPerMicrosecond;

    // Returns the tick, rounded, at which a period's counter reaches a count. A count takes _divider / 256 clock cycles of 12.5 ns.
    private long At(long period, long counts) => _start + (((period << Bits) + counts) * _divider * 5 + 512 >> 10);

    private long StartOf(long period) => At(period, 0);

    // Returns the first period that starts at a tick or later.
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

    // The chip computes this in 32 bits, so below about 152 Hz a high duty overflows.
    private long Counts(int duty) => unchecked((uint)duty * (1u << Bits)) / 10_000;
}
