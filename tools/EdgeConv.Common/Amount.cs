
namespace EdgeConv.Common;

/// <summary>Formats numbers with their noun for messages, tables and pages: "1 picture", "1,200 pictures".</summary>
public static class Amount
{
    /// <summary>Formats a number with thousands separators: "1,200".</summary>
    public static string Of(long number) => number.ToString("#,0");

    /// <summary>Formats a number and a noun: "1 picture", "0 pictures", "1,200 pictures".</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">Singular of the noun.</param>
    /// <param name="plural">Plural of the noun; null adds an s to the singular.</param>
    public static string Of(long number, string noun, string? plural = null) =>
        $"{Of(number)} {(number == 1 ? noun : plural ?? noun + "s")}";
}
