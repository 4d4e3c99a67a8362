using System.Globalization;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>A recording the page can choose.</summary>
/// <param name="Name">As the request names it.</param>
/// <param name="Title">As a person reads it.</param>
internal sealed record Sample(string Name, string Title);

/// <summary>Frames of a sample as bytes 0..255: the shipped digits at 8x8, synthetic ones at any size.</summary>
internal static class SamplesEndpoint
{
    private const int MaxExtent = 256;

    public static readonly Sample[] All =
    [
        new(Example.DigitsName, "Handwritten digits"),
        new("synthetic:hand", "A warm hand over a thermal array"),
        new("synthetic:bar", "A bar that goes to and fro"),
        new("synthetic:blink", "A light that blinks"),
    ];

    public static object Answer(IQueryCollection query)
    {
        string name = query["name"].ToString();
        if (!All.Any(sample => sample.Name == name))
            throw new ModelException($"name: there are {string.Join(", ", All.Select(sample => sample.Name))}");
        bool digits = name == Example.DigitsName;
        FrameShape shape = digits ? new FrameShape(8, 8, 1) : new FrameShape(Extent(query, "height"), Extent(query, "width"), 1);
        Recording recording = digits ? Example.All[0].ReadFrames(shape, RecordingAnswer.MaxFrames)
            : FrameReader.Read(name, shape, RecordingAnswer.MaxFrames, () => Stream.Null);
        return RecordingAnswer.Of(recording, digits ? Example.DigitsAttribution : null);
    }

    private static int Extent(IQueryCollection query, string name) =>
        int.TryParse(query[name], NumberStyles.None, null, out int extent) && extent is >= 1 and <= MaxExtent
            ? extent
            : throw new ModelException($"{name}: a whole number from 1 to {MaxExtent}");
}
