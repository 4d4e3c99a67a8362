namespace EdgeConv.Training.Networks;

/// <summary>Networks that come with the tool: the .json files of the folder Presets, which are embedded resources.</summary>
public static class Preset
{
    /// <summary>Names of the presets.</summary>
    public static readonly IReadOnlyList<string> Names = ["tiny-1d", "tiny-8x8", "small-28x28", "small-32x32"];

    /// <summary>Name of the default preset for labels that are positions.</summary>
    public const string HeatMap = "heat-map";

    /// <summary>Names of the presets for labels that are positions; `line` is the network of `simulate --example line`.</summary>
    public static readonly IReadOnlyList<string> Positions = [HeatMap, "line"];

    /// <summary>Returns the content of a preset's file.</summary>
    /// <param name="name">One of <see cref="Names"/> or <see cref="Positions"/>.</param>
    public static byte[] File(string name) => Resource.Read(typeof(Preset).Assembly, name + ".json");

    /// <summary>Returns the preset for labelled frames.</summary>
    public static string For(Data.DataSet data) => data.HasPositions ? HeatMap : For(data.Shape);

    /// <summary>
    /// Returns the preset for frames of this shape: tiny-1d needs windows of at least 18 samples, tiny-8x8 frames of at least 8 rows and
    /// columns, small-28x28 at least 15; small-32x32 takes any frame.
    /// </summary>
    public static string For(FrameShape shape) => (Math.Min(shape.Height, shape.Width), Math.Max(shape.Height, shape.Width)) switch
    {
        (1, >= 18) when shape.Height == 1 => "tiny-1d",
        ( >= 8, < 15) => "tiny-8x8",
        ( >= 15, < 32) => "small-28x28",
        _ => "small-32x32",
    };
}
