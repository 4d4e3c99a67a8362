using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeConv.Hardware.Boards;

/// <summary>A pin of a header.</summary>
/// <param name="Name">Name printed beside the pin.</param>
/// <param name="Gpio">GPIO number, 0 to 99, or null for a pin without GPIO, such as a supply.</param>
public sealed record HeaderPin(string Name, int? Gpio)
{
    /// <summary>Parses "NAME" or "NAME=GPIO".</summary>
    /// <exception cref="FormatException">The name is missing, or the GPIO is not a number up to 99.</exception>
    public static HeaderPin Parse(string text)
    {
        return text.Split('=') switch
        {
            [{ Length: > 0 }] => new HeaderPin(text, null),
            [{ Length: > 0 } name, var number] when int.TryParse(number, NumberStyles.None, null, out int gpio) && gpio < 100 =>
                new HeaderPin(name, gpio),
            _ => throw new FormatException($"pin \"{text}\" must have the form \"NAME\" or \"NAME=GPIO\""),
        };
    }

    /// <summary>The name, with the GPIO unless the name ends with its number: "IO21", "D4 (GPIO 6)".</summary>
    public string Text => Gpio is not { } gpio || Regex.Match(Name, "[0-9]*$").Value == gpio.ToString() ? Name : $"{Name} (GPIO {gpio})";

    /// <summary>The GPIO's number, with the name if it differs: "21", "6 (D4)".</summary>
    public string Number => Regex.IsMatch(Name, $"^(IO|G|){Gpio}$") ? $"{Gpio}" : $"{Gpio} ({Name})";
}
