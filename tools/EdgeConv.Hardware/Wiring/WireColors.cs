namespace EdgeConv.Hardware.Wiring;

/// <summary>The colour of each net, as jumper wires are commonly chosen.</summary>
public static class WireColors
{
    /// <summary>Colour and its name.</summary>
    public static (string Color, string Name) Of(string net) => net switch
    {
        "3V3" => ("#d32f2f", "red"),
        "GND" => ("#111111", "black"),
        "SDA" => ("#1565c0", "blue"),
        "SCL" => ("#d39e00", "yellow"),
        "PWM" => ("#2e7d32", "green"),
        "5V" => ("#ef6c00", "orange"),
        _ => ("#7b1fa2", "violet"),
    };
}
