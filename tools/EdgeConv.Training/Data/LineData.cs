using EdgeConv.Frames.Line;

namespace EdgeConv.Training.Data;

/// <summary>Generates labelled frames instead of reading them: `synthetic:line`, or `synthetic:line:SEED`.</summary>
internal static class LineData
{
    public static DataSet Read(string origin, DataOptions options)
    {
        string rest = origin.StartsWith(LineFrames.Name, StringComparison.Ordinal) ? origin[LineFrames.Name.Length..] : "?";
        int seed = 1;
        if (rest.Length > 0
            && !(rest[0] == ':' && int.TryParse(rest[1..], NumberStyles.None, null, out seed) && seed is > 0 and <= 1_000_000))
            throw new UserException($"--data {Printable.Text(origin, 40)}: give {LineFrames.Name} or {LineFrames.Name}:SEED, a number of " +
                "1 to 1000000");
        if (options.Shape is { } shape && shape != LineCamera.Shape)
            throw new UserException($"--data {origin} holds frames of {LineCamera.Shape}, not {shape}");
        return new DataSet("line", LineCamera.Shape, [TableData.PositionClass], [.. LineFrames.Make(seed).Select((frame, i) =>
            new LabelledRecording($"{origin}, frame {i}", 0, Array.ConvertAll(frame.Values, value => (float)value), [0],
                new Position(frame.Column, null)))], FrameKind.Image, []);
    }
}
