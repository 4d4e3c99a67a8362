namespace EdgeConv.Board;

/// <summary>Records the duty of each pin of a virtual board over time, for a waveform viewer.</summary>
public sealed class DutyLog
{
    private const int MaxChanges = 1_000_000, MaxPins = 64, Bits = 14;

    private readonly Lock _lock = new();
    private readonly List<(long Microseconds, int Pin, int Duty)> _changes = [];

    /// <summary>Records a change of a duty; changes after the first million are ignored.</summary>
    /// <param name="microseconds">Time in microseconds since the board was switched on.</param>
    /// <param name="pin">GPIO number, 0 to 63.</param>
    /// <param name="duty">Duty, 0 to 10000.</param>
    public void Add(long microseconds, int pin, int duty)
    {
        lock (_lock)
            if (_changes.Count < MaxChanges) _changes.Add((microseconds, pin, duty));
    }

    /// <summary>
    /// Returns the duties as a value change dump (IEEE 1364-2005, 18.2): a 14-bit number per pin, and a time unit of 1 us.
    /// </summary>
    public string ToVcd()
    {
        var text = new StringBuilder("$comment EdgeConv, duties of a virtual board in 1/10000 $end\n$timescale 1 us $end\n" +
            "$scope module board $end\n");
        lock (_lock)
        {
            foreach (int pin in _changes.Select(change => change.Pin).Distinct().Order())
                text.Append($"$var wire {Bits} {Code(pin)} gpio{pin} $end\n");
            text.Append("$upscope $end\n$enddefinitions $end\n");
            foreach ((long microseconds, int pin, int duty) in _changes)
                text.Append($"#{microseconds}\nb{Convert.ToString(duty, 2)} {Code(pin)}\n");
        }
        return text.ToString();
    }

    private static char Code(int pin) => (char)('!' + Math.Min(pin, MaxPins));
}
