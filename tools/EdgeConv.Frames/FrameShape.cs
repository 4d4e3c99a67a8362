using System.Globalization;

namespace EdgeConv.Frames;

/// <summary>Extents of the frames a model takes.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values of a cell.</param>
public readonly record struct FrameShape(int Height, int Width, int Channels)
{
    /// <summary>The shape of a model's input.</summary>
    public static FrameShape Of(TensorInfo input) => new(input.Height, input.Width, input.Channels);

    /// <summary>Reads a text such as "8x8" or "8x8x1".</summary>
    /// <returns>The shape, or null for another text, or for more than 2^31 - 1 values.</returns>
    public static FrameShape? Parse(string? text)
    {
        int[] axes = [.. (text ?? "").Split('x').Select(part => int.TryParse(part, NumberStyles.None, null, out int axis) ? axis : 0)];
        return axes.Length is 2 or 3 && axes.All(axis => axis > 0) && axes.Aggregate(1.0, (product, axis) => product * axis) <= int.MaxValue
            ? new FrameShape(axes[0], axes[1], axes.ElementAtOrDefault(2) is var channels and > 0 ? channels : 1) : null;
    }

    /// <summary>Values per frame.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>A format of this shape with a sensor's range.</summary>
    public FrameFormat Format(short minimum, short maximum) => new(Height, Width, Channels, minimum, maximum);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
