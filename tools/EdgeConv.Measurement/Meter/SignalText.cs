
namespace EdgeConv.Measurement.Meter;

/// <summary>Formats measured quantities with a decimal point.</summary>
public static class SignalText
{
    private static readonly (double Factor, string Unit)[] s_timeUnits = [(1, "s"), (1e3, "ms"), (1e6, "us"), (1e9, "ns")];
    private static readonly (double Factor, string Unit)[] s_frequencyUnits = [(1e-6, "MHz"), (1e-3, "kHz"), (1, "Hz")];

    /// <summary>Formats a time in seconds with four digits and a suitable unit: "1.25 ms".</summary>
    public static string Time(double seconds) => seconds == 0 ? "0 s" : With(s_timeUnits, seconds);

    /// <summary>Formats a frequency in hertz with up to six decimals and a suitable unit: "1.9968 kHz".</summary>
    public static string Frequency(double hertz) => With(s_frequencyUnits, hertz, "0.######");

    /// <summary>Formats a duty of 0 to 1 in percent with two decimals: "7.50 %".</summary>
    public static string Percent(double duty) => $"{duty * 100:0.00} %";

    private static string With((double Factor, string Unit)[] units, double value, string? format = null)
    {
        (double factor, string unit) = units.FirstOrDefault(candidate => Math.Abs(value) * candidate.Factor >= 0.99995, units[^1]);
        double scaled = value * factor;
        format ??= Math.Abs(scaled) >= 1000 ? "0" : Math.Abs(scaled) >= 100 ? "0.#" : Math.Abs(scaled) >= 10 ? "0.##" : "0.###";
        return scaled.ToString(format) + " " + unit;
    }
}
