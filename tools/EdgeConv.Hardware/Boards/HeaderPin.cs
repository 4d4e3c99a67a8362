using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeConv.Hardware.Boards;

/// <summary>A pin of a header.</summary>
/// <param name="Name">As printed beside it.</param>
/// <param name="Gpio">Its GPIO, or null for supplies and the like.</param>
public sealed record HeaderPin(string Name, int? Gpio)
{
    /// <summary>Reads "NAME" or "NAME=GPIO".</summary>
    /// <exception cref="FormatException">No name, or a GPIO that is no number up to 99.</exception>
    public static HeaderPin Parse(string text)
    {
        string[] parts = text.Split('=');
        if (parts.Length == 1 && text.Length > 0) return new HeaderPin(text, null);
        if (parts.Length == 2 && parts[0].Length > 0 && int.TryParse(parts[1], NumberStyles.None, null, out int gpio) && gpio < 100)
            return new HeaderPin(parts[0], gpio);
        throw new FormatException($"pin \"{text}\": write \"NAME\" or \"NAME=GPIO\"");
    }

    /// <summary>The name, with the GPIO where the name does not end with its number.</summary>
    public string Text => Gpio is not { } gpio || Regex.Match(Name, "[0-9]*$").Value == gpio.ToString() ? Name : $"{Name} (GPIO {gpio})";

    /// <summary>The GPIO's number, with the name where that says something else: "21", "6 (D4)".</summary>
    public string Number =>
        Gpio is { } gpio && Regex.IsMatch(Name, $"^(IO|G|){gpio}$") ? Regex.Match(Name, "[0-9]+$").Value : $"{Gpio} ({Name})";
}
