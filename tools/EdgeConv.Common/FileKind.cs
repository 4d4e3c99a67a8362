namespace EdgeConv.Common;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A regular file: bytes on a disk.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A disk, a terminal, the null device and the like.</summary>
    Device,

    /// <summary>A pipe, with a name or without.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,
}
