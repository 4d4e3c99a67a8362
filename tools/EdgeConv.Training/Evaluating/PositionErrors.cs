using EdgeConv.Training.Data;

namespace EdgeConv.Training.Evaluating;

/// <summary>How far the positions that a model reads are from the right ones.</summary>
/// <param name="Samples">The frames.</param>
/// <param name="Read">Position of each frame that the model reads.</param>
public sealed record PositionErrors(Sample[] Samples, Position[] Read)
{
    /// <summary>Error of each frame in pixels; null if there is nothing in the frame, or the model finds nothing.</summary>
    public double?[] Pixels { get; } = [.. Samples.Zip(Read).Select(pair => pair.First.Recording.Place!.DistanceTo(pair.Second))];

    /// <summary>Mean error in pixels of the frames in which the model finds something that is there; 0 if there are none.</summary>
    public double Mean => Sorted.Length == 0 ? 0 : Sorted.Average();

    /// <summary>
    /// Returns the mean error in pixels of all frames, in which no frame counts more than a limit. A frame that is missed or invented
    /// counts as the limit, and a frame in which nothing is, and nothing is found, as 0. It is 0 without frames.
    /// </summary>
    /// <param name="limit">The limit in pixels, above 0.</param>
    public double MeanUpTo(double limit) =>
        Samples.Length == 0 ? 0 : (Sorted.Sum(error => Math.Min(error, limit)) + limit * (Missed + Invented)) / Samples.Length;

    /// <summary>Median of the errors of <see cref="Mean"/> in pixels.</summary>
    public double Median => At(0.5);

    /// <summary>Error in pixels that 95 % of these frames do not exceed.</summary>
    public double Percentile95 => At(0.95);

    /// <summary>Number of frames in which something is, but the model finds nothing.</summary>
    public int Missed => Samples.Zip(Read).Count(pair => pair.First.Recording.Place!.X is not null && pair.Second.X is null);

    /// <summary>Number of frames in which nothing is, but the model finds something.</summary>
    public int Invented => Samples.Zip(Read).Count(pair => pair.First.Recording.Place!.X is null && pair.Second.X is not null);

    /// <summary>Returns the indices of the frames from the worst to the best: missed and invented ones first.</summary>
    public int[] Worst() => [.. Enumerable.Range(0, Samples.Length)
        .Where(i => Pixels[i] is not null || Samples[i].Recording.Place!.X is not null || Read[i].X is not null)
        .OrderByDescending(i => Pixels[i] ?? double.PositiveInfinity)];

    /// <summary>Returns the position that the model reads in a frame, with a row only if the label has one.</summary>
    public Position ReadLike(int i) => Samples[i].Recording.Place is { X: not null, Y: null } ? Read[i] with { Y = null } : Read[i];

    /// <summary>Describes the errors in words, such as "mean error 0.41 pixels, 95 % below 1.10; nothing missed".</summary>
    public override string ToString() => $"mean error {Text(Mean)}, 95 % within {Percentile95:0.00}" +
        (Missed + Invented == 0 ? "" : $"; {Missed} missed, {Invented} where nothing is");

    /// <summary>Formats a number of pixels.</summary>
    public static string Text(double pixels) => $"{pixels:0.00} {(pixels == 1 ? "pixel" : "pixels")}";

    private double[] Sorted { get; } = [.. Samples.Zip(Read)
        .Select(pair => pair.First.Recording.Place!.DistanceTo(pair.Second)).OfType<double>().Order()];

    private double At(double part) => Sorted.Length == 0 ? 0
        : Sorted[Math.Clamp((int)Math.Ceiling(part * Sorted.Length) - 1, 0, Sorted.Length - 1)];
}
