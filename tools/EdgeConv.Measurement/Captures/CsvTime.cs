using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace EdgeConv.Measurement.Captures;

/// <summary>Reads the time column of a capture's table: its unit, and its numbers as ticks.</summary>
internal static partial class CsvTime
{
    // Limit against overflow: 28 years of nanoseconds, longer than any capture.
    private const double MaxTicks = 9e17;

    /// <summary>
    /// Returns the units per second of a column named <paramref name="name"/>; 0 for sigrok's plain "Time", null if the column is no time.
    /// </summary>
    public static double? UnitsPerSecond(string name)
    {
        string lower = name.ToLowerInvariant();
        return lower switch
        {
            "time" => 0,
            // These are the names that libsigrok gives to its unit.
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

    /// <summary>Parses a number of units, such as "0.695667880", "-1" or "3e-06", and converts it to ticks.</summary>
    /// <param name="cell">Text of the cell.</param>
    /// <param name="scale">Ticks per unit, a power of ten, at least 1.</param>
    /// <param name="ticks">Receives the ticks, rounded towards 0.</param>
    public static bool TryParse(ReadOnlySpan<byte> cell, long scale, out long ticks)
    {
        ticks = 0;
        int at = cell.Length > 0 && cell[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        bool negative = at == 1 && cell[0] == '-';
        int digits = 0;
        long units = 0, rest = 0, digitTicks = scale;
        for (; at < cell.Length && cell[at] - '0' is >= 0 and <= 9 and var digit; at++, digits++) units = units * 10 + digit;
        if (digits > 17) return false;
        if (at < cell.Length && cell[at] == '.')
            for (at++; at < cell.Length && cell[at] - '0' is >= 0 and <= 9 and var digit; at++, digits++)
                if (digitTicks > 1) rest += digit * (digitTicks /= 10);
        if (digits == 0) return false;
        if (at < cell.Length || units > MaxTicks / scale)
        {
            if (!Utf8Parser.TryParse(cell, out double value, out int used) || used != cell.Length || !(Math.Abs(value * scale) < MaxTicks))
                return false;
            ticks = (long)Math.Round(value * scale);
            return true;
        }
        ticks = units * scale + rest;
        if (negative) ticks = -ticks;
        return true;
    }

    [GeneratedRegex(@"^(?:time|t|x|second)[ _]*[\[\(]?(s|sec|seconds|ms|us|µs|ns|ps)?[\]\)]?$")]
    private static partial Regex Pattern();
}
