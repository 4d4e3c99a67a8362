namespace EdgeConv.Measurement.Captures;

/// <summary>
/// The bytes of a capture, which can be read several times. A file on a disk is read as a stream and may be large; a pipe is kept in
/// memory.
/// </summary>
/// <param name="path">A file, pipe or device; errors name it.</param>
/// <exception cref="UserException">A pipe or device that gives too much.</exception>
internal sealed class CaptureSource(string path)
{
    private const int LargestPipe = 256 << 20;

    private readonly Func<Stream> _open = BoundedFile.Opener(path, LargestPipe)
        ?? throw new UserException($"{path}: over {LargestPipe >> 20} MB from a pipe; save it as a file first");

    public string Path => path;

    /// <summary>All of it, from the start.</summary>
    public Stream Open() => _open();
}
