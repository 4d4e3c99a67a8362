namespace EdgeConv.Frames;

/// <summary>Opens the files that hold frames, in bounded memory.</summary>
internal static class FrameFile
{
    private const int MaxFile = 256 << 20;

    /// <summary>Opens a file, pipe or device for reading in any order.</summary>
    /// <exception cref="UserException">The file is too large.</exception>
    public static Stream Open(string path, int limit = MaxFile) =>
        BoundedFile.Open(path, limit) ?? throw new UserException($"{path} is larger than {limit >> 20} MB; split the recording");

    /// <summary>Refuses a file of a folder that is not a regular one, because reading a pipe or device could wait forever.</summary>
    /// <exception cref="UserException">The file is a pipe, a device or a socket.</exception>
    public static void CheckInFolder(string path)
    {
        FileKind kind = FileNode.Of(path).Kind;
        if (kind is FileKind.Pipe or FileKind.Device or FileKind.Socket)
            throw new UserException($"{path} is a {kind.ToString().ToLowerInvariant()}; a folder of frames must hold only regular files");
    }
}
