namespace EdgeConv.Training.Quantizing;

/// <summary>Frames to calibrate with.</summary>
/// <param name="Name">Where they come from.</param>
/// <param name="Shape">Of each.</param>
/// <param name="Frames">Row-major HWC, in the sensor's units; pixels of 0 to 255.</param>
/// <param name="Labels">Index of each frame's class, or null.</param>
/// <param name="AreImages">Whether values are pixels, whatever occurs in them.</param>
/// <param name="Skipped">What was not used, and why: a line each.</param>
public sealed record CalibrationSet(string Name, FrameShape Shape, IReadOnlyList<float[]> Frames, IReadOnlyList<int>? Labels,
    bool AreImages, IReadOnlyList<string> Skipped)
{
    /// <summary>Up to <paramref name="count"/> frames, evenly over all.</summary>
    internal IReadOnlyList<int> Spread(int count) => Spread(Frames.Count, count);

    /// <summary>Up to <paramref name="count"/> indices below <paramref name="all"/>, evenly over all: 0, 3 and 6 for 3 of 10.</summary>
    internal static int[] Spread(int all, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, all)).Select(i => (int)((long)i * all / Math.Min(count, all)))];
}
