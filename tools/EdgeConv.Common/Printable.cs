using System.Globalization;
using System.Text;

namespace EdgeConv.Common;

/// <summary>
/// Text of a file, an option or a device, made safe to show. A character is printable if it stands for itself. Control and format
/// characters (line ends, terminal escapes, marks that turn the writing direction), line and paragraph separators, lone surrogates, and
/// private or unassigned code points are not.
/// </summary>
public static class Printable
{
    /// <summary>True if the character stands for itself wherever it is shown.</summary>
    public static bool Is(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and <= '~'
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);

    /// <summary>The same text with ? for each character that is not printable.</summary>
    public static string Clean(string text) => Replace(text, static (clean, _) => clean.Append('?'));

    /// <summary>As <see cref="Clean"/>, and cut to <paramref name="longest"/> UTF-16 units, with ... behind what is left.</summary>
    public static string Text(string text, int longest = 60) =>
        text.Length <= longest ? Clean(text) : Clean(text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)]) + "...";

    /// <summary>The same text with an escape as \u2028 for each UTF-16 unit of a character that is not printable.</summary>
    public static string Escaped(string text) => Replace(text, static (clean, units) =>
    {
        foreach (char unit in units) clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    });

    /// <summary>Letters, digits, - and _ only, at most 32.</summary>
    public static string FileName(string text)
    {
        string name = new([.. text.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        return name.Trim('-') is { Length: > 0 } trimmed ? trimmed : "frame";
    }

    private static string Replace(string text, Action<StringBuilder, ReadOnlySpan<char>> replacement)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        StringBuilder clean = new(text.Length);
        for (ReadOnlySpan<char> rest = text; rest.Length > 0;)
        {
            bool isValid = Rune.DecodeFromUtf16(rest, out Rune rune, out int units) == System.Buffers.OperationStatus.Done;
            if (isValid && Is(rune)) clean.Append(rest[..units]);
            else replacement(clean, rest[..units]);
            rest = rest[units..];
        }
        return clean.ToString();
    }
}
