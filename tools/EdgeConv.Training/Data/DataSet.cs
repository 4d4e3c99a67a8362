namespace EdgeConv.Training.Data;

/// <summary>Kind of the frames in a data set.</summary>
public enum FrameKind
{
    /// <summary>Pixels. Their range is always 0 to 255, even if the darkest or brightest value never occurs.</summary>
    Image,

    /// <summary>Frames of a sensor array, such as a thermal camera, one after another without overlap.</summary>
    Readings,

    /// <summary>Overlapping windows over the samples of a 1-D sensor.</summary>
    Window,
}

/// <summary>Labelled frames.</summary>
/// <param name="Name">Name of the file or folder.</param>
/// <param name="Shape">Shape of every frame, HWC.</param>
/// <param name="Classes">Names of the classes; labels are indices into them.</param>
/// <param name="Recordings">All recordings, in the order of their files.</param>
/// <param name="Kind">Kind of the frames.</param>
/// <param name="Notes">One line for each file that was not used, or only in part, with the reason.</param>
public sealed record DataSet(string Name, FrameShape Shape, IReadOnlyList<string> Classes, IReadOnlyList<LabelledRecording> Recordings,
    FrameKind Kind, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Name of a model that is trained on these frames. It follows from the data, not from the model's file, so that the same model written
    /// under another name is the same file.
    /// </summary>
    public string Title
    {
        get
        {
            string name = Name;
            foreach (string ending in (string[])[".gz", ".csv"])
                if (name.HasEnding(ending)) name = name[..^ending.Length];
            return name.Length > 0 ? name : "model";
        }
    }

    /// <summary>Whether the labels are positions; the recordings are then all of one class.</summary>
    public bool HasPositions => Recordings.Count > 0 && Recordings[0].Place is not null;

    /// <summary>Number of frames in all recordings.</summary>
    public int FrameCount => Recordings.Sum(recording => recording.Offsets.Length);

    /// <summary>Returns every frame of the given recordings.</summary>
    public static Sample[] Samples(IEnumerable<LabelledRecording> recordings) =>
        [.. recordings.SelectMany(recording => recording.Offsets.Select(offset => new Sample(recording, offset)))];

    /// <summary>Returns the input range that covers the values of the given recordings; for images always 0 to 255.</summary>
    public InputRange RangeOf(IEnumerable<LabelledRecording> recordings)
    {
        if (Kind == FrameKind.Image) return new InputRange(1, -128);
        float min = recordings.Min(recording => recording.Values.Min()), max = recordings.Max(recording => recording.Values.Max());
        return InputRange.Of(min, max, recordings.All(recording => recording.Values.All(float.IsInteger)));
    }
}
