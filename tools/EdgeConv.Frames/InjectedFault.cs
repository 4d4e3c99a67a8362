using System.Globalization;

namespace EdgeConv.Frames;

/// <summary>A sensor fault on some frames of a simulated run, which shows how the guard reacts.</summary>
/// <param name="Kind">fail: the sensor reports a failure; late: no frame comes; freeze: the frame before is repeated.</param>
/// <param name="First">Index of the first affected frame, from 0.</param>
/// <param name="Last">Index of the last affected frame, at least <paramref name="First"/>.</param>
public sealed record InjectedFault(string Kind, int First, int Last)
{
    /// <summary>Form of a fault on the command line, for messages.</summary>
    public const string Form = "fail@FIRST-LAST, late@FIRST-LAST or freeze@FIRST-LAST, e.g. fail@20-29";

    /// <summary>Describes the fault in a run: "fail on frames 40 to 49".</summary>
    /// <param name="frames">Number of frames in the run, above <see cref="First"/>.</param>
    public string Effect(int frames) => Math.Min(Last, frames - 1) is var last && First == last ? $"{Kind} on frame {First}"
        : $"{Kind} on frames {First} to {last}";

    /// <summary>Parses a fault; null if the text does not have the form of <see cref="Form"/>.</summary>
    public static InjectedFault? Parse(string? text) =>
        text?.Split('@', '-') is [("fail" or "late" or "freeze") and var kind, var from, var to]
            && int.TryParse(from, NumberStyles.None, null, out int first) && int.TryParse(to, NumberStyles.None, null, out int last)
            && first <= last ? new InjectedFault(kind, first, last) : null;
}
