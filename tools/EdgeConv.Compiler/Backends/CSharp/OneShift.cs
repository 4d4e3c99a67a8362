using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>
/// Requantization as one multiply, add and shift: (sum * Factor + Offset) >> Shift, then a clamp. TensorFlow Lite rounds twice, and differs from one
/// rounding where the first lands on a tie; but over the sums a layer can reach it is a staircase of at most 256 steps, and an offset exists, nearly
/// always, that puts every step of the single shift where the staircase has it. The search compares steps, so what it gives is exact.
/// </summary>
/// <param name="Factor">Above int range, so that it is one instruction to load.</param>
/// <param name="Offset">Rounding and zero point at the scale of the product.</param>
/// <param name="Shift">1 to 62.</param>
/// <param name="Least">Least result before the clamp, over all sums.</param>
/// <param name="Greatest">Greatest result before the clamp.</param>
internal readonly record struct OneShift(long Factor, long Offset, int Shift, int Least, int Greatest)
{
    /// <summary>Finds the offset for sums from <paramref name="low"/> to <paramref name="high"/>; null where there is none.</summary>
    internal static OneShift? Find(int mantissa, int shift, int zeroPoint, int minimum, int maximum, long low, long high)
    {
        int Exact(long sum) => Requantize.Apply((int)sum, mantissa, shift) + zeroPoint;
        if (low < int.MinValue || high > int.MaxValue || mantissa == 0) return null;
        // A left shift that could leave int32 has no monotone staircase.
        if (shift > 0 && Math.Max(Math.Abs(low), high) > int.MaxValue >> shift) return null;
        Int128 factor = (Int128)mantissa << 1;
        int right = 32 - shift;
        if (right > 62) return null;
        Int128 least = Int128.MinValue, greatest = Int128.MaxValue;
        for (int step = minimum + 1; step <= maximum; step++)
        {
            if (Exact(low) >= step) continue;
            if (Exact(high) < step) break;
            // The first sum whose result reaches the step.
            long below = low, at = high;
            while (at - below > 1)
            {
                long middle = below + (at - below) / 2;
                if (Exact(middle) >= step) at = middle;
                else below = middle;
            }
            Int128 wanted = (Int128)step << right;
            least = Int128.Max(least, wanted - at * factor);
            greatest = Int128.Min(greatest, wanted - below * factor - 1);
        }
        if (least > greatest) return null;
        Int128 natural = ((Int128)zeroPoint << right) + ((Int128)1 << (right - 1));
        Int128 offset = natural < least ? least : natural > greatest ? greatest : natural;
        Int128 first = low * factor + offset, last = high * factor + offset;
        // Results below or above the range only need to stay below or above it.
        if (first < long.MinValue || last > long.MaxValue || offset < long.MinValue || offset > long.MaxValue) return null;
        long bottom = (long)(first >> right), top = (long)(last >> right);
        if (bottom < int.MinValue || top > int.MaxValue) return null;
        return new OneShift((long)factor, (long)offset, right, (int)bottom, (int)top);
    }

    /// <summary>The expression for a sum that stands in <paramref name="value"/> (a long expression) and is too large by <paramref name="excess"/>.</summary>
    internal string Expression(string value, long excess, int indexBase) =>
        $"(int)(({value} * {CodeWriter.Long(Factor)} + {CodeWriter.Long((long)(Offset - (Int128)excess * Factor - ((Int128)indexBase << Shift)))}) >> {Shift})";

    /// <summary>True where <see cref="Expression"/> stays within 64 bits for that excess.</summary>
    internal bool Fits(long excess, int indexBase)
    {
        Int128 offset = Offset - (Int128)excess * Factor - ((Int128)indexBase << Shift);
        return offset >= long.MinValue && offset <= long.MaxValue && (Int128)((long)Least - indexBase) << Shift >= long.MinValue && (Int128)((long)Greatest + 1 - indexBase) << Shift <= long.MaxValue;
    }
}
