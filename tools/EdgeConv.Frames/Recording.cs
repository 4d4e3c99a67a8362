namespace EdgeConv.Frames;

/// <summary>One frame of a recording and its label.</summary>
/// <param name="Values">Values, row-major HWC, in the sensor's units.</param>
/// <param name="Label">Class, file name, or number of the frame in the recording.</param>
public sealed record RecordedFrame(short[] Values, string Label);

/// <summary>All frames of a run. They are read before the run, so that a damaged file is refused before anything is written.</summary>
/// <param name="name">Name of the origin, such as a file, for messages and reports.</param>
/// <param name="format">Shape and range of every frame.</param>
/// <param name="frames">Frames, at least one, each of <paramref name="format"/>'s length.</param>
/// <param name="more">Whether the origin holds more frames than were read.</param>
/// <exception cref="UserException">There are no frames.</exception>
public sealed class Recording(string name, FrameFormat format, IReadOnlyList<RecordedFrame> frames, bool more = false)
{
    private const int MinPictureSide = 12;

    /// <summary>Name of the origin, such as a file.</summary>
    public string Name => name;

    /// <summary>Shape and range of every frame.</summary>
    public FrameFormat Format => format;

    /// <summary>All frames in order.</summary>
    public IReadOnlyList<RecordedFrame> Frames { get; } = frames.Count > 0 ? frames : throw new UserException($"{name} holds no frames");

    /// <summary>Whether the origin holds more frames than were read.</summary>
    public bool More => more;

    /// <summary>Factor by which the original readings were multiplied to get the frames' 16-bit values.</summary>
    public double UnitsPerReading { get; init; } = 1;

    /// <summary>How frames of another size became frames of the model's input, in words; null if they had its size.</summary>
    public string? Fitted { get; init; }

    /// <summary>
    /// Whether the values are brightness from 0 to 255, grey or red, green and blue. A picture is drawn in its own colors.
    /// </summary>
    public bool IsPicture { get; init; }

    /// <summary>
    /// Whether a drawing shows the minimum black, as in a picture. The few cells of a small sensor, with their numbers, are drawn like ink
    /// on paper; a larger frame may be a picture that was saved as numbers, and must not look like its negative.
    /// </summary>
    public bool IsMinimumBlack => IsPicture || (format.Height >= MinPictureSide && format.Width >= MinPictureSide);

    /// <summary>Channels that a drawing of a frame shows, e.g. "channel 0 of 2"; "" if it shows the frame as it is.</summary>
    public string DrawnChannels => format.Channels switch
    {
        1 => "",
        3 => IsPicture ? "" : "channels as red, green and blue",
        _ => $"channel 0 of {format.Channels}",
    };

    /// <summary>Returns all frames as a .npy file of int16 values [frames, height, width, channels].</summary>
    public byte[] ToNpy() =>
        NpyFile.Of([Frames.Count, format.Height, format.Width, format.Channels], [.. Frames.Select(frame => frame.Values)]);
}
