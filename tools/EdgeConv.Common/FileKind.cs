namespace EdgeConv.Common;

/// <summary>Kind of the file that a path names.</summary>
public enum FileKind
{
    /// <summary>No file has this path.</summary>
    Missing,

    /// <summary>A regular file: bytes on a disk.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, such as a disk, a terminal or the null device.</summary>
    Device,

    /// <summary>A named or an anonymous pipe.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,
}
