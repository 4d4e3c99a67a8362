namespace EdgeConv.Measurement.Captures;

/// <summary>
/// The bytes of a capture, which can be read several times. A file on a disk is read as a stream and may be large; a pipe is kept in
/// memory.
/// </summary>
/// <param name="path">Path of a file, pipe or device; error messages name it.</param>
/// <exception cref="UserException">A pipe or device gives more than 256 MB.</exception>
internal sealed class CaptureSource(string path)
{
    private const int MaxPipeBytes = 256 << 20;

    private readonly Func<Stream> _open = BoundedFile.Opener(path, MaxPipeBytes)
        ?? throw new UserException($"{path} gives more than {MaxPipeBytes >> 20} MB from a pipe; save the capture as a file first");

    public string Path => path;

    /// <summary>Opens the capture at its start.</summary>
    public Stream Open() => _open();
}
