using EdgeConv.Frames;

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
/// <param name="name">Where they come from.</param>
/// <param name="shape">Of every frame.</param>
/// <param name="classes">Names of the classes; labels are indices into them.</param>
/// <param name="recordings">All recordings, in the order of their files.</param>
/// <param name="kind">What frames are.</param>
/// <param name="notes">What was not used, or only in part, and why: a line each.</param>
public sealed class DataSet(string name, FrameShape shape, IReadOnlyList<string> classes, IReadOnlyList<LabelledRecording> recordings,
    FrameKind kind, IReadOnlyList<string> notes)
{
    /// <summary>Where the frames come from.</summary>
    public string Name { get; } = name;

    /// <summary>Of every frame.</summary>
    public FrameShape Shape { get; } = shape;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; } = classes;

    /// <summary>All recordings.</summary>
    public IReadOnlyList<LabelledRecording> Recordings { get; } = recordings;

    /// <summary>What was not used, or only in part, and why.</summary>
    public IReadOnlyList<string> Notes { get; } = notes;

    /// <summary>What frames are.</summary>
    public FrameKind Kind { get; } = kind;

    /// <summary>Frames of all recordings.</summary>
    public int FrameCount => Recordings.Sum(recording => recording.Offsets.Length);

    /// <summary>All frames of some recordings.</summary>
    public static Sample[] Samples(IEnumerable<LabelledRecording> recordings) =>
        [.. recordings.SelectMany(recording => recording.Offsets.Select(offset => new Sample(recording, offset)))];

    /// <summary>The range of the values of some recordings; of images, always 0 to 255.</summary>
    public InputRange RangeOf(IEnumerable<LabelledRecording> recordings)
    {
        if (Kind == FrameKind.Image) return new InputRange(1, -128);
        float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
        bool areIntegers = true;
        foreach (LabelledRecording recording in recordings)
            foreach (float value in recording.Values)
            {
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
                areIntegers &= value == MathF.Floor(value);
            }
        return InputRange.Of(least, greatest, areIntegers);
    }
}
