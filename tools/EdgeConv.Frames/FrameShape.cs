namespace EdgeConv.Frames;

/// <summary>Extents of the frames a model takes: height, width, channels.</summary>
public readonly record struct FrameShape(int Height, int Width, int Channels)
{
    /// <summary>The shape of a model's input.</summary>
    public static FrameShape Of(TensorInfo input) => new(input.Height, input.Width, input.Channels);

    /// <summary>Values per frame.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>A format of this shape with a sensor's range.</summary>
    public FrameFormat Format(short minimum, short maximum) => new(Height, Width, Channels, minimum, maximum);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
