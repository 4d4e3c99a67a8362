using EdgeConv.Training.Data;

namespace EdgeConv.Training;

/// <summary>How to train.</summary>
public sealed record TrainingOptions
{
    /// <summary>Most passes over the frames in floating point.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Passes with rounded weights and activations after that.</summary>
    public int FineTuning { get; init; } = 15;

    /// <summary>Frames of one step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>The greatest learning rate, or null for the optimizer's own.</summary>
    public double? Rate { get; init; }

    /// <summary>Momentum instead of Adam.</summary>
    public bool IsSgd { get; init; }

    /// <summary>Weight decay.</summary>
    public double Decay { get; init; } = 0.005;

    /// <summary>Epochs without a better validation before it ends.</summary>
    public int Patience { get; init; } = 40;

    /// <summary>Whether rare classes weigh more, so that all weigh alike.</summary>
    public bool IsBalanced { get; init; } = true;

    /// <summary>Changes of frames while learning.</summary>
    public Augmentation Augmentation { get; init; } = new(0.1, 0.1, 0.02);

    /// <summary>All that is drawn follows from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The learning rate in force.</summary>
    public double GreatestRate => Rate ?? (IsSgd ? 0.05 : 0.005);
}
