using System.Buffers.Text;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// A value change dump (.vcd) as sigrok, PulseView, `edgeconv simulate` and HDL simulators write it. A change to x or z keeps the level
/// before. Source: IEEE 1364-2005, 18.2.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="header">Its declarations.</param>
internal sealed class VcdCapture(CaptureSource source, VcdHeader header)
    : CaptureFile(header.Channels, header.TicksPerSecond, header.SampleTicks)
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byCode =
        header.ByCode.GetAlternateLookup<ReadOnlySpan<char>>();

    // Index of the channel by code for codes of one character, which nearly all are; -1 if no channel has it.
    private readonly int[] _byCharacter =
        [.. Enumerable.Range(0, 128).Select(code => header.ByCode.GetValueOrDefault(((char)code).ToString(), -1))];

    /// <inheritdoc/>
    public override void Read(ISampleSink sink)
    {
        TextBlocks blocks = new(source);
        bool declared = false, skipping = false;
        // The first time in the file is the start of the capture.
        long first = -1, tick = 0;
        string? pending = null;
        double real = 0;
        blocks.ForEach(lines =>
        {
            for (int at = 0; Word(lines, ref at) is { Length: > 0 } word;)
            {
                if (!declared)
                {
                    declared = word.SequenceEqual("$enddefinitions"u8);
                    skipping = declared;
                    continue;
                }
                if (skipping)
                {
                    skipping = !word.SequenceEqual("$end"u8);
                    continue;
                }
                if (pending is not null)
                {
                    // This word is the code after the value of a vector or a real.
                    if (pending == "r" && Find(word) is >= 0 and var analog && Channels[analog].IsAnalog)
                        sink.Value(analog, tick - Math.Max(first, 0), real);
                    pending = null;
                    continue;
                }
                switch ((char)word[0])
                {
                    case '#':
                        if (!Utf8Parser.TryParse(word[1..], out long time, out int used) || used != word.Length - 1 || time < tick)
                        {
                            Cut = Damage(lines, at, $"the time '{Shown(word)}' follows {tick}");
                            return false;
                        }
                        if (first < 0) first = time;
                        tick = time;
                        break;
                    case '0' or '1':
                        if (Find(word[1..]) is >= 0 and var channel && !Channels[channel].IsAnalog)
                            sink.Level(channel, tick - Math.Max(first, 0), word[0] == '1');
                        break;
                    case 'x' or 'X' or 'z' or 'Z':
                        break;
                    case 'b' or 'B':
                        pending = "b";
                        break;
                    case 'r' or 'R':
                        if (!DecimalNumber.TryParse(word[1..], out real))
                        {
                            Cut = Damage(lines, at, $"'{Shown(word)}' is not a value");
                            return false;
                        }
                        pending = "r";
                        break;
                    case '$':
                        // $dumpvars, $dumpall, $dumpon and $dumpoff enclose ordinary changes, so these words and their $end are ignored.
                        skipping = word.SequenceEqual("$comment"u8);
                        break;
                    default:
                        Cut = Damage(lines, at, $"'{Shown(word)}' is not a value change");
                        return false;
                }
            }
            return true;
        });
        if (blocks.EndsWithinLine) Cut ??= NoLastEnd;
        if (first < 0) throw new UserException($"{source.Path} holds no times; it may be truncated, so save it again");
        sink.End(tick - first);
    }

    // A word that cannot be read means that the file is damaged, or, at its end without a line break, that the file is cut.
    private string Damage(ReadOnlySpan<byte> lines, int at, string what) =>
        at == lines.Length && lines[^1] != '\n' ? NoLastEnd : throw new UserException($"{source.Path} is damaged: {what}");

    private static string Shown(ReadOnlySpan<byte> word) =>
        Printable.Text(Encoding.Latin1.GetString(word[..Math.Min(word.Length, 24)]), 20);

    private int Find(ReadOnlySpan<byte> code)
    {
        if (code.Length == 1) return code[0] < 128 ? _byCharacter[code[0]] : -1;
        if (code.Length is 0 or > 32) return -1;
        Span<char> text = stackalloc char[code.Length];
        Encoding.Latin1.GetChars(code, text);
        return _byCode.TryGetValue(text, out int channel) ? channel : -1;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] <= ' ') at++;
        int start = at;
        while (at < text.Length && text[at] > ' ') at++;
        return text[start..at];
    }
}
