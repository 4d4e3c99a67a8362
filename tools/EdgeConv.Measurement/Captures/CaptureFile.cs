namespace EdgeConv.Measurement.Captures;

/// <summary>A recorded line.</summary>
/// <param name="Name">As the file names it.</param>
/// <param name="IsAnalog">Measured in volts, not as levels.</param>
public sealed record CaptureChannel(string Name, bool IsAnalog);

/// <summary>A file of a logic analyser or oscilloscope, read as a stream, as often as needed.</summary>
/// <param name="channels">All channels.</param>
/// <param name="ticksPerSecond">Ticks of the capture's time per second.</param>
/// <param name="sampleTicks">Ticks from sample to sample, 0 where the file does not say.</param>
internal abstract class CaptureFile(IReadOnlyList<CaptureChannel> channels, double ticksPerSecond, long sampleTicks) : IDisposable
{
    /// <summary>Maximum number of channels of a file.</summary>
    public const int MaxChannels = 256;

    /// <summary>What <see cref="Cut"/> says of a text file that was cut, or may have been.</summary>
    protected const string NoLastEnd = "the file's last line has no end: it may be cut";

    public IReadOnlyList<CaptureChannel> Channels => channels;

    public double TicksPerSecond => ticksPerSecond;

    public long SampleTicks => sampleTicks;

    /// <summary>Why the file's end may be missing, or null. Known after <see cref="Read"/>.</summary>
    public string? Cut { get; protected set; }

    /// <summary>Reads all of it from the start.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public abstract void Read(ISampleSink sink);

    /// <summary>
    /// Reads an even selection of the samples, enough to find the levels between which they move. It may accept a file that
    /// <see cref="Read"/> refuses.
    /// </summary>
    public virtual void ReadSome(ISampleSink sink) => Read(sink);

    /// <inheritdoc/>
    public virtual void Dispose() { }

    /// <summary>Opens a file; its content, not its name, says what it is.</summary>
    /// <exception cref="UserException">It is missing, empty or of no kind that is known.</exception>
    public static CaptureFile Open(string path)
    {
        byte[] start = new byte[4096];
        int length;
        CaptureSource source = new(path);
        using (Stream file = source.Open()) length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = start.AsSpan(0, length);
        if (length == 0) throw new UserException($"{path}: an empty file");
        if (text.StartsWith("PK"u8)) return SigrokSession.Open(source);
        if (text.StartsWith("<SALEAE>"u8)) throw new UserException($"{path}: Saleae's binary export; export as CSV");
        if (text.ContainsAnyInRange((byte)0, (byte)8))
            throw new UserException($"{path}: no capture that is known: sigrok .sr, .vcd, or .csv of PulseView, sigrok or Saleae Logic");
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        return text.TrimStart(" \t\r\n"u8) is [(byte)'$', ..] ? new VcdCapture(source, VcdHeader.Read(source))
            : new CsvCapture(source, CsvLayout.Read(source));
    }
}
