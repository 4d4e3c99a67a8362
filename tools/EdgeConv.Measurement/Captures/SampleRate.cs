using System.Text.RegularExpressions;

namespace EdgeConv.Measurement.Captures;

/// <summary>Parses sample rates as sigrok, PulseView and DSView write them: "24 MHz", "1.5 MHz", "500 kHz", "200".</summary>
internal static partial class SampleRate
{
    /// <summary>Returns the samples per second; null if the text is not a rate above 0 and up to 1 THz.</summary>
    public static double? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success) return null;
        double rate = double.Parse(match.Groups[1].Value)
            * match.Groups[2].Value.ToLowerInvariant() switch { "k" => 1e3, "m" => 1e6, "g" => 1e9, _ => 1 };
        return rate is > 0 and <= 1e12 ? rate : null;
    }

    [GeneratedRegex(@"^\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([kKmMgG])?(?:[hH][zZ])?\s*$")]
    private static partial Regex Pattern();
}
