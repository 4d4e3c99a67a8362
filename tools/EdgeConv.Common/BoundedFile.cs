namespace EdgeConv.Common;

/// <summary>
/// Reads files, pipes and devices in bounded memory. What is read is counted, since a pipe has no length and /dev/zero has length 0.
/// </summary>
public static class BoundedFile
{
    private const int FirstBytes = 1 << 16;

    // Maximum ratio of unpacked to packed bytes; real text and samples reach a tenth of it.
    private const int MaxUnpacking = 100;

    /// <summary>Reads an input of a command, with one message for each way in which it cannot be read.</summary>
    /// <param name="name">The input in messages, e.g. "--labels names.txt".</param>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="kind">What to name instead of a folder, e.g. "a text file".</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="UserException">It is missing, a folder, or cannot be read.</exception>
    public static T Input<T>(string name, string path, string kind, Func<T> read)
    {
        if (Directory.Exists(path)) throw new UserException($"{name}: a folder; name {kind}");
        return File.Exists(path) ? Named(name, read) : throw new UserException($"{name}: no such file");
    }

    /// <summary>Reads files; a refusal of the system is told with the input's name.</summary>
    /// <param name="name">The input in messages.</param>
    /// <param name="read">Reads them.</param>
    /// <exception cref="UserException">The system refuses.</exception>
    public static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserException($"{name}: cannot be read: {Printable.Text(failure.Message, 200)}");
        }
    }

    /// <summary>All bytes, or null if there are more than <paramref name="limit"/>.</summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Bytes, up to 2 GB.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static byte[]? ReadAll(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        return ReadAll(file, limit);
    }

    /// <summary>
    /// Opens a file to be read in any order: one on a disk as it is, any other from memory. Null if there are more bytes than
    /// <paramref name="limit"/>.
    /// </summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Bytes, up to 2 GB.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static Stream? Open(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        if (HasLength(file)) return file.Length > limit ? null : File.OpenRead(path);
        return ReadAll(file, limit) is { } bytes ? new MemoryStream(bytes, writable: false) : null;
    }

    /// <summary>
    /// For a file of any size to be read several times, from start to end and in bounded memory; a pipe or device is kept in memory.
    /// </summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Bytes of a pipe or device.</param>
    /// <returns>What opens it anew each time, or null if a pipe or device has more bytes.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static Func<Stream>? Opener(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        if (HasLength(file)) return () => File.OpenRead(path);
        return ReadAll(file, limit) is { } bytes ? () => new MemoryStream(bytes, writable: false) : null;
    }

    /// <summary>
    /// Maximum number of bytes that packed data may unpack to, which keeps a small file that was made to unpack a thousandfold small.
    /// </summary>
    /// <param name="packed">Bytes of the packed data.</param>
    /// <param name="min">Bytes that any packed data may unpack to.</param>
    /// <param name="max">Bytes that none may go beyond.</param>
    public static long UnpackedLimit(long packed, long min, long max) => Math.Clamp(packed * MaxUnpacking, min, max);

    private static FileStream OpenNoted(string path)
    {
        FileStream file = File.OpenRead(path);
        FilesInUse.AddInput(path);
        return file;
    }

    // Devices and the files of /proc can be sought in too, and have length 0.
    private static bool HasLength(FileStream file) => file.CanSeek && file.Length > 0;

    private static byte[]? ReadAll(FileStream file, int limit)
    {
        long length = HasLength(file) ? file.Length : 0;
        if (length > limit) return null;
        byte[] bytes = new byte[length > 0 ? length : Math.Min(FirstBytes, limit)];
        int filled = 0;
        while (true)
        {
            filled += file.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            // Not full is the end; full is the end too, unless the file has more bytes than it had when it was opened.
            int next = filled < bytes.Length ? -1 : file.ReadByte();
            if (next < 0) break;
            if (filled >= limit) return null;
            Array.Resize(ref bytes, (int)Math.Min(limit, Math.Max(2L * filled, FirstBytes)));
            bytes[filled++] = (byte)next;
        }
        Array.Resize(ref bytes, filled);
        return bytes;
    }
}
