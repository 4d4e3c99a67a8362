namespace EdgeConv.Measurement.Captures;

/// <summary>
/// The bytes of a capture, to be read several times: a file on a disk is read as a stream and may be large, a pipe is kept in memory.
/// </summary>
internal sealed class CaptureSource
{
    private const int LargestPipe = 256 << 20;

    private readonly Func<Stream> _open;

    /// <summary>Opens a file, pipe or device.</summary>
    /// <exception cref="UserException">A pipe or device that gives too much.</exception>
    public CaptureSource(string path)
    {
        Path = path;
        _open = BoundedFile.Opener(path, LargestPipe)
            ?? throw new UserException($"{path}: over {LargestPipe >> 20} MB from a pipe; save it as a file first");
        using Stream stream = Open();
        Length = stream.Length;
    }

    /// <summary>What errors name.</summary>
    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>All of it, from the begin.</summary>
    public Stream Open() => _open();
}
