namespace EdgeConv.Compiler.Backends;

/// <summary>A board a model may run on, with what of it a model can have.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="Title">As a person names it.</param>
/// <param name="HeapBytes">Managed heap that is free once nanoFramework runs; the application shares it.</param>
/// <param name="HeapSource">Where the number comes from.</param>
/// <param name="LargestArrayBytes">The largest array that can be counted on.</param>
/// <param name="LargestArraySource">Where the number comes from.</param>
/// <param name="DeploymentBytes">Flash for the application's code, compiled models included.</param>
/// <param name="StorageBytes">Flash for files, drive I: of nanoFramework, where an .ecm file lies.</param>
/// <param name="FlashSource">Where both numbers come from.</param>
public sealed record Board(
    string Name, string Title, int HeapBytes, string HeapSource, int LargestArrayBytes, string LargestArraySource, int DeploymentBytes, int StorageBytes, string FlashSource)
{
    private const string Internal = "free internal RAM less the reserve of ESP-IDF, about 110 KB (nanoframework/Home issue 1306)";
    private const string LikeEsp32 = "taken as on the ESP32, not measured";
    private const string Psram = "PSRAM becomes the heap: 2 MiB, the least sold with these modules";
    private const string Failed = "an array of 80 KB could not be allocated (nanoframework/Home issue 1306)";
    private const string Block = "largest object of the runtime, about 786 KB";
    private const string Partitions = "partition table of nanoFramework's firmware for 4 MB of flash";

    /// <summary>All boards; the first is the least.</summary>
    public static readonly IReadOnlyList<Board> All =
    [
        new("esp32", "ESP32", 110_000, Internal, 79_999, Failed, 1792 << 10, 256 << 10, Partitions),
        new("esp32-psram", "ESP32 with PSRAM", 2 << 20, Psram, 786_000, Block, 1792 << 10, 256 << 10, Partitions),
        new("esp32-s3", "ESP32-S3", 110_000, LikeEsp32, 79_999, Failed, 1984 << 10, 256 << 10, Partitions),
        new("esp32-s3-psram", "ESP32-S3 with PSRAM", 2 << 20, Psram, 786_000, Block, 1984 << 10, 256 << 10, Partitions),
        new("esp32-c3", "ESP32-C3", 110_000, LikeEsp32, 79_999, Failed, 1984 << 10, 256 << 10, Partitions),
    ];
}
