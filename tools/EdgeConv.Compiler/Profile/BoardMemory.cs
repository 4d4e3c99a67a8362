using System.Text.Json.Serialization;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Compiler.Profile;

/// <summary>The memory that a board has for a model, from a target of a file in hardware/boards. Sizes are in bytes.</summary>
/// <param name="Name">Name of the board, as the option `--board` takes it.</param>
/// <param name="Title">Name of the board for people.</param>
/// <param name="HeapBytes">Managed heap that is free when nanoFramework has started; the application shares it. If only a range is known,
/// this is its minimum.</param>
/// <param name="HeapSource">The source of this figure.</param>
/// <param name="LargestArrayBytes">The largest array that the board can always allocate.</param>
/// <param name="LargestArraySource">The source of this figure.</param>
/// <param name="DeploymentBytes">Flash for the application's code, compiled models included.</param>
/// <param name="StorageBytes">Flash for files, drive I: of nanoFramework, where an .ecm file lies.</param>
/// <param name="FlashSource">Where both numbers come from.</param>
/// <param name="WifiBytes">What Wi-Fi takes of the heap while it is up; the maximum where a range is known.</param>
/// <param name="WifiSource">Where the number comes from.</param>
/// <param name="HasWifi">True if Wi-Fi is up: <paramref name="HeapBytes"/> is what it leaves.</param>
public record BoardMemory(
    [property: JsonPropertyName("board")] string Name, [property: JsonIgnore] string Title, int HeapBytes, string HeapSource,
    int LargestArrayBytes, string LargestArraySource, int DeploymentBytes, int StorageBytes, string FlashSource,
    int WifiBytes, string WifiSource, [property: JsonPropertyName("wifi")] bool HasWifi)
{
    /// <summary>What Wi-Fi takes of a board of which nobody has looked it up: as of an ESP32 (hardware/README.md, Memory).</summary>
    public const int DefaultWifiBytes = 53_256;

    /// <summary>All boards; the first is the usual one with the least memory.</summary>
    public static readonly IReadOnlyList<BoardMemory> All = [.. BoardFiles.Targets.Select(known => Of(known.Target))];

    /// <summary>The memory that a module has for a model.</summary>
    /// <param name="target">The module.</param>
    public static BoardMemory Of(BoardTarget target) =>
        new(target.Name, target.Title, (int)target.HeapBytes.Min, target.HeapBytes.Source, (int)target.LargestArrayBytes.Min,
        target.LargestArrayBytes.Source, (int)target.DeploymentBytes.Min, (int)target.StorageBytes.Min, target.DeploymentBytes.Source,
        (int)(target.WifiBytes?.Max ?? DefaultWifiBytes), target.WifiBytes?.Source ?? "not looked up; as of an ESP32", false);

    /// <summary>The same board while Wi-Fi is up. An array of half of the heap that is left can be relied on, no larger one.</summary>
    public BoardMemory WithWifi()
    {
        int left = HasWifi ? HeapBytes : Math.Max(0, HeapBytes - WifiBytes);
        return this with { HeapBytes = left, LargestArrayBytes = Math.Min(LargestArrayBytes, left / 2), HasWifi = true };
    }
}
