using System.Globalization;

namespace EdgeConv.Hardware.Boards;

/// <summary>Numbers and ranges of a board file: "0, 2, 6-11".</summary>
public static class GpioList
{
    /// <summary>Every number, 0 to 99.</summary>
    /// <exception cref="FormatException">Something else.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        List<int> numbers = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !ends.All(end => int.TryParse(end, NumberStyles.None, null, out int gpio) && gpio < 100))
                throw new FormatException($"gpios \"{text}\": write numbers and ranges, \"0, 2, 6-11\"");
            for (int gpio = int.Parse(ends[0]); gpio <= int.Parse(ends[^1]); gpio++) numbers.Add(gpio);
        }
        return numbers;
    }
}
