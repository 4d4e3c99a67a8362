namespace EdgeConv.Common;

/// <summary>
/// A filter of image processing: 3x3 weights and the divisor that keeps its result within the range of its input (positive results only,
/// where the weights sum to 0). Convolution here is correlation, as in neural networks: the weights are applied as they stand.
/// </summary>
/// <param name="Name">The name that <see cref="ByName"/> knows it by.</param>
/// <param name="Divisor">What sums are divided by, at least 1.</param>
/// <param name="Weights">The 3x3 weights, row by row from above.</param>
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

    /// <summary>Names of all filters: x finds vertical edges (dark left of bright), y horizontal ones (dark above bright).</summary>
    public static string[] Names() => [.. s_all.Select(filter => filter.Name)];

    /// <summary>The filter with a name.</summary>
    /// <exception cref="ArgumentException">A name that is none of <see cref="Names"/>.</exception>
    public static NamedFilter ByName(string name) =>
        s_all.FirstOrDefault(filter => filter.Name == name) ?? throw new ArgumentException($"no filter is named {name}");

    /// <summary>Multiplier and shift that divide by a divisor: multiplier / 2^31 * 2^shift = 1 / divisor to 31 bits.</summary>
    /// <exception cref="ArgumentException">A divisor below 1.</exception>
    public static void Reciprocal(int divisor, out int multiplier, out int shift)
    {
        if (divisor < 1) throw new ArgumentException($"divisor: {divisor}, at least 1");
        shift = 1;
        while (divisor > 1L << (1 - shift)) shift--;
        // 2^(1 - shift) / divisor is in [1, 2): halved, the mantissa is in [2^30, 2^31).
        multiplier = divisor == 1L << (1 - shift) ? 1 << 30 : (int)(((1L << (31 - shift)) + divisor / 2) / divisor);
    }
}
