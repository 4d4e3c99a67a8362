namespace EdgeConv.Common;

/// <summary>
/// A 3x3 filter of image processing, with a divisor that keeps its result within the range of its input; if the weights sum to 0, this
/// holds for positive results. As in neural networks, convolution means correlation: the weights are not mirrored.
/// </summary>
/// <param name="Name">Name of the filter for <see cref="ByName"/>.</param>
/// <param name="Divisor">Divisor of the weighted sum, at least 1.</param>
/// <param name="Weights">The 3x3 weights, row by row from the top.</param>
public sealed record NamedFilter(string Name, int Divisor, sbyte[] Weights)
{
    private static readonly NamedFilter[] s_all =
    [
        new("identity", 1, [0, 0, 0, 0, 1, 0, 0, 0, 0]),
        new("box", 9, [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        new("gaussian", 16, [1, 2, 1, 2, 4, 2, 1, 2, 1]),
        new("sharpen", 1, [0, -1, 0, -1, 5, -1, 0, -1, 0]),
        new("emboss", 1, [-2, -1, 0, -1, 1, 1, 0, 1, 2]),
        new("laplacian", 4, [0, -1, 0, -1, 4, -1, 0, -1, 0]),
        new("sobel-x", 4, [-1, 0, 1, -2, 0, 2, -1, 0, 1]),
        new("sobel-y", 4, [-1, -2, -1, 0, 0, 0, 1, 2, 1]),
        new("prewitt-x", 3, [-1, 0, 1, -1, 0, 1, -1, 0, 1]),
        new("prewitt-y", 3, [-1, -1, -1, 0, 0, 0, 1, 1, 1]),
    ];

    /// <summary>
    /// Returns all names. Filters on x find vertical edges (dark left of bright), those on y horizontal edges (dark above bright).
    /// </summary>
    public static string[] Names() => [.. s_all.Select(filter => filter.Name)];

    /// <summary>Returns the filter with a name.</summary>
    /// <exception cref="ArgumentException">The name is not one of <see cref="Names"/>.</exception>
    public static NamedFilter ByName(string name) =>
        s_all.FirstOrDefault(filter => filter.Name == name) ?? throw new ArgumentException($"no filter is named {name}");

    /// <summary>Computes multiplier and shift that divide by a divisor: multiplier / 2^31 * 2^shift = 1 / divisor, to 31 bits.</summary>
    /// <exception cref="ArgumentException">The divisor is below 1.</exception>
    public static void Reciprocal(int divisor, out int multiplier, out int shift)
    {
        if (divisor < 1) throw new ArgumentException($"the divisor is {divisor}, but must be at least 1");
        shift = 1;
        while (divisor > 1L << (1 - shift)) shift--;
        // 2^(1 - shift) / divisor is in [1, 2): halved, the mantissa is in [2^30, 2^31).
        multiplier = divisor == 1L << (1 - shift) ? 1 << 30 : (int)(((1L << (31 - shift)) + divisor / 2) / divisor);
    }
}
