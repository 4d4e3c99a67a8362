namespace EdgeConv.Training.Networks;

/// <summary>Networks that come with the tool: .json files of the folder Presets, built in.</summary>
public static class Preset
{
    /// <summary>Their names.</summary>
    public static readonly IReadOnlyList<string> Names = ["tiny-1d", "tiny-8x8", "small-28x28", "small-32x32"];

    /// <summary>The file of a preset.</summary>
    public static byte[] File(string name) => Resource.Read(typeof(Preset).Assembly, name + ".json");

    /// <summary>
    /// The preset sized for such frames. The two in the middle have windows that need 6 and 15 cells; small-32x32 takes any.
    /// </summary>
    public static string For(FrameShape shape) => (Math.Min(shape.Height, shape.Width), Math.Max(shape.Height, shape.Width)) switch
    {
        (1, >= 3) when shape.Height == 1 => "tiny-1d",
        ( >= 6, < 15) => "tiny-8x8",
        ( >= 15, < 32) => "small-28x28",
        _ => "small-32x32",
    };
}
