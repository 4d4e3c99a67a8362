
namespace EdgeConv.Common;

/// <summary>Numbers with their noun, as every message, table and page writes them: "1 picture", "1,200 pictures".</summary>
public static class Amount
{
    /// <summary>A number with thousands separators: "1,200".</summary>
    public static string Of(long number) => number.ToString("#,0");

    /// <summary>A number and a noun: "1 picture", "0 pictures", "1,200 pictures".</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">The noun for one of them.</param>
    /// <param name="plural">The noun for several; null where an s is added.</param>
    public static string Of(long number, string noun, string? plural = null) =>
        $"{Of(number)} {(number == 1 ? noun : plural ?? noun + "s")}";
}
