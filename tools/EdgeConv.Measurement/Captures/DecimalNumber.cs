using System.Buffers.Text;

namespace EdgeConv.Measurement.Captures;

/// <summary>Parses decimal numbers many times faster than the library.</summary>
internal static class DecimalNumber
{
    // Integers and powers of ten up to 15 digits are exact as a double, so their quotient is rounded correctly (Clinger, 1990).
    private const int MaxDigits = 15;
    private static readonly double[] s_tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Parses numbers such as "3.2998", "-1" or "3e-06"; those with an exponent are left to the library.</summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value)
    {
        int at = cell.Length > 0 && cell[0] is (byte)'-' ? 1 : 0, first = at, point = -1;
        long digits = 0;
        for (; at < cell.Length && at - first <= MaxDigits; at++)
        {
            if (cell[at] - '0' is >= 0 and <= 9 and var digit) digits = digits * 10 + digit;
            else if (cell[at] == '.' && point < 0) point = at;
            else break;
        }
        int count = at - first - (point < 0 ? 0 : 1);
        if (at < cell.Length || count is 0 or > MaxDigits)
            return Utf8Parser.TryParse(cell, out value, out int used) && used == cell.Length;
        value = digits / s_tens[point < 0 ? 0 : at - point - 1];
        if (first == 1) value = -value;
        return true;
    }
}
