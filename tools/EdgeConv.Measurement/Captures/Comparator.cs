namespace EdgeConv.Measurement.Captures;

/// <summary>A Schmitt trigger: turns volts into a level, without an edge for noise between its two thresholds.</summary>
/// <param name="low">Below this the level is low.</param>
/// <param name="high">Above this it is high; at least <paramref name="low"/>.</param>
internal sealed class Comparator(double low, double high)
{
    // Distance of the two thresholds from the middle, as a share of the swing: that of a 74HC14.
    private const double HysteresisShare = 0.15;

    private bool? _level;

    /// <summary>A comparator whose two thresholds lie around the middle of a swing.</summary>
    public static Comparator Around(double threshold, double swing) =>
        new(threshold - swing * HysteresisShare, threshold + swing * HysteresisShare);

    /// <summary>The level now; null until a first value is beyond a threshold. NaN and infinity are no values.</summary>
    public bool? Level(double value)
    {
        if (!double.IsFinite(value)) return _level;
        if (value > high) _level = true;
        else if (value < low) _level = false;
        return _level;
    }
}
