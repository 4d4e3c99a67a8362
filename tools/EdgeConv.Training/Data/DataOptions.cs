namespace EdgeConv.Training.Data;

/// <summary>How files become frames.</summary>
public sealed record DataOptions
{
    /// <summary>Shape of a frame, or null to take what the files hold.</summary>
    public FrameShape? Shape { get; init; }

    /// <summary>Samples of one window over a 1-D sensor: two seconds at 100 Hz.</summary>
    public int Window { get; init; } = 200;

    /// <summary>Samples from one window to the next, or null for a quarter of the window.</summary>
    public int? Step { get; init; }

    /// <summary>
    /// Column of a table that holds the label: its name, or its number from 1; null for the one headed label or class, else the last.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>False where frames alone are wanted: a single class will do, and recordings without a label in their names.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>Samples from one window to the next.</summary>
    public int EffectiveStep => Step ?? Math.Max(1, Window / 4);
}
