using System.CommandLine;
using System.Globalization;
using EdgeConv.Frames;

namespace EdgeConv.Cli;

/// <summary>What the verbs that talk to a board have in common.</summary>
internal static class SerialOptions
{
    /// <summary>The port.</summary>
    public static Argument<string> Port() => new("PORT") { Description = "The serial port of the adapter at the board's COM2: COM5, /dev/ttyUSB0 or the like (docs/serial-frames.md)." };

    /// <summary>Its speed.</summary>
    public static Option<int> Baud() => Whole("--baud", "Bits per second, as in the firmware.", 115200, 1200, 4_000_000, "BAUD");

    /// <summary>A whole number with a default.</summary>
    public static Option<int> Whole(string name, string description, int usual, int least, int most, string help)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = help };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most))
                result.AddError($"{name} {Printable.Text(token.Value, 20)}: a whole number from {least} to {most}");
        });
        return option;
    }

    /// <summary>A number with a default, to be read with <see cref="Number"/>.</summary>
    public static Option<string> Decimal(string name, string description, double usual, double least, double most, string help)
    {
        Option<string> option = new(name) { Description = description, DefaultValueFactory = _ => usual.ToString(CultureInfo.InvariantCulture), HelpName = help };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most))
                result.AddError(FormattableString.Invariant($"{name} {Printable.Text(token.Value, 20)}: a number from {least} to {most}"));
        });
        return option;
    }

    /// <summary>A number that was checked.</summary>
    public static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A shape as "8x8" or "8x8x1".</summary>
    public static FrameShape? Shape(string text)
    {
        string[] parts = text.Split('x');
        if (parts.Length is < 2 or > 3 || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) && extent is > 0 and <= 65_535)) return null;
        int[] extents = [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)), 1];
        return (long)extents[0] * extents[1] * extents[2] <= 65_536 ? new FrameShape(extents[0], extents[1], extents[2]) : null;
    }
}
