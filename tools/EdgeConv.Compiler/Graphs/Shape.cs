namespace EdgeConv.Compiler.Graphs;

/// <summary>Extents of a tensor's axes, outermost first; values are stored row-major. Maps are NHWC. A scalar has no axis.</summary>
public readonly record struct Shape
{
    /// <summary>
    /// Maximum number of elements of a tensor: 64 Mi, far above what any board holds, so that no product below overflows an int.
    /// </summary>
    public const int MaxElements = 1 << 26;

    private readonly ImmutableArray<int> _axes;

    /// <summary>Makes a shape.</summary>
    /// <param name="axes">Extents, each 1 or above; at most 6 axes.</param>
    /// <exception cref="ModelException">An extent below 1, more than 6 axes or more than <see cref="MaxElements"/> elements.</exception>
    public Shape(params ReadOnlySpan<int> axes)
    {
        if (axes.Length > 6) throw new ModelException($"shape of {Amount.Of(axes.Length, "axis", "axes")}, at most 6 are supported");
        ImmutableArray<int> all = _axes = [.. axes];
        ModelException Refuse(string why) => new($"shape [{string.Join(", ", all)}] has {why}");
        long length = 1;
        foreach (int axis in axes)
        {
            if (axis < 1) throw Refuse($"an axis of {axis}; export the model with fixed shapes and batch 1");
            length *= axis;
            if (length > MaxElements) throw Refuse($"more than {Amount.Of(MaxElements, "element")}");
        }
        Length = (int)length;
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>All extents.</summary>
    public ImmutableArray<int> Axes => _axes.IsDefault ? [] : _axes;

    /// <summary>Extent of one axis, 0 is the outermost.</summary>
    public int this[int axis] => Axes[axis];

    /// <summary>The extents as a new array.</summary>
    public int[] ToArray() => [.. Axes];

    /// <summary>Elements from one index of each axis to the next, in a row-major tensor: 12, 4, 1 for extents of 2, 3, 4.</summary>
    public static int[] Steps(ReadOnlySpan<int> extents)
    {
        int[] steps = new int[extents.Length];
        for (int axis = extents.Length - 1, step = 1; axis >= 0; step *= extents[axis--]) steps[axis] = step;
        return steps;
    }

    /// <summary>N, H, W, C of a map; a shape of fewer axes gets axes of 1 in front.</summary>
    /// <exception cref="ModelException">More than four axes.</exception>
    public (int N, int H, int W, int C) Nhwc => Rank switch
    {
        0 => (1, 1, 1, 1),
        1 => (1, 1, 1, this[0]),
        2 => (1, 1, this[0], this[1]),
        3 => (1, this[0], this[1], this[2]),
        4 => (this[0], this[1], this[2], this[3]),
        _ => throw new ModelException($"shape {this} is no map of four axes"),
    };

    /// <summary>Value equality: the generated one compares the arrays by reference.</summary>
    public bool Equals(Shape other) => Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, Length);

    /// <summary>E.g. "1x8x8x4", or "scalar".</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join("x", Axes);
}
