namespace EdgeConv.Hardware.Wiring;

/// <summary>Colors of the nets, which follow common colors of jumper wires.</summary>
public static class WireColors
{
    private static readonly Dictionary<string, string> s_colors = new()
    {
        ["3V3"] = "#d32f2f", ["GND"] = "#111111", ["SDA"] = "#1565c0", ["SCL"] = "#d39e00", ["PWM"] = "#2e7d32", ["5V"] = "#ef6c00",
        ["SCK"] = "#d39e00", ["MISO"] = "#1565c0", ["MOSI"] = "#00838f", ["CS"] = "#8d6e63", ["PWM3"] = "#ad1457",
    };

    /// <summary>Returns the color of a net.</summary>
    public static string Of(string net) => s_colors.GetValueOrDefault(net, "#7b1fa2");
}
