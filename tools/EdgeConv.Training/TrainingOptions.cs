namespace EdgeConv.Training;

/// <summary>Options of training.</summary>
public sealed record TrainingOptions
{
    // Found by experiment for small data sets: 60 passes, or more passes if few frames would give fewer than 1000 steps.
    private const int DefaultEpochs = 60, DefaultSteps = 1000;

    /// <summary>Maximum number of passes in floating point; null takes 60, or more if that gives fewer than 1000 steps.</summary>
    public int? Epochs { get; init; }

    /// <summary>Number of passes with rounded weights and activations after that; null takes a quarter of the passes before.</summary>
    public int? FineTuning { get; init; }

    /// <summary>Number of frames in one step, at least 1.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Maximum learning rate, above 0; null takes 0.05 for SGD and 0.005 for Adam.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether to use stochastic gradient descent with momentum instead of Adam.</summary>
    public bool IsSgd { get; init; }

    /// <summary>Weight decay, 0 or above.</summary>
    public double Decay { get; init; } = 0.005;

    /// <summary>
    /// Number of epochs without a lower validation loss after which training stops; null takes two thirds of all, at least 20.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Whether frames of rare classes count more in the loss, so that all classes count equally.</summary>
    public bool IsBalanced { get; init; } = true;

    /// <summary>
    /// Maximum number of IL instructions of an inference on the compiled engine: weights are pruned until the network keeps it; null for no
    /// limit.
    /// </summary>
    public long? MaxInstructions { get; init; }

    /// <summary>
    /// Content of the .json file of a larger network. It is trained first, in floating point, and the network then learns from its scores
    /// too. Null for none; only for labels that are classes.
    /// </summary>
    public byte[]? Teacher { get; init; }

    /// <summary>Random changes of the training frames.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.For(FrameKind.Readings);

    /// <summary>Seed of every random choice: the same seed gives the same model.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Returns the number of steps in one pass over the given number of frames.</summary>
    public int StepsFor(int frames) => Math.Max(1, (int)Math.Round(frames / (double)Batch));

    /// <summary>Returns the number of passes in floating point for the given number of frames.</summary>
    public int EpochsFor(int frames) => Epochs ?? Math.Max(DefaultEpochs, (DefaultSteps + StepsFor(frames) - 1) / StepsFor(frames));

    /// <summary>Returns the number of passes with rounding for the given number of frames.</summary>
    public int FineTuningFor(int frames) => FineTuning ?? (EpochsFor(frames) + 3) / 4;

    /// <summary>Maximum learning rate: <see cref="Rate"/>, or its default.</summary>
    public double MaxRate => Rate ?? (IsSgd ? 0.05 : 0.005);
}
