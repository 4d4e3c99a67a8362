namespace EdgeConv.Common;

/// <summary>
/// A filter of image processing as data: 3x3 weights and the divisor that keeps its result within the range of its input (positive results
/// only, where the weights sum to 0). Convolution here is correlation, as in neural networks: the weights are applied as they stand.
/// </summary>
public sealed class NamedFilter
{
    private NamedFilter(string name, int divisor, sbyte[] weights)
    {
        Name = name;
        Divisor = divisor;
        Weights = weights;
    }

    /// <summary>The name <see cref="ByName"/> knows it by.</summary>
    public string Name { get; }

    /// <summary>What sums are divided by.</summary>
    public int Divisor { get; }

    /// <summary>[3, 3] weights, rows from above.</summary>
    public sbyte[] Weights { get; }

    /// <summary>Names of all filters.</summary>
    public static string[] Names()
    {
        return new string[] { "identity", "box", "gaussian", "sharpen", "emboss", "laplacian", "sobel-x", "sobel-y", "prewitt-x",
            "prewitt-y" };
    }

    /// <summary>Makes a filter: x finds vertical edges (dark left of bright), y horizontal ones (dark above bright).</summary>
    /// <exception cref="ArgumentException">A name that is none of <see cref="Names"/>.</exception>
    public static NamedFilter ByName(string name)
    {
        switch (name)
        {
            case "identity": return new NamedFilter(name, 1, new sbyte[] { 0, 0, 0, 0, 1, 0, 0, 0, 0 });
            case "box": return new NamedFilter(name, 9, new sbyte[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 });
            case "gaussian": return new NamedFilter(name, 16, new sbyte[] { 1, 2, 1, 2, 4, 2, 1, 2, 1 });
            case "sharpen": return new NamedFilter(name, 1, new sbyte[] { 0, -1, 0, -1, 5, -1, 0, -1, 0 });
            case "emboss": return new NamedFilter(name, 1, new sbyte[] { -2, -1, 0, -1, 1, 1, 0, 1, 2 });
            case "laplacian": return new NamedFilter(name, 4, new sbyte[] { 0, -1, 0, -1, 4, -1, 0, -1, 0 });
            case "sobel-x": return new NamedFilter(name, 4, new sbyte[] { -1, 0, 1, -2, 0, 2, -1, 0, 1 });
            case "sobel-y": return new NamedFilter(name, 4, new sbyte[] { -1, -2, -1, 0, 0, 0, 1, 2, 1 });
            case "prewitt-x": return new NamedFilter(name, 3, new sbyte[] { -1, 0, 1, -1, 0, 1, -1, 0, 1 });
            case "prewitt-y": return new NamedFilter(name, 3, new sbyte[] { -1, -1, -1, 0, 0, 0, 1, 1, 1 });
            default: throw new ArgumentException("no filter named " + name);
        }
    }

    /// <summary>Multiplier and shift that divide by <see cref="Divisor"/>: multiplier / 2^31 * 2^shift = 1 / divisor to 31 bits.</summary>
    public static void Reciprocal(int divisor, out int multiplier, out int shift)
    {
        if (divisor < 1) throw new ArgumentException("divisor: " + divisor.ToString() + ", at least 1");
        shift = 1;
        while (divisor > 1L << (1 - shift)) shift--;
        // 2^(1 - shift) / divisor is in [1, 2): halved, the mantissa is in [2^30, 2^31).
        multiplier = (int)(((1L << (31 - shift)) + divisor / 2) / divisor);
        if (divisor == 1L << (1 - shift)) multiplier = 1 << 30;
    }
}
