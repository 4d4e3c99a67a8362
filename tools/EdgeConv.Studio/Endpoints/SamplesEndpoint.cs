using System.Globalization;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>A sample recording of the page.</summary>
/// <param name="Name">Name in requests.</param>
/// <param name="Title">Name on the page.</param>
internal sealed record Sample(string Name, string Title);

/// <summary>Returns the frames of a sample as bytes of 0 to 255: the built-in digits at 8x8, synthetic frames at any size.</summary>
internal static class SamplesEndpoint
{
    private const int MaxExtent = 256;

    public static readonly Sample[] All =
    [
        new(Example.DigitsName, "Handwritten digits"),
        new("synthetic:hand", "A warm hand over a thermal array"),
        new("synthetic:bar", "A bar that moves back and forth"),
        new("synthetic:blink", "A light that blinks"),
    ];

    public static object Answer(IQueryCollection query)
    {
        string name = query["name"].ToString();
        if (!All.Any(sample => sample.Name == name))
            throw new ModelException($"name must be one of {string.Join(", ", All.Select(sample => sample.Name))}");
        bool digits = name == Example.DigitsName;
        FrameShape shape = digits ? new FrameShape(8, 8, 1) : new FrameShape(Extent(query, "height"), Extent(query, "width"), 1);
        Recording recording = digits ? Example.All[0].ReadFrames(shape, RecordingAnswer.MaxFrames)
            : FrameReader.Read(name, shape, RecordingAnswer.MaxFrames, () => Stream.Null);
        return RecordingAnswer.Of(recording, digits ? Example.DigitsAttribution : null);
    }

    private static int Extent(IQueryCollection query, string name) =>
        int.TryParse(query[name], NumberStyles.None, null, out int extent) && extent is >= 1 and <= MaxExtent
            ? extent
            : throw new ModelException($"{name} must be an integer from 1 to {MaxExtent}");
}
