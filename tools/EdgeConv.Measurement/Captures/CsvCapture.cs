namespace EdgeConv.Measurement.Captures;

/// <summary>A capture exported as a table; <see cref="CsvLayout"/> lists the known exports.</summary>
/// <param name="source">The file.</param>
/// <param name="layout">Its layout.</param>
internal sealed class CsvCapture(CaptureSource source, CsvLayout layout) : CaptureFile(layout.Channels, layout.TicksPerSecond,
    layout.Rate > 0 ? Math.Max(1, (long)Math.Round(layout.TicksPerSecond / layout.Rate)) : 0)
{
    private const int SomeRows = 1 << 18;

    /// <inheritdoc/>
    public override void ReadSome(ISampleSink sink)
    {
        using Stream file = source.Open();
        Read(sink, (int)(file.Length / SomeRows));
    }

    /// <inheritdoc/>
    public override void Read(ISampleSink sink) => Read(sink, 0);

    private void Read(ISampleSink sink, int skippedBytes)
    {
        var rows = new Rows(source.Path, layout, sink, skippedBytes);
        TextBlocks blocks = new(source);
        blocks.ForEach(rows.Take);
        Cut = rows.Cut ?? (blocks.EndsWithinLine ? NoLastEnd : null);
        if (rows.Count == 0) throw new UserException($"{source.Path} holds no rows");
        // The last sample of a table of samples lasts one tick. The last row of a table of changes is the end of the capture.
        sink.End(rows.Tick + (layout.Rate > 0 && (!layout.HasTime || layout.UnitsPerSample > 0) ? 1 : 0));
    }

    // Skips about skippedBytes bytes between two rows, a random number so that the rows read are not synchronous with the signal.
    private sealed class Rows(string path, CsvLayout layout, ISampleSink sink, int skippedBytes)
    {
        private readonly Random _random = new(1);
        private readonly bool _anyAnalog = layout.Channels.Any(channel => channel.IsAnalog);
        private long _line;
        private long _firstTime = long.MinValue;
        private byte[] _before = [];

        public long Count { get; private set; }

        public long Tick { get; private set; }

        public string? Cut { get; private set; }

        public bool Take(ReadOnlySpan<byte> block)
        {
            for (int at = 0; at < block.Length;)
            {
                int length = block[at..].IndexOf((byte)'\n');
                bool ended = length >= 0;
                ReadOnlySpan<byte> line = ended ? block.Slice(at, length) : block[at..];
                if (line.Length > 0 && line[^1] <= ' ') line = line.TrimEnd("\r \t"u8);
                at = ended ? at + length + 1 : block.Length;
                if (++_line <= layout.HeadLines || line.Length == 0 || CsvLayout.IsComment(line) || line.StartsWith("FRAME-"u8)) continue;
                if (!Row(line, ended)) return true;
                if (skippedBytes > 0) at += PassOver(block[at..]);
                else if (!layout.HasTime && ended) at += SkipSame(block[(at - length - 1)..], length + 1);
            }
            return true;
        }

        private int PassOver(ReadOnlySpan<byte> block)
        {
            int bytes = _random.Next(2 * skippedBytes), end = bytes < block.Length ? block[bytes..].IndexOf((byte)'\n') : -1;
            ReadOnlySpan<byte> passed = end < 0 ? block : block[..(bytes + end + 1)];
            _line += passed.Count((byte)'\n');
            return passed.Length;
        }

        // Skips rows without a time that have the same bytes as the row before, which most rows of a capture have.
        private int SkipSame(ReadOnlySpan<byte> block, int length)
        {
            int same = block[length..].CommonPrefixLength(block) / length;
            _line += same;
            Count += same;
            Tick += same;
            return same * length;
        }

        private bool Row(ReadOnlySpan<byte> line, bool ended)
        {
            if (layout.HasTime)
            {
                int comma = line.IndexOf(layout.Separator);
                if (comma < 0 || !CsvTime.TryParse(WithoutSpaces(line[..comma]), layout.TimeScale, out long time))
                    return Refuse(ended, comma < 0 ? "the time has no value after it" : $"cannot read the time '{Shown(
                        line[..comma])}'{(line[..comma].Contains((byte)',') ? "; export it with decimal points" : "")}");
                if (layout.UnitsPerSample > 0) time = (time + layout.UnitsPerSample / 2) / layout.UnitsPerSample;
                if (_firstTime == long.MinValue) _firstTime = time;
                time -= _firstTime;
                if (time < Tick) return Refuse(ended, "the time is before that of the row above");
                Tick = time;
                line = line[(comma + 1)..];
            }
            else if (Count > 0) Tick++;
            Count++;
            if (_anyAnalog) return Cells(line, ended);
            if (line.SequenceEqual(_before)) return true;
            if (_before.Length != line.Length) _before = new byte[line.Length];
            line.CopyTo(_before);
            return Cells(line, ended);
        }

        private bool Cells(ReadOnlySpan<byte> line, bool ended)
        {
            CaptureChannel[] channels = layout.Channels;
            for (int channel = 0; channel < channels.Length; channel++)
            {
                int comma = line.IndexOf(layout.Separator);
                ReadOnlySpan<byte> cell = WithoutSpaces(comma < 0 ? line : line[..comma]);
                bool missing = comma < 0 && channel < channels.Length - 1;
                line = comma < 0 ? [] : line[(comma + 1)..];
                if (channels[channel].IsAnalog)
                {
                    if (cell.Length == 0 && !missing) continue;
                    if (!DecimalNumber.TryParse(cell, out double value)) return Refuse(ended, $"'{Shown(cell)}' is not a number");
                    sink.Value(channel, Tick, value);
                }
                else if (cell is [(byte)'0' or (byte)'1']) sink.Level(channel, Tick, cell[0] == '1');
                // Saleae writes X while a channel was not recorded.
                else if (cell is not ([] or [(byte)'X' or (byte)'x'])) return Refuse(ended,
                    $"'{Shown(cell)}' in the column '{Printable.Text(channels[channel].Name, 20)}' is neither 0 nor 1");
                if (missing) return Refuse(ended,
                    $"the row has {Amount.Of(channel + 1, "value")}, but there are {Amount.Of(channels.Length, "channel")}");
            }
            return true;
        }

        // Trims only cells with spaces, because trimming takes as long as reading a cell and most cells have none.
        private static ReadOnlySpan<byte> WithoutSpaces(ReadOnlySpan<byte> cell) =>
            cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' ') ? cell.Trim((byte)' ') : cell;

        // A row that cannot be read means that the file is damaged, or, in its last line, that the file is cut.
        private bool Refuse(bool ended, string what)
        {
            if (ended || Count == 0) throw new UserException($"{path}, row {_line}: {what}");
            Cut = "the file ends within a row: it is cut";
            return false;
        }

        private static string Shown(ReadOnlySpan<byte> cell) =>
            Printable.Text(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]), 20);
    }
}
