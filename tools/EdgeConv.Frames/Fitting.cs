namespace EdgeConv.Frames;

/// <summary>Says in words how frames of another size became frames of a model's input.</summary>
internal static class Fitting
{
    // Maximum relative difference between two ratios of height to width that a viewer does not see.
    private const double SameRatio = 0.03;

    /// <summary>Describes pictures that were resized; null if all have the input's size.</summary>
    /// <param name="sizes">Height and width of each picture in pixels.</param>
    /// <param name="shape">Shape of the model's input.</param>
    public static string? Scaled(IEnumerable<(int Height, int Width)> sizes, FrameShape shape)
    {
        (int Height, int Width)[] others = [.. sizes.Distinct().Where(size => size != (shape.Height, shape.Width))];
        if (others.Length == 0) return null;
        double ratio = (double)shape.Height / shape.Width;
        bool isDistorted = others.Any(size => Math.Abs((double)size.Height / size.Width / ratio - 1) > SameRatio);
        string from = others is [var (height, width)] ? $"{height}x{width}"
            : $"{Amount.Of(others.Length, "size")}, such as {others[0].Height}x{others[0].Width},";
        return $"scaled from {from} to the model's {shape.Height}x{shape.Width} (rows x columns)" +
            (isDistorted ? "; this changed the ratio of height to width" : "");
    }

    /// <summary>Describes a recording that was cut into windows.</summary>
    /// <param name="samples">Number of samples in the recording.</param>
    /// <param name="window">Number of samples in a window.</param>
    public static string? Cut(long samples, int window)
    {
        if (samples == window) return null;
        long left = samples % window;
        return $"cut into windows of the model's {Amount.Of(window, "sample")}" +
            (left == 0 ? "" : $"; the last {Amount.Of(left, "sample")} fill no window and {(left == 1 ? "was" : "were")} left out");
    }
}
