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
        return text.Split('=') switch
        {
            [{ Length: > 0 }] => new HeaderPin(text, null),
            [{ Length: > 0 } name, var number] when int.TryParse(number, NumberStyles.None, null, out int gpio) && gpio < 100 =>
                new HeaderPin(name, gpio),
            _ => throw new FormatException($"pin \"{text}\": write \"NAME\" or \"NAME=GPIO\""),
        };
    }

    /// <summary>The name, with the GPIO where the name does not end with its number.</summary>
    public string Text => Gpio is not { } gpio || Regex.Match(Name, "[0-9]*$").Value == gpio.ToString() ? Name : $"{Name} (GPIO {gpio})";

    /// <summary>The GPIO's number, with the name where that says something else: "21", "6 (D4)".</summary>
    public string Number => Regex.IsMatch(Name, $"^(IO|G|){Gpio}$") ? $"{Gpio}" : $"{Gpio} ({Name})";
}
