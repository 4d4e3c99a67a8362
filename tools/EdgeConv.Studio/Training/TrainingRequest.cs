using EdgeConv.Training.Networks;

namespace EdgeConv.Studio.Training;

/// <summary>Options of a training; they mean the same as those of `edgeconv train`.</summary>
/// <param name="Project">Name of the project, or "" for the folder of the data itself.</param>
/// <param name="Network">Name of a preset; null takes the preset for the size of the frames.</param>
/// <param name="File">Content of the network's .json file instead of a preset, or null.</param>
/// <param name="Shape">Shape of a frame, HxWxC, to which images are scaled; null takes that of the files.</param>
/// <param name="Epochs">Maximum number of epochs in floating point; null takes the default.</param>
/// <param name="Seed">Seed of every random choice.</param>
internal sealed record TrainingRequest(string Project, string? Network, byte[]? File, string? Shape, int? Epochs, int Seed)
{
    /// <summary>Name of a network that the page made; the model's description names it.</summary>
    public const string OwnNetwork = "network.json";

    private const int MaxEpochs = 10_000, MaxSeed = 1_000_000, MaxAxis = 4096, MaxValues = 1 << 20, MaxFile = 1 << 20;

    /// <summary>Shape of a frame, or null for that of the files.</summary>
    public FrameShape? FrameShape => EdgeConv.Frames.FrameShape.Parse(Shape);

    /// <summary>Refuses options that `edgeconv train` refuses.</summary>
    /// <exception cref="UserException">An option is out of range.</exception>
    public void Check()
    {
        if (Epochs is < 1 or > MaxEpochs) throw new UserException($"epochs must be 1 to {Amount.Of(MaxEpochs)}, or empty for the default");
        if (Seed is < 0 or > MaxSeed) throw new UserException($"seed must be 0 to {Amount.Of(MaxSeed)}");
        if (Network is not null && !Preset.Names.Contains(Network))
            throw new UserException($"network must be one of {string.Join(", ", Preset.Names)}, or empty for the default");
        if (File?.Length > MaxFile) throw new UserException($"the network's file is larger than {MaxFile >> 20} MB");
        if (Shape is not null && (FrameShape is not { } shape || Math.Max(shape.Height, shape.Width) > MaxAxis || shape.Length > MaxValues))
            throw new UserException("the size of a frame must be HxWxC, e.g. 32x32x1");
    }

    /// <summary>Returns the command that trains the same model in a terminal.</summary>
    /// <param name="folder">Full path of the project.</param>
    public string Command(string folder) => $"edgeconv train --data {Quoted(folder)} --out model.json --seed {Seed}" +
        (File is not null ? $" --network {OwnNetwork}" : Network is not null ? $" --network {Network}" : "") +
        (Shape is null ? "" : $" --shape {Shape}") + (Epochs is null ? "" : $" --epochs {Epochs}");

    private static string Quoted(string path) => path.All(c => char.IsLetterOrDigit(c) || "/\\:._-".Contains(c)) ? path : $"\"{path}\"";
}
