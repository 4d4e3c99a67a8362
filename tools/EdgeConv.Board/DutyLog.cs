namespace EdgeConv.Board;

/// <summary>What the outputs of a virtual board did, for a waveform viewer: the duty of each pin over time.</summary>
public sealed class DutyLog
{
    private const int MaxChanges = 1_000_000, MaxPins = 64, Bits = 14;

    private readonly Lock _lock = new();
    private readonly List<(long Microseconds, int Pin, int Duty)> _changes = [];

    /// <summary>Notes a duty.</summary>
    /// <param name="microseconds">Since the power came.</param>
    /// <param name="pin">GPIO, 0 to 63.</param>
    /// <param name="duty">In 1/10000.</param>
    public void Add(long microseconds, int pin, int duty)
    {
        lock (_lock)
            if (_changes.Count < MaxChanges) _changes.Add((microseconds, pin, duty));
    }

    /// <summary>The duties as a value change dump: one number of 14 bits a pin, a time unit of 1 us.</summary>
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
