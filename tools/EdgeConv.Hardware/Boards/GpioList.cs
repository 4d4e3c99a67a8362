using System.Globalization;

namespace EdgeConv.Hardware.Boards;

/// <summary>Parses lists of GPIOs in a board file: "0, 2, 6-11".</summary>
public static class GpioList
{
    /// <summary>Returns every number of a list, each 0 to 99.</summary>
    /// <exception cref="FormatException">The text is not such a list.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        List<int> numbers = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !ends.All(end => int.TryParse(end, NumberStyles.None, null, out int gpio) && gpio < 100))
                throw new FormatException($"gpios \"{text}\" must be numbers and ranges such as \"0, 2, 6-11\"");
            for (int gpio = int.Parse(ends[0]); gpio <= int.Parse(ends[^1]); gpio++) numbers.Add(gpio);
        }
        return numbers;
    }
}
