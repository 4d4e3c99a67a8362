using System.Runtime.InteropServices;

namespace EdgeConv.Common;

/// <summary>The file at the end of all links of a path.</summary>
/// <param name="Kind">Kind of the file.</param>
/// <param name="Identity">
/// Equal for two paths to the same file, whatever links, dots or case they use: device and inode number on Linux and macOS, elsewhere the
/// path without links. Null if the file is missing.
/// </param>
/// <param name="DeviceNumber">Number of the device; 0 if the file is not a device.</param>
public readonly record struct FileNode(FileKind Kind, string? Identity, long DeviceNumber)
{
    private const long WindowsNull = 1;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS

    private static readonly Lazy<long> s_null = new(() => OperatingSystem.IsWindows() ? WindowsNull : Of("/dev/null").DeviceNumber);

    /// <summary>Whether the file is the null device, under any name.</summary>
    public bool IsNullDevice => Kind == FileKind.Device && DeviceNumber != 0 && DeviceNumber == s_null.Value;

    /// <summary>
    /// Asks the system for a file. A file that the system does not show, such as one in a closed folder, counts as missing.
    /// </summary>
    public static FileNode Of(string path)
    {
        if (path.Length == 0) return default;
        // This is larger than the answer of either system.
        byte[] answer = new byte[512];
        uint Word(int offset) => BitConverter.ToUInt32(answer, offset);
        if (OperatingSystem.IsLinux())
        {
            // Offsets in struct statx of linux/stat.h, which are the same on every processor.
            return StatX(CurrentFolder, path, 0, BasicFields, answer) != 0 ? default
                : New(Word(28), $"{Word(136)}:{Word(140)}:{BitConverter.ToUInt64(answer, 32)}", (long)Word(128) << 32 | Word(132));
        }
        if (OperatingSystem.IsMacOS())
        {
            // Offsets in struct stat of sys/stat.h with 64-bit inode numbers; on Intel processors its function has another name.
            bool isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;
            return (isIntel ? Stat64(path, answer) : Stat(path, answer)) != 0 ? default
                : New(Word(4), $"{(int)Word(0)}:{BitConverter.ToUInt64(answer, 8)}", (int)Word(24));
        }
        string full = Links.Follow(path);
        // Windows has special names for devices and pipes, such as NUL and \\.\pipe\x.
        if (full.StartsWith(@"\\.\pipe", StringComparison.OrdinalIgnoreCase)) return new(FileKind.Pipe, full, 0);
        if (full.StartsWith(@"\\.\", StringComparison.Ordinal))
            return new(FileKind.Device, full, full.Equals(@"\\.\NUL", StringComparison.OrdinalIgnoreCase) ? WindowsNull : 0);
        FileKind kind = Directory.Exists(full) ? FileKind.Folder : File.Exists(full) ? FileKind.File : FileKind.Missing;
        return kind == FileKind.Missing ? default : new(kind, OperatingSystem.IsWindows() ? full.ToUpperInvariant() : full, 0);
    }

    // The bits S_IFMT of st_mode hold the kind of the file.
    private static FileNode New(uint mode, string identity, long device) => (mode & 0xF000) switch
    {
        0x8000 => new(FileKind.File, identity, 0),
        0x4000 => new(FileKind.Folder, identity, 0),
        0x1000 => new(FileKind.Pipe, identity, 0),
        0xC000 => new(FileKind.Socket, identity, 0),
        _ => new(FileKind.Device, identity, device),
    };

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint fields, byte[] answer);

    [DllImport("libc", EntryPoint = "stat")]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] answer);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    private static extern int Stat64([MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] answer);
}
