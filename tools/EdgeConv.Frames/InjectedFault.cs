using System.Globalization;

namespace EdgeConv.Frames;

/// <summary>A failure of the sensor on some frames of a simulated run, which shows what the guard does.</summary>
/// <param name="Kind">fail: the source reports a failure; late: no frame comes; freeze: the frame before is given again.</param>
/// <param name="First">First frame it happens on.</param>
/// <param name="Last">Last frame it happens on.</param>
public sealed record InjectedFault(string Kind, int First, int Last)
{
    /// <summary>How faults are written.</summary>
    public const string Form = "fail@FIRST-LAST, late@FIRST-LAST or freeze@FIRST-LAST, e.g. fail@20-29";

    /// <summary>What it does to a run, as "fail on frames 40 to 49".</summary>
    /// <param name="frames">Frames of the run; more than <see cref="First"/>.</param>
    public string Effect(int frames) => Math.Min(Last, frames - 1) is var last && First == last ? $"{Kind} on frame {First}"
        : $"{Kind} on frames {First} to {last}";

    /// <summary>Reads the form, null when the text is not of it.</summary>
    public static InjectedFault? Parse(string? text) =>
        text?.Split('@', '-') is [("fail" or "late" or "freeze") and var kind, var from, var to]
            && int.TryParse(from, NumberStyles.None, null, out int first) && int.TryParse(to, NumberStyles.None, null, out int last)
            && first <= last ? new InjectedFault(kind, first, last) : null;
}
