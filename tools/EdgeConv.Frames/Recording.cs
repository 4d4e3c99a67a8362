namespace EdgeConv.Frames;

/// <summary>One frame of a recording and what to call it.</summary>
/// <param name="Values">Row-major HWC, in the sensor's units.</param>
/// <param name="Label">The class, the file's name, or the frame's number in the recording.</param>
public sealed record RecordedFrame(short[] Values, string Label);

/// <summary>Frames read as a whole before a run, so that a damaged file is refused before anything is written.</summary>
/// <param name="name">Where they come from, for a person.</param>
/// <param name="format">Shape and range of every frame.</param>
/// <param name="frames">At least one, each of <paramref name="format"/>'s length.</param>
/// <param name="more">The origin holds more frames than were asked for.</param>
/// <exception cref="UserException">No frames.</exception>
public sealed class Recording(string name, FrameFormat format, IReadOnlyList<RecordedFrame> frames, bool more = false)
{
    /// <summary>Where the frames come from.</summary>
    public string Name => name;

    /// <summary>Shape and range of every frame.</summary>
    public FrameFormat Format => format;

    /// <summary>All frames, first to last.</summary>
    public IReadOnlyList<RecordedFrame> Frames { get; } = frames.Count > 0 ? frames : throw new UserException($"{name}: no frames in it");

    /// <summary>The origin holds more frames than were asked for.</summary>
    public bool More => more;

    /// <summary>What real readings were multiplied by to become the frames' 16-bit units.</summary>
    public double UnitsPerReading { get; init; } = 1;

    /// <summary>
    /// Whether the values are brightness from 0 to 255, grey or red, green and blue: drawn as they are, not as ink on paper.
    /// </summary>
    public bool IsPicture { get; init; }

    /// <summary>What a drawing of a frame shows if that is not all of it as it is, e.g. "channel 0 of 2"; else "".</summary>
    public string DrawnChannels => format.Channels switch
    {
        1 => "",
        3 => IsPicture ? "" : "channels as red, green and blue",
        _ => $"channel 0 of {format.Channels}",
    };

    /// <summary>All frames as a .npy file: int16 values of [frames, height, width, channels].</summary>
    public byte[] ToNpy() =>
        NpyFile.Of([Frames.Count, format.Height, format.Width, format.Channels], [.. Frames.Select(frame => frame.Values)]);
}
