namespace EdgeConv.Measurement.Captures;

/// <summary>A Schmitt trigger: turns volts into a level. Noise between its two thresholds makes no edge.</summary>
/// <param name="low">Below this the level is low.</param>
/// <param name="high">Above this the level is high; at least <paramref name="low"/>.</param>
internal sealed class Comparator(double low, double high)
{
    // Distance of each threshold from the middle, as a fraction of the swing; a 74HC14 has about the same.
    private const double HysteresisShare = 0.15;

    private bool? _level;

    /// <summary>Makes a comparator whose two thresholds are around the middle of a swing, in volts.</summary>
    public static Comparator Around(double threshold, double swing) =>
        new(threshold - swing * HysteresisShare, threshold + swing * HysteresisShare);

    /// <summary>Returns the level after a value; null until a first value is beyond a threshold. NaN and infinity are ignored.</summary>
    public bool? Level(double value)
    {
        if (!double.IsFinite(value)) return _level;
        if (value > high) _level = true;
        else if (value < low) _level = false;
        return _level;
    }
}
