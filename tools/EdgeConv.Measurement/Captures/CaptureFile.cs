namespace EdgeConv.Measurement.Captures;

/// <summary>A recorded channel of a capture.</summary>
/// <param name="Name">Name of the channel in the file.</param>
/// <param name="IsAnalog">Whether the file holds volts; else it holds levels.</param>
public sealed record CaptureChannel(string Name, bool IsAnalog);

/// <summary>A file of a logic analyzer or oscilloscope. It is read as a stream, and can be read several times.</summary>
/// <param name="channels">All channels of the file.</param>
/// <param name="ticksPerSecond">Ticks of the capture's time per second.</param>
/// <param name="sampleTicks">Ticks from sample to sample, or 0 if the file does not say.</param>
internal abstract class CaptureFile(IReadOnlyList<CaptureChannel> channels, double ticksPerSecond, long sampleTicks) : IDisposable
{
    /// <summary>Maximum number of channels of a file.</summary>
    public const int MaxChannels = 256;

    /// <summary>Value of <see cref="Cut"/> for a text file that may be cut.</summary>
    protected const string NoLastEnd = "the file's last line has no end: it may be cut";

    public IReadOnlyList<CaptureChannel> Channels => channels;

    public double TicksPerSecond => ticksPerSecond;

    public long SampleTicks => sampleTicks;

    /// <summary>Reason why the file's end may be missing, or null. It is known after <see cref="Read"/>.</summary>
    public string? Cut { get; protected set; }

    /// <summary>Reads the whole file from the start.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public abstract void Read(ISampleSink sink);

    /// <summary>
    /// Reads an even selection of the samples, enough to find the levels between which they move. It may accept a file that
    /// <see cref="Read"/> refuses.
    /// </summary>
    public virtual void ReadSome(ISampleSink sink) => Read(sink);

    /// <inheritdoc/>
    public virtual void Dispose() { }

    /// <summary>Opens a file. Its content, not its name, decides its format.</summary>
    /// <exception cref="UserException">The file is missing or empty, or its format is not known.</exception>
    public static CaptureFile Open(string path)
    {
        byte[] start = new byte[4096];
        int length;
        CaptureSource source = new(path);
        using (Stream file = source.Open()) length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = start.AsSpan(0, length);
        if (length == 0) throw new UserException($"{path} is empty");
        if (text.StartsWith("PK"u8)) return SigrokSession.Open(source);
        if (text.StartsWith("<SALEAE>"u8))
            throw new UserException($"{path} is Saleae's binary export, which cannot be read; export the capture as CSV");
        if (text.ContainsAnyInRange((byte)0, (byte)8))
            throw new UserException(
                $"{path} has no known format; give a sigrok .sr, a .vcd, or a .csv of PulseView, sigrok or Saleae Logic");
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        return text.TrimStart(" \t\r\n"u8) is [(byte)'$', ..] ? new VcdCapture(source, VcdHeader.Read(source))
            : new CsvCapture(source, CsvLayout.Read(source));
    }
}
