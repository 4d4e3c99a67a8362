namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// Extents of a tensor's axes, the outermost first. Values are stored row-major. Maps have the axes NHWC; a scalar has no axis.
/// </summary>
public readonly record struct Shape
{
    /// <summary>
    /// Maximum number of elements of a tensor, 2^26. No board has memory for so many, and products of extents stay within an int.
    /// </summary>
    public const int MaxElements = 1 << 26;

    /// <summary>Maximum number of axes; the .ecm format and the kernels have the same limit.</summary>
    public const int MaxRank = 6;

    private readonly ImmutableArray<int> _axes;

    /// <summary>Makes a shape.</summary>
    /// <param name="axes">Extents, each 1 or above; at most <see cref="MaxRank"/> axes.</param>
    /// <exception cref="ModelException">An extent is below 1, or there are more than <see cref="MaxRank"/> axes or more than
    /// <see cref="MaxElements"/> elements.</exception>
    public Shape(params ReadOnlySpan<int> axes)
    {
        if (axes.Length > MaxRank)
            throw new ModelException($"a shape has {Amount.Of(axes.Length, "axis", "axes")}; at most {MaxRank} are supported");
        ImmutableArray<int> all = _axes = [.. axes];
        ModelException Refuse(string why) => new($"shape [{string.Join(", ", all)}] has {why}");
        long length = 1;
        foreach (int axis in axes)
        {
            if (axis < 1) throw Refuse($"an axis of {axis}; export the model with fixed shapes and batch 1");
            length *= axis;
            if (length > MaxElements) throw Refuse($"more than {Amount.Of(MaxElements, "element")}; use a smaller model");
        }
        Length = (int)length;
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>The extents of all axes, the outermost first.</summary>
    public ImmutableArray<int> Axes => _axes.IsDefault ? [] : _axes;

    /// <summary>The extent of one axis.</summary>
    /// <param name="axis">0 for the outermost axis, to <see cref="Rank"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => Axes[axis];

    /// <summary>The extents as a new array.</summary>
    public int[] ToArray() => [.. Axes];

    /// <summary>
    /// The steps of a row-major tensor: how many elements further on the next index of an axis is. Extents of 2, 3, 4 give 12, 4, 1.
    /// </summary>
    public static int[] Steps(ReadOnlySpan<int> extents)
    {
        int[] steps = new int[extents.Length];
        for (int axis = extents.Length - 1, step = 1; axis >= 0; step *= extents[axis--]) steps[axis] = step;
        return steps;
    }

    /// <summary>The extents N, H, W and C of a map. A shape of fewer than four axes gets axes of extent 1 in front.</summary>
    /// <exception cref="ModelException">The shape has more than four axes.</exception>
    public (int N, int H, int W, int C) Nhwc => Rank switch
    {
        0 => (1, 1, 1, 1),
        1 => (1, 1, 1, this[0]),
        2 => (1, 1, this[0], this[1]),
        3 => (1, this[0], this[1], this[2]),
        4 => (this[0], this[1], this[2], this[3]),
        _ => throw new ModelException($"shape {this} is no map of four axes"),
    };

    /// <summary>Compares by value. The comparison that the C# compiler generates would compare the arrays by reference.</summary>
    public bool Equals(Shape other) => Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, Length);

    /// <summary>The shape as text, for example "1x8x8x4", or "scalar".</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join("x", Axes);
}
