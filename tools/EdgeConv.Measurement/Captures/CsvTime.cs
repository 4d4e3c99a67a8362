using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace EdgeConv.Measurement.Captures;

/// <summary>The first column of a capture's table: its unit, and numbers read as ticks.</summary>
internal static partial class CsvTime
{
    // Ticks of more than 30 years would overflow; no capture is that long.
    private const double MaxTicks = 9e17;

    /// <summary>
    /// Units per second of a column called <paramref name="name"/>, 0 for sigrok's plain "Time", null where it holds no time.
    /// </summary>
    public static double? UnitsPerSecond(string name)
    {
        string lower = name.ToLowerInvariant();
        return lower switch
        {
            "time" => 0,
            // How libsigrok calls the unit it chose.
            "samples" or "seconds" => 1,
            "milliseconds" => 1e3,
            "microseconds" => 1e6,
            "nanoseconds" => 1e9,
            "picoseconds" => 1e12,
            "femtoseconds" => 1e15,
            _ when Pattern().Match(lower) is { Success: true } match =>
                match.Groups[1].Value switch { "ms" => 1e3, "us" or "µs" => 1e6, "ns" => 1e9, "ps" => 1e12, _ => 1 },
            _ => null,
        };
    }

    /// <summary>Reads a number of units as ticks: "0.695667880", "-1", "3e-06".</summary>
    /// <param name="cell">The text.</param>
    /// <param name="scale">Ticks per unit, a power of ten from 1 on.</param>
    /// <param name="ticks">Receives them, rounded down.</param>
    public static bool TryParse(ReadOnlySpan<byte> cell, long scale, out long ticks)
    {
        ticks = 0;
        int at = cell.Length > 0 && cell[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        bool negative = at == 1 && cell[0] == '-';
        int digits = 0;
        long whole = 0, rest = 0, place = scale;
        for (; at < cell.Length && cell[at] - '0' is >= 0 and <= 9 and var digit; at++, digits++) whole = whole * 10 + digit;
        if (digits > 17) return false;
        if (at < cell.Length && cell[at] == '.')
            for (at++; at < cell.Length && cell[at] - '0' is >= 0 and <= 9 and var digit; at++, digits++)
                if (place > 1) rest += digit * (place /= 10);
        if (digits == 0) return false;
        if (at < cell.Length || whole > MaxTicks / scale)
        {
            if (!Utf8Parser.TryParse(cell, out double value, out int used) || used != cell.Length || !(Math.Abs(value * scale) < MaxTicks))
                return false;
            ticks = (long)Math.Round(value * scale);
            return true;
        }
        ticks = whole * scale + rest;
        if (negative) ticks = -ticks;
        return true;
    }

    [GeneratedRegex(@"^(?:time|t|x|second)[ _]*[\[\(]?(s|sec|seconds|ms|us|µs|ns|ps)?[\]\)]?$")]
    private static partial Regex Pattern();
}
