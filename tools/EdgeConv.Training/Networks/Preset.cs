using EdgeConv.Simulation.Frames;

namespace EdgeConv.Training.Networks;

/// <summary>Networks that come with the tool: .json files of the folder Presets, built in.</summary>
public static class Preset
{
    /// <summary>Their names.</summary>
    public static readonly IReadOnlyList<string> Names = ["tiny-1d", "tiny-8x8", "small-28x28", "small-32x32"];

    /// <summary>The file of a preset.</summary>
    public static byte[] File(string name)
    {
        using Stream stream = typeof(Preset).Assembly.GetManifestResourceStream(name + ".json")!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    /// <summary>The preset sized for such frames.</summary>
    public static string For(FrameShape shape) => (shape.Height, Math.Max(shape.Height, shape.Width)) switch
    {
        (1, _) => "tiny-1d",
        (_, <= 12) => "tiny-8x8",
        (_, < 32) => "small-28x28",
        _ => "small-32x32",
    };
}
