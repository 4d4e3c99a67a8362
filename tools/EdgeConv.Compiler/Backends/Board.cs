namespace EdgeConv.Compiler.Backends;

/// <summary>A board a model may run on, with what of it a model can have.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="Title">As a person names it.</param>
/// <param name="HeapBytes">Managed heap that is free once nanoFramework runs.</param>
/// <param name="HeapSource">Where the number comes from.</param>
/// <param name="FlashBytes">Partition that applications are deployed to; code shares it with models.</param>
/// <param name="FlashSource">Where the number comes from.</param>
public sealed record Board(string Name, string Title, int HeapBytes, string HeapSource, int FlashBytes, string FlashSource)
{
    private const string Measured = "free internal RAM less the reserve of ESP-IDF, about 110 KB (nanoframework/Home issue 1306)";
    private const string LikeEsp32 = "taken as on the ESP32; nobody has measured it";
    private const string Psram = "PSRAM becomes the heap; 2 MiB is the least sold with these modules";
    private const string Partition = "partition table of nanoFramework's firmware for 4 MB flash";

    /// <summary>All boards; the first is the least.</summary>
    public static readonly IReadOnlyList<Board> All =
    [
        new("esp32", "ESP32", 110 * 1000, Measured, 1792 << 10, Partition),
        new("esp32-psram", "ESP32 with PSRAM", 2 << 20, Psram, 1792 << 10, Partition),
        new("esp32-s3", "ESP32-S3", 110 * 1000, LikeEsp32, 1984 << 10, Partition),
        new("esp32-s3-psram", "ESP32-S3 with PSRAM", 2 << 20, Psram, 1984 << 10, Partition),
        new("esp32-c3", "ESP32-C3", 110 * 1000, LikeEsp32, 1984 << 10, Partition),
    ];
}
