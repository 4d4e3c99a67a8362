using System.Text;

namespace EdgeConv.Simulation;

/// <summary>Text from a file or an option, made fit for one line of a terminal or a file name.</summary>
public static class Printable
{
    /// <summary>Replaces control characters and shortens.</summary>
    public static string Text(string text, int longest = 60)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest) + 3);
        foreach (char c in text)
        {
            if (clean.Length == longest) return clean.Append("...").ToString();
            clean.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }
        return clean.ToString();
    }

    /// <summary>Letters, digits, - and _ only, at most 32.</summary>
    public static string FileName(string text)
    {
        string name = new([.. text.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        return name.Trim('-') is { Length: > 0 } trimmed ? trimmed : "frame";
    }
}
