using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EdgeConv.Measurement.Captures;

/// <summary>
/// A session of sigrok or PulseView (.sr): a ZIP archive of "version", "metadata" and the samples, digital in logic-1-N and analog in
/// analog-1-CHANNEL-N.
/// </summary>
/// <param name="path">Path of the file; error messages name it.</param>
/// <param name="archive">The opened file.</param>
/// <param name="metadata">Description of the channels and samples.</param>
internal sealed class SigrokSession(string path, ZipArchive archive, SigrokMetadata metadata) : CaptureFile(
    [.. metadata.Probes.Select(probe => new CaptureChannel(probe.Name, false)),
        .. metadata.Analog.Select(analog => new CaptureChannel(analog.Name, true))], metadata.Rate, 1)
{
    // Limits against archives that unpack to far more than their size. A small archive may hold a minute at 24 MHz, the rate of common
    // analyzers; no archive may hold a minute at 1 GHz.
    private const long MaxBytes = 16L << 30;
    private const long MaxBytesOfAny = 3L << 29;
    private const int MaxMetadataBytes = 1 << 16;
    private const int MaxFiles = 1 << 20;

    /// <summary>Opens a session and reads its metadata.</summary>
    /// <exception cref="UserException">The file is damaged, too large, or not a sigrok session.</exception>
    public static SigrokSession Open(CaptureSource source)
    {
        string path = source.Path;
        Stream file = source.Open();
        long limit = BoundedFile.UnpackedLimit(file.Length, MaxBytesOfAny, MaxBytes);
        try
        {
            ZipArchive archive = new(file);
            if (archive.Entries.Count > MaxFiles)
                throw new UserException($"{path} holds {Amount.Of(archive.Entries.Count, "file")}, more than {Amount.Of(MaxFiles)}");
            // ForEachBlock later checks that no file is longer than its stated length.
            if (archive.Entries.Sum(entry => (double)entry.Length) > limit)
                throw new UserException(
                    $"{path}: its {Amount.Of(file.Length, "byte")} unpack to more than {limit >> 20} MB; record shorter captures");
            string version = Encoding.ASCII.GetString(ReadSmall("version")).Trim();
            if (version is not ("1" or "2"))
                throw new UserException($"{path} has sigrok version '{Printable.Text(version, 10)}'; versions 1 and 2 can be read");
            return new SigrokSession(path, archive, SigrokMetadata.Parse(ReadSmall("metadata"), path));

            byte[] ReadSmall(string name)
            {
                ZipArchiveEntry entry = archive.GetEntry(name)
                    ?? throw new UserException($"{path} is a ZIP archive but no sigrok session: it holds no file '{name}'");
                byte[] bytes = new byte[MaxMetadataBytes + 1];
                using Stream stream = entry.Open();
                int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return length <= MaxMetadataBytes ? bytes[..length]
                    : throw new UserException($"{path} is damaged: its file '{name}' is longer than {MaxMetadataBytes >> 10} KB");
            }
        }
        catch (Exception failure)
        {
            file.Dispose();
            if (failure is InvalidDataException) throw Damaged(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => archive.Dispose();

    /// <inheritdoc/>
    public override void Read(ISampleSink sink)
    {
        try
        {
            long end = 0;
            if (metadata.LogicFile is { } logic && metadata.Probes.Length > 0) end = ReadLogic(logic, sink);
            for (int i = 0; i < metadata.Analog.Length; i++)
                end = Math.Max(end, ReadAnalog($"analog-1-{metadata.Analog[i].Number}", metadata.Probes.Length + i, sink));
            if (end == 0) throw new UserException($"{path} holds no samples");
            sink.End(end);
        }
        catch (InvalidDataException)
        {
            throw Damaged(path);
        }
    }

    private long ReadLogic(string name, ISampleSink sink)
    {
        int unit = metadata.UnitSize;
        byte[] mask = new byte[unit];
        foreach ((int number, _) in metadata.Probes) mask[(number - 1) / 8] |= (byte)(1 << (number - 1) % 8);
        LevelScan scan = new(mask);
        long first = 0;
        ForEachBlock(name, unit, block =>
        {
            for (int i = scan.Next(block, 0); i >= 0; i = scan.Next(block, i + 1))
                for (int channel = 0; channel < metadata.Probes.Length; channel++)
                {
                    int bit = metadata.Probes[channel].Number - 1;
                    if ((scan.Changed[bit / 8] >> bit % 8 & 1) != 0)
                        sink.Level(channel, first + i, (scan.Current[bit / 8] >> bit % 8 & 1) != 0);
                }
            first += block.Length / unit;
        });
        return first;
    }

    private long ReadAnalog(string name, int channel, ISampleSink sink)
    {
        long tick = 0;
        ForEachBlock(name, sizeof(float), block =>
        {
            foreach (float value in MemoryMarshal.Cast<byte, float>(block)) sink.Value(channel, tick++, value);
        });
        return tick;
    }

    private delegate void Block(ReadOnlySpan<byte> bytes);

    // Reads the file NAME, or NAME-1, NAME-2 and so on in numeric order. Together they are one stream of samples, and a sample may continue
    // in the next file.
    private void ForEachBlock(string name, int unit, Block work)
    {
        var parts = new SortedDictionary<int, ZipArchiveEntry>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (entry.FullName == name) parts[0] = entry;
            else if (entry.FullName.StartsWith(name + "-", StringComparison.Ordinal)
                && int.TryParse(entry.FullName.AsSpan(name.Length + 1), NumberStyles.None, null, out int number)) parts[number] = entry;
        }
        byte[] buffer = new byte[(1 << 18) / unit * unit];
        int kept = 0;
        foreach (ZipArchiveEntry part in parts.Values)
        {
            long length = 0;
            using Stream stream = part.Open();
            Crc32 crc = new();
            for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                crc.Append(buffer.AsSpan(kept, read));
                if ((length += read) > part.Length) throw Damaged(path);
                int whole = (kept + read) / unit * unit;
                work(buffer.AsSpan(0, whole));
                kept = kept + read - whole;
                buffer.AsSpan(whole, kept).CopyTo(buffer);
            }
            if (crc.GetCurrentHashAsUInt32() != part.Crc32) throw Damaged(path);
        }
    }

    private static UserException Damaged(string path) => new($"{path} is a damaged or truncated ZIP archive; save the session again");
}
