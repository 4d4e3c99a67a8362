namespace EdgeConv.Training;

/// <summary>How to train.</summary>
public sealed record TrainingOptions
{
    // What small data needs, by experience: passes, and steps where few frames make short passes.
    private const int DefaultEpochs = 60, DefaultSteps = 1000;

    /// <summary>Maximum number of passes over the frames in floating point; null for 60, or more where frames are few.</summary>
    public int? Epochs { get; init; }

    /// <summary>Passes with rounded weights and activations after that; null for a quarter of the others.</summary>
    public int? FineTuning { get; init; }

    /// <summary>Frames of one step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Maximum learning rate, or null for the optimizer's own.</summary>
    public double? Rate { get; init; }

    /// <summary>Momentum instead of Adam.</summary>
    public bool IsSgd { get; init; }

    /// <summary>Weight decay.</summary>
    public double Decay { get; init; } = 0.005;

    /// <summary>Epochs without a better validation before it ends; null for two thirds of all, 20 at least.</summary>
    public int? Patience { get; init; }

    /// <summary>Whether rare classes weigh more, so that all weigh alike.</summary>
    public bool IsBalanced { get; init; } = true;

    /// <summary>Changes of frames while learning.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.For(FrameKind.Readings);

    /// <summary>Seed of every random choice: the same seed gives the same model.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Steps of one pass over so many frames.</summary>
    public int StepsFor(int frames) => Math.Max(1, (int)Math.Round(frames / (double)Batch));

    /// <summary>Passes in floating point over so many frames.</summary>
    public int EpochsFor(int frames) => Epochs ?? Math.Max(DefaultEpochs, (DefaultSteps + StepsFor(frames) - 1) / StepsFor(frames));

    /// <summary>Passes with rounding over so many frames.</summary>
    public int FineTuningFor(int frames) => FineTuning ?? (EpochsFor(frames) + 3) / 4;

    /// <summary>The learning rate in force.</summary>
    public double MaxRate => Rate ?? (IsSgd ? 0.05 : 0.005);
}
