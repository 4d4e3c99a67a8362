namespace EdgeConv.Common;

/// <summary>
/// Reads files, pipes and devices in bounded memory. It counts the bytes that it reads, because a pipe has no length and /dev/zero has
/// length 0.
/// </summary>
public static class BoundedFile
{
    private const int FirstBytes = 1 << 16;

    // Maximum ratio of unpacked to packed bytes. Real text and samples reach a tenth of it.
    private const int MaxUnpacking = 100;

    /// <summary>Reads an input of a command; any failure becomes an exception whose message names the input.</summary>
    /// <param name="name">Name of the input in messages, e.g. "--labels names.txt".</param>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="kind">What the user must give instead of a folder, e.g. "a text file".</param>
    /// <param name="read">Reads the input.</param>
    /// <exception cref="UserException">The input is missing, is a folder, or cannot be read.</exception>
    public static T Input<T>(string name, string path, string kind, Func<T> read)
    {
        if (Directory.Exists(path)) throw new UserException($"{name} is a folder; give {kind}");
        return File.Exists(path) ? Named(name, read) : throw new UserException($"{name}: there is no such file");
    }

    /// <summary>Reads files; a failure becomes an exception whose message names the input.</summary>
    /// <param name="name">Name of the input in messages.</param>
    /// <param name="read">Reads the files.</param>
    /// <exception cref="UserException">The files cannot be read.</exception>
    public static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserException($"{name} cannot be read: {Printable.Text(failure.Message, 200)}");
        }
    }

    /// <summary>Reads all bytes. Returns null if there are more than <paramref name="limit"/>.</summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Maximum number of bytes, up to 2 GB.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read the file, or it is a folder.</exception>
    public static byte[]? ReadAll(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        return ReadAll(file, limit);
    }

    /// <summary>
    /// Opens a file for reading in any order. A pipe or device is read into memory first. Returns null if there are more bytes than
    /// <paramref name="limit"/>.
    /// </summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Maximum number of bytes, up to 2 GB.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read the file, or it is a folder.</exception>
    public static Stream? Open(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        if (HasLength(file)) return file.Length > limit ? null : File.OpenRead(path);
        return ReadAll(file, limit) is { } bytes ? new MemoryStream(bytes, writable: false) : null;
    }

    /// <summary>
    /// Opens a file that is read several times from start to end. A file may have any size; a pipe or device is read into memory first.
    /// </summary>
    /// <param name="path">A file, a pipe, or a device such as /dev/stdin.</param>
    /// <param name="limit">Maximum number of bytes of a pipe or device.</param>
    /// <returns>A function that opens the file at its start, or null if a pipe or device has more bytes.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read the file, or it is a folder.</exception>
    public static Func<Stream>? Opener(string path, int limit)
    {
        using FileStream file = OpenNoted(path);
        if (HasLength(file)) return () => File.OpenRead(path);
        return ReadAll(file, limit) is { } bytes ? () => new MemoryStream(bytes, writable: false) : null;
    }

    /// <summary>
    /// Returns the maximum number of bytes that packed data may unpack to. It protects against small files that were made to unpack to a
    /// thousand times their size.
    /// </summary>
    /// <param name="packed">Size of the packed data in bytes.</param>
    /// <param name="min">Bytes that any packed data may unpack to.</param>
    /// <param name="max">Bytes that no packed data may exceed.</param>
    public static long UnpackedLimit(long packed, long min, long max) => Math.Clamp(packed * MaxUnpacking, min, max);

    private static FileStream OpenNoted(string path)
    {
        FileStream file = File.OpenRead(path);
        FilesInUse.AddInput(path);
        return file;
    }

    // Devices and the files of /proc can seek too, but have length 0.
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
            // The file ends if the array is not full. If it is full, one more byte tells whether the file has grown since it was opened.
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
