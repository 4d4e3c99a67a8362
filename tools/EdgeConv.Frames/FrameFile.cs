namespace EdgeConv.Frames;

/// <summary>Opens the files that hold frames, in bounded memory.</summary>
internal static class FrameFile
{
    private const int MaxFile = 256 << 20;

    /// <summary>Opens a file, pipe or device to be read in any order.</summary>
    /// <exception cref="UserException">It is too large.</exception>
    public static Stream Open(string path, int limit = MaxFile) =>
        BoundedFile.Open(path, limit) ?? throw new UserException($"{path}: over {limit >> 20} MB; cut it into smaller recordings");

    /// <summary>Refuses what is no file on a disk: a folder is read without waiting for anybody.</summary>
    /// <exception cref="UserException">A pipe, a device or a socket.</exception>
    public static void CheckInFolder(string path)
    {
        FileKind kind = FileNode.Of(path).Kind;
        if (kind is FileKind.Pipe or FileKind.Device or FileKind.Socket)
            throw new UserException($"{path}: a {kind.ToString().ToLowerInvariant()}; a folder of frames holds files alone");
    }
}
