using System.Text.RegularExpressions;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// The layout of a capture's table, found in its first lines. These exports are known: sigrok and PulseView (comments that begin with ';',
/// one sample per line, with or without a time column); DSView (the same comments, one change per line); Saleae Logic 1 and Kingst
/// ("Time[s], Channel 0") and Saleae Logic 2 ("Time [s],Channel 0"), with one change per line or, if analog, one sample per line; and other
/// tables whose first column is a time and names its unit, such as those of WaveForms ("Time (s),Channel 1 (V)").
/// </summary>
/// <param name="Channels">The columns without the time.</param>
/// <param name="Separator">Character between two cells.</param>
/// <param name="HeadLines">Number of lines before the first row.</param>
/// <param name="HasTime">Whether the first column is a time.</param>
/// <param name="TimeScale">Ticks per unit of the time column.</param>
/// <param name="UnitsPerSample">Units of the time column per sample if sigrok rounded the times down; else 0.</param>
/// <param name="Rate">Samples per second that a comment gives, or 0 if none does.</param>
/// <param name="TicksPerSecond">Ticks of the capture's time per second.</param>
internal sealed partial record CsvLayout(CaptureChannel[] Channels, byte Separator, int HeadLines, bool HasTime, long TimeScale,
    long UnitsPerSample, double Rate, double TicksPerSecond)
{
    // A tick is one nanosecond; none of these analyzers samples faster.
    private const double NanosecondsPerSecond = 1e9;
    private const int ProbedLines = 1000;

    /// <summary>Reads the first lines of a file.</summary>
    /// <exception cref="UserException">The file is not the table of a capture.</exception>
    public static CsvLayout Read(CaptureSource source)
    {
        string path = source.Path;
        string[] lines = FirstLines(source);
        int at = 0;
        double rate = 0;
        string[]? named = null;
        for (; at < lines.Length && (lines[at].Length == 0 || IsComment(lines[at])); at++)
        {
            if (RatePattern().Match(lines[at]) is { Success: true } match && SampleRate.Parse(match.Groups[1].Value) is { } found)
                rate = found;
            if (ChannelsPattern().Match(lines[at]) is { Success: true } list)
                named = [.. list.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim())];
        }
        if (at == lines.Length) throw new UserException($"{path} holds no rows");
        char separator = lines[at].Contains(',') ? ',' : lines[at].Contains(';') ? ';' : lines[at].Contains('\t') ? '\t' : ',';
        string[] head = Cells(lines[at], separator);
        if (head is ["time_us", "frame", "activation", "duty"])
            throw new UserException($"{path} holds duties of a simulation, not a capture; to compare it with a capture, use --against");
        if (head[0].Length == 0) throw new UserException($"{path}, row {at + 1}: the first column has no name; is this a capture?");
        bool hasHead = !IsNumber(head[0]);
        double? units = hasHead ? CsvTime.UnitsPerSecond(head[0]) : null;
        if (hasHead) at++;
        bool hasTime = units is not null;
        if (!hasTime && rate == 0) throw new UserException($"{path} has neither a time column nor a samplerate; export it with one");
        string[] names = Names(head[(hasTime ? 1 : 0)..], hasHead, named);
        if (names.Length is 0 or > CaptureFile.MaxChannels)
            throw new UserException($"{path} has {Amount.Of(names.Length, "channel")}; give 1 to {Amount.Of(CaptureFile.MaxChannels)}");
        bool[] analog = Analog(lines[at..], separator, hasTime ? 1 : 0, names.Length);

        // libsigrok writes times in integer units of the first power of 1000 at or above the sample rate, and rounds them down. Counting
        // samples is exact, so the sample's number is computed from its time and used instead.
        double sigrokUnits = 1;
        while (rate > sigrokUnits) sigrokUnits *= 1000;
        bool counts = hasTime && rate > 0 && (units == 0 || head[0].EndsWith("seconds", StringComparison.Ordinal) || head[0] == "samples");
        double perSecond = units is null or 0 ? 1 : units.Value;
        return new CsvLayout(
            [.. names.Select((name, i) => new CaptureChannel(name, analog[i]))], (byte)separator, at, hasTime,
            TimeScale: counts || perSecond > NanosecondsPerSecond ? 1 : (long)(NanosecondsPerSecond / perSecond),
            UnitsPerSample: counts ? Math.Max(1, (long)(sigrokUnits / rate)) : 0, rate,
            TicksPerSecond: counts || !hasTime ? rate : Math.Max(perSecond, NanosecondsPerSecond));
    }

    /// <summary>Whether a line is a comment of sigrok, WaveForms or Matlab.</summary>
    public static bool IsComment(ReadOnlySpan<byte> line) => line.Length > 0 && line[0] is (byte)';' or (byte)'#' or (byte)'%';

    private static bool IsComment(string line) => line[0] is ';' or '#' or '%';

    // sigrok labels columns by their content ("logic", "V") and writes the channels' names into a comment.
    private static string[] Names(string[] columns, bool hasHead, string[]? named)
    {
        if (columns is [.., "Trigger"] && named is not null) columns = columns[..^1];
        if (named?.Length == columns.Length && (!hasHead || columns.Distinct().Count() < columns.Length
            || columns.All(column => column is "logic" or "V" or "A"))) return named;
        return hasHead ? [.. columns.Select((column, i) => column.Length == 0 ? $"{i}" : column)] : [.. columns.Select((_, i) => $"{i}")];
    }

    private static bool[] Analog(string[] rows, char separator, int first, int count)
    {
        bool[] analog = new bool[count];
        foreach (string row in rows.Where(row => row.Length > 0))
        {
            string[] cells = Cells(row, separator);
            for (int i = 0; i < count && first + i < cells.Length; i++)
                if (cells[first + i] is not ("0" or "1" or "X" or "x" or "") && IsNumber(cells[first + i])) analog[i] = true;
        }
        return analog;
    }

    private static string[] Cells(string line, char separator) => [.. line.Split(separator).Select(cell => cell.Trim().Trim('"')).Reverse()
        .SkipWhile(cell => cell.Length == 0).Reverse().DefaultIfEmpty("")];

    private static bool IsNumber(string cell) => double.TryParse(cell, out _);

    private static string[] FirstLines(CaptureSource source)
    {
        string[] lines = [];
        new TextBlocks(source).ForEach(block =>
        {
            // These lines hold any head. If the block holds more, its last line may be cut and is left out.
            lines = [.. Encoding.UTF8.GetString(block).Split('\n', ProbedLines + 1).Take(ProbedLines)
                .Select(line => line.TrimEnd('\r').Trim())];
            return false;
        });
        return lines;
    }

    [GeneratedRegex(@"Sample ?rate:\s*([0-9.]+\s*[kMG]?(?:Hz)?)", RegexOptions.IgnoreCase)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"Channels \([0-9]+/[0-9]+\):(.*)$")]
    private static partial Regex ChannelsPattern();
}
