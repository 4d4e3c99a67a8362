using EdgeConv.Training.Evaluating;
using EdgeConv.Training.HeatMaps;

namespace EdgeConv.Cli;

/// <summary>Prints the frames whose position a model reads worst.</summary>
internal static class PositionTable
{
    private const int MaxShown = 10;

    /// <summary>Prints up to 10 frames, the worst first.</summary>
    public static void PrintWorst(PositionErrors errors) => Terminal.Table("largest errors in pixels", ["frame", "at:", "read:", "error:"],
        errors.Worst().Take(MaxShown).Select(i => (string[])[Printable.Text(errors.Samples[i].Recording.Name),
            Text(errors.Samples[i].Recording.Place!), Text(errors.ReadLike(i)), errors.Pixels[i] is { } error ? $"{error:0.00}" : ""]));

    /// <summary>Returns "nothing", a column, or a column and a row.</summary>
    public static string Text(Position position) =>
        position.X is null ? "nothing" : $"{position.X:0.00}" + (position.Y is { } y ? $", {y:0.00}" : "");
}
