using System.Globalization;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// The file "metadata" of a sigrok session: what was recorded and how. Source: sigrok.org, "File format: Sigrok/v2", and libsigrok's
/// src/session_file.c and src/output/srzip.c. Bit n - 1 of a sample is "probe n"; "analog n" is the file analog-1-n.
/// </summary>
/// <param name="Rate">Samples per second.</param>
/// <param name="UnitSize">Size in bytes of one sample of all digital channels.</param>
/// <param name="LogicFile">Prefix of the names of the files with digital samples, or null if there are none.</param>
/// <param name="Probes">Digital channels, numbered from 1.</param>
/// <param name="Analog">Analog channels.</param>
internal sealed record SigrokMetadata(double Rate, int UnitSize, string? LogicFile, (int Number, string Name)[] Probes,
    (int Number, string Name)[] Analog)
{
    private const int MaxUnits = 256;

    /// <summary>Parses the file "metadata".</summary>
    /// <exception cref="UserException">A field is missing or has an impossible value.</exception>
    public static SigrokMetadata Parse(byte[] text, string path)
    {
        Dictionary<string, string> values = [];
        string section = "";
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n', '\r'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith('[')) section = trimmed;
            else if (section == "[device 1]" && trimmed.IndexOf('=') is > 0 and var equals)
                values[trimmed[..equals].Trim()] = trimmed[(equals + 1)..].Trim();
            else if (section.StartsWith("[device ", StringComparison.Ordinal) && section != "[device 1]")
                throw new UserException($"{path} holds samples of several devices; save each device as its own session");
        }
        if (SampleRate.Parse(values.GetValueOrDefault("samplerate", "")) is not { } rate)
            throw new UserException(
                $"{path} holds no samplerate that can be read ('{Printable.Text(values.GetValueOrDefault("samplerate", ""), 30)}')");
        (int, string)[] probes = Numbered(values, "probe", path), analog = Numbered(values, "analog", path);
        if (probes.Length + analog.Length is 0 or > CaptureFile.MaxChannels) throw new UserException(
            $"{path} has {Amount.Of(probes.Length + analog.Length, "channel")}; 1 to {Amount.Of(CaptureFile.MaxChannels)} can be read");
        int unitSize = 0;
        if (probes.Length > 0)
        {
            int highest = probes.Max(probe => probe.Item1);
            if (!int.TryParse(values.GetValueOrDefault("unitsize", "1"), NumberStyles.None, null, out unitSize)
                || unitSize is < 1 or > MaxUnits || highest > 8 * unitSize)
                throw new UserException($"{path} is damaged: it has {highest} digital channels in samples of " +
                    $"{Printable.Text(values.GetValueOrDefault("unitsize", "1"), 10)} bytes");
        }
        return new SigrokMetadata(rate, unitSize, values.GetValueOrDefault("capturefile"), probes, analog);
    }

    private static (int, string)[] Numbered(Dictionary<string, string> values, string prefix, string path)
    {
        List<(int, string)> found = [];
        foreach ((string key, string name) in values)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || key.Length == prefix.Length) continue;
            if (!int.TryParse(key.AsSpan(prefix.Length), NumberStyles.None, null, out int number) || number is < 1 or > 8 * MaxUnits)
                throw new UserException($"{path} is damaged: it has a channel '{Printable.Text(key, 30)}'");
            found.Add((number, name));
        }
        return [.. found.Order()];
    }
}
