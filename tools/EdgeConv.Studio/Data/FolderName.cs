using System.Globalization;
using System.Text;

namespace EdgeConv.Studio.Data;

/// <summary>Names of classes and projects. Each is the name of a folder on every system, and `edgeconv train` shows it as it is.</summary>
internal static class FolderName
{
    /// <summary>Maximum number of characters.</summary>
    public const int MaxLength = Printable.MaxLabel;

    private const int MaxBytes = 200;

    private static readonly string[] s_reserved = ["CON", "PRN", "AUX", "NUL",
        .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })];

    /// <summary>Returns the folder's name for a name that the user typed: - stands for punctuation, and _ follows a name that Windows
    /// reserves.</summary>
    /// <param name="text">The text that the user typed.</param>
    /// <exception cref="UserException">The text is empty, too long or a path, or holds characters that do not print.</exception>
    public static string Of(string text)
    {
        string shown = Printable.Text(text, 40);
        if (text.Length > 4 * MaxLength) throw new UserException($"the name '{shown}' is too long; give up to {MaxLength} characters");
        if (Printable.Clean(text) != text) throw new UserException($"the name '{shown}' holds characters that do not print; type another");
        if (text.IndexOfAny(['/', '\\', ':']) >= 0 || text.StartsWith('.'))
            throw new UserException($"the name '{shown}' is a path; give a name of letters, digits, spaces, - and _");
        string name = new([.. text.Select(c => IsPlain(c) ? c : '-')]);
        name = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('-', ' ');
        if (name.Length == 0) throw new UserException($"the name '{shown}' has no letter or digit; give a name such as Open hand");
        if (s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase)) name += "_";
        return name.Length <= MaxLength && Encoding.UTF8.GetByteCount(name) <= MaxBytes ? name
            : throw new UserException($"the name '{shown}' is too long; give up to {MaxLength} characters");
    }

    // Vowel signs and accents of many scripts are marks that belong to the letter before them.
    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
