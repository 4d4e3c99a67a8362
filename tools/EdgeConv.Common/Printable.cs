using System.Globalization;
using System.Text;

namespace EdgeConv.Common;

/// <summary>
/// Makes text from a file, an option or a device safe to show. A character is printable if it only shows itself. These are not printable:
/// control and format characters (such as line ends, terminal escapes and marks that change the writing direction), line and paragraph
/// separators, lone surrogates, and private or unassigned code points.
/// </summary>
public static class Printable
{
    /// <summary>Returns whether a character is printable.</summary>
    public static bool Is(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and <= '~'
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);

    /// <summary>Returns the text with ? in place of each character that is not printable.</summary>
    public static string Clean(string text) => Replace(text, static (clean, _) => clean.Append('?'));

    /// <summary>Maximum length of a label of frames: training cuts longer ones.</summary>
    public const int MaxLabel = 60;

    /// <summary>Like <see cref="Clean"/>, but cuts a longer text to <paramref name="max"/> UTF-16 units and appends "...".</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">Maximum length in UTF-16 units, at least 1.</param>
    public static string Text(string text, int max = MaxLabel) =>
        text.Length <= max ? Clean(text) : Clean(text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)]) + "...";

    /// <summary>Returns the text with an escape such as \u2028 for each UTF-16 unit of a character that is not printable.</summary>
    public static string Escaped(string text) => Replace(text, static (clean, units) =>
    {
        foreach (char unit in units) clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    });

    /// <summary>Returns a file name of at most 32 ASCII letters, digits, - and _; other characters become -.</summary>
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
