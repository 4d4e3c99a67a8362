namespace EdgeConv.Training.Data;

/// <summary>How files become frames.</summary>
public sealed record DataOptions
{
    /// <summary>Shape of a frame, HWC, or null to derive it from the files.</summary>
    public FrameShape? Shape { get; init; }

    /// <summary>Samples of one window over a 1-D sensor: two seconds at 100 Hz.</summary>
    public int Window { get; init; } = 200;

    /// <summary>Samples from one window to the next, or null for a quarter of the window.</summary>
    public int? Step { get; init; }

    /// <summary>
    /// Column of a table that holds the label: its name, or its number from 1. Null takes the column named label, class, target or y, or
    /// else the last column.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>False if only frames are needed: then one class is enough, and file names need no label.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>Ends the reading between two files of a folder.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Samples from one window to the next: <see cref="Step"/>, or its default.</summary>
    public int EffectiveStep => Step ?? Math.Max(1, Window / 4);
}
