namespace EdgeConv.Training.Quantizing;

/// <summary>Frames to calibrate with.</summary>
/// <param name="Name">Name of the file or folder.</param>
/// <param name="Shape">Shape of each frame, HWC.</param>
/// <param name="Frames">Frames, each row-major HWC, in the sensor's units; pixels are 0 to 255.</param>
/// <param name="Labels">Index of each frame's class, or null if the frames have no labels.</param>
/// <param name="AreImages">Whether the values are pixels, whose range is always 0 to 255.</param>
/// <param name="Skipped">One line for each file that was not used, with the reason.</param>
public sealed record CalibrationSet(string Name, FrameShape Shape, IReadOnlyList<float[]> Frames, IReadOnlyList<int>? Labels,
    bool AreImages, IReadOnlyList<string> Skipped)
{
    /// <summary>Indices of up to <paramref name="count"/> frames, spread evenly over all.</summary>
    internal IReadOnlyList<int> Spread(int count) => Spread(Frames.Count, count);

    /// <summary>Up to <paramref name="count"/> indices below <paramref name="all"/>, spread evenly: 0, 3 and 6 for 3 of 10.</summary>
    internal static int[] Spread(int all, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, all)).Select(i => (int)((long)i * all / Math.Min(count, all)))];
}
