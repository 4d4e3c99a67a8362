namespace EdgeConv.Training.Data;

/// <summary>What frames are.</summary>
public enum FrameKind
{
    /// <summary>Pixels of 0 to 255, whatever occurs in them.</summary>
    Image,

    /// <summary>Readings of an array of sensors, one of their frames after another.</summary>
    Readings,

    /// <summary>Windows over the samples of a 1-D sensor, which overlap.</summary>
    Window,
}

/// <summary>Labelled frames.</summary>
/// <param name="Name">Where they come from.</param>
/// <param name="Shape">Shape of every frame, HWC.</param>
/// <param name="Classes">Names of the classes; labels are indices into them.</param>
/// <param name="Recordings">All recordings, in the order of their files.</param>
/// <param name="Kind">What frames are.</param>
/// <param name="Notes">What was not used, or only in part, and why: a line each.</param>
public sealed record DataSet(string Name, FrameShape Shape, IReadOnlyList<string> Classes, IReadOnlyList<LabelledRecording> Recordings,
    FrameKind Kind, IReadOnlyList<string> Notes)
{
    /// <summary>Frames of all recordings.</summary>
    public int FrameCount => Recordings.Sum(recording => recording.Offsets.Length);

    /// <summary>All frames of some recordings.</summary>
    public static Sample[] Samples(IEnumerable<LabelledRecording> recordings) =>
        [.. recordings.SelectMany(recording => recording.Offsets.Select(offset => new Sample(recording, offset)))];

    /// <summary>The range of the values of some recordings; of images, always 0 to 255.</summary>
    public InputRange RangeOf(IEnumerable<LabelledRecording> recordings)
    {
        if (Kind == FrameKind.Image) return new InputRange(1, -128);
        float min = recordings.Min(recording => recording.Values.Min()), max = recordings.Max(recording => recording.Values.Max());
        return InputRange.Of(min, max, recordings.All(recording => recording.Values.All(float.IsInteger)));
    }
}
