using System.Globalization;

namespace EdgeConv.Frames;

/// <summary>Shape of a frame, HWC.</summary>
/// <param name="Height">Number of rows, at least 1.</param>
/// <param name="Width">Number of columns, at least 1.</param>
/// <param name="Channels">Number of values per cell, at least 1.</param>
public readonly record struct FrameShape(int Height, int Width, int Channels)
{
    /// <summary>Returns the shape of a model's input.</summary>
    public static FrameShape Of(TensorInfo input) => new(input.Height, input.Width, input.Channels);

    /// <summary>Parses a text such as "8x8" or "8x8x1".</summary>
    /// <returns>The shape; null if the text is no shape or the shape has more than 2^31 - 1 values.</returns>
    public static FrameShape? Parse(string? text)
    {
        int[] axes = [.. (text ?? "").Split('x').Select(part => int.TryParse(part, NumberStyles.None, null, out int axis) ? axis : 0)];
        return axes.Length is 2 or 3 && axes.All(axis => axis > 0) && axes.Aggregate(1.0, (product, axis) => product * axis) <= int.MaxValue
            ? new FrameShape(axes[0], axes[1], axes.ElementAtOrDefault(2) is var channels and > 0 ? channels : 1) : null;
    }

    /// <summary>Number of values in a frame.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>Returns the format of a sensor with this shape and the given range, in the sensor's units.</summary>
    public FrameFormat Format(short minimum, short maximum) => new(Height, Width, Channels, minimum, maximum);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
