using System.Text.RegularExpressions;

namespace EdgeConv.Measurement.Captures;

/// <summary>The declarations of a value change dump, up to $enddefinitions. Source: IEEE 1364-2005, 18.2.</summary>
/// <param name="TicksPerSecond">Units of the time scale per second.</param>
/// <param name="Channels">Channels: the wires of one bit and the reals.</param>
/// <param name="ByCode">Index of each channel by the code that its changes use.</param>
/// <param name="SampleTicks">Ticks from sample to sample according to libsigrok's comment, or 0 without such a comment.</param>
internal sealed partial record VcdHeader(double TicksPerSecond, CaptureChannel[] Channels, Dictionary<string, int> ByCode, long SampleTicks)
{
    private const int MaxHeaderBytes = 1 << 20;

    /// <summary>Reads the start of a file.</summary>
    /// <exception cref="UserException">The time scale, the variables or the end of the declarations are missing.</exception>
    public static VcdHeader Read(CaptureSource source)
    {
        string path = source.Path;
        byte[] bytes = new byte[MaxHeaderBytes];
        using Stream file = source.Open();
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        string text = Encoding.Latin1.GetString(bytes, 0, length);
        int end = text.IndexOf("$enddefinitions", StringComparison.Ordinal);
        if (end < 0) throw new UserException(
            $"{path} is not a value change dump, or is truncated: its first {MaxHeaderBytes >> 20} MB hold no $enddefinitions");
        return Parse(text[..end], path);
    }

    private static VcdHeader Parse(string text, string path)
    {
        double ticksPerSecond = 0;
        long sampleTicks = 0;
        int vectors = 0;
        double? rate = null;
        List<string> scopes = [];
        List<(string Scope, string Name, bool IsReal, string Code)> found = [];
        foreach (string[] words in Declarations(text))
        {
            switch (words[0])
            {
                case "$timescale":
                    ticksPerSecond = Scale(string.Concat(words[1..])) ?? throw new UserException(
                        $"{path} has a $timescale of '{Printable.Text(string.Join(' ', words[1..]), 30)}'; it must be 1, 10 or 100 s, " +
                        "ms, us, ns, ps or fs");
                    break;
                case "$comment":
                    rate = Acquisition().Match(string.Join(' ', words)) is { Success: true } match ? SampleRate.Parse(match.Groups[1].Value)
                        : rate;
                    break;
                case "$scope" when words.Length >= 3:
                    scopes.Add(words[2]);
                    break;
                case "$upscope" when scopes.Count > 0:
                    scopes.RemoveAt(scopes.Count - 1);
                    break;
                case "$var" when words.Length >= 5:
                    if (words[1] != "real" && words[2] != "1") vectors++;
                    else found.Add((string.Join('.', scopes), string.Concat(words[4..]), words[1] == "real", words[3]));
                    break;
            }
        }
        if (ticksPerSecond == 0) throw new UserException($"{path} has no $timescale");
        if (rate is { } samples) sampleTicks = (long)Math.Round(ticksPerSecond / samples);
        Dictionary<string, int> byCode = [];
        List<CaptureChannel> channels = [];
        foreach ((string scope, string name, bool isReal, string code) in found)
        {
            // The same wire may be declared in several scopes.
            if (!byCode.TryAdd(code, channels.Count)) continue;
            bool unique = found.Where(other => other.Name == name).Select(other => other.Code).Distinct().Count() == 1;
            channels.Add(new CaptureChannel(unique ? name : $"{scope}.{name}", isReal));
            if (channels.Count > CaptureFile.MaxChannels)
                throw new UserException($"{path} has more than {Amount.Of(CaptureFile.MaxChannels, "wire")}; dump only those that matter");
        }
        if (channels.Count == 0)
            throw new UserException($"{path} has no wire of one bit{(vectors > 0 ? $", {vectors} of several bits" : "")}");
        return new VcdHeader(ticksPerSecond, [.. channels], byCode, sampleTicks);
    }

    // Splits each "$word ... $end" into its words.
    private static IEnumerable<string[]> Declarations(string text)
    {
        List<string> words = [];
        foreach (string word in text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "$end")
            {
                if (words.Count > 0) yield return [.. words];
                words.Clear();
            }
            else words.Add(word);
        }
    }

    private static double? Scale(string text)
    {
        Match match = ScalePattern().Match(text);
        if (!match.Success) return null;
        double perSecond = match.Groups[2].Value switch { "s" => 1, "ms" => 1e3, "us" => 1e6, "ns" => 1e9, "ps" => 1e12, _ => 1e15 };
        return perSecond / int.Parse(match.Groups[1].Value);
    }

    [GeneratedRegex("^(1|10|100)(s|ms|us|ns|ps|fs)$")]
    private static partial Regex ScalePattern();

    [GeneratedRegex(@"Acquisition with [0-9]+/[0-9]+ channels at ([0-9.]+ ?[kMG]?Hz)")]
    private static partial Regex Acquisition();
}
