using EdgeConv.Kernels;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A requantization as one multiplication, one addition and one shift: (accumulator * Factor + Offset) >> Shift, then a clamp.
/// </summary>
/// <remarks>
/// TensorFlow Lite rounds twice, which differs from rounding once if the first rounding gives a tie. But as a function of the accumulator,
/// its result is a staircase of at most 256 steps over the accumulators that a layer can reach. <see cref="Find"/> looks for an offset that
/// puts every step at the same accumulator, so that the results are exactly the same. If only results on one side of the zero point occur,
/// as after a fused ReLU, one offset is nearly always enough. Otherwise ties round away from the zero point on both sides; then
/// accumulators above it get <see cref="Jump"/> added.
/// </remarks>
/// <param name="Factor">Twice the mantissa of the multiplier. It is above the range of int, so that one instruction loads it.</param>
/// <param name="Offset">Rounding and zero point, at the scale of the product.</param>
/// <param name="Shift">Bits of the right shift, 1 to 62.</param>
/// <param name="Min">Minimum result before the clamp, over all accumulators.</param>
/// <param name="Max">Maximum result before the clamp, over all accumulators.</param>
/// <param name="ZeroPoint">Zero point of the output: the result of accumulators around 0.</param>
/// <param name="Jump">Added to the product of all accumulators from some accumulator on: a power of two, or 0 for none.</param>
/// <param name="MinJumpStart">Minimum accumulator at which the jump may begin: the first one whose result is the zero point.</param>
/// <param name="MaxJumpStart">Maximum accumulator at which the jump may begin: the first one whose result is above the zero point.</param>
internal readonly record struct RequantizeStep(long Factor, long Offset, int Shift, int Min, int Max, int ZeroPoint, long Jump,
    long MinJumpStart, long MaxJumpStart)
{
    /// <summary><see cref="Find"/> gives a jump of 2^32, or none.</summary>
    internal const int JumpBit = 32;

    // A larger right shift would leave no bits of a long.
    private const int MaxShift = 62;

    // A step is first searched so far from the accumulator where rounding once would put it.
    private const int SearchRadius = 4;

    /// <summary>
    /// Finds factor, offset and jump for accumulators from <paramref name="low"/> to <paramref name="high"/>; null if there are none.
    /// </summary>
    internal static RequantizeStep? Find(int mantissa, int shift, int zeroPoint, int minimum, int maximum, long low, long high)
    {
        int Exact(long sum) => Requantize.Apply((int)sum, mantissa, shift) + zeroPoint;
        // The first accumulator above low whose result is the step or above, found by bisection: near the guess if it is there, or else
        // between low and high.
        long FirstFrom(int step, long guess)
        {
            long under = Math.Max(low, guess - SearchRadius), at = Math.Min(high, guess + SearchRadius);
            if (Exact(under) >= step || Exact(at) < step) (under, at) = (low, high);
            while (at - under > 1)
            {
                long middle = under + (at - under) / 2;
                if (Exact(middle) >= step) at = middle;
                else under = middle;
            }
            return at;
        }
        if (low < int.MinValue || high > int.MaxValue) return null;
        // If a left shift could overflow int32, the results do not rise steadily with the accumulator.
        if (shift > 0 && Math.Max(Math.Abs(low), high) > int.MaxValue >> shift) return null;
        Int128 factor = (Int128)mantissa << 1;
        int right = 32 - shift;
        if (right > MaxShift) return null;
        // The range of offsets that put all steps up to the zero point right, and the range for all steps above it.
        (Int128 Min, Int128 Max) below = (Int128.MinValue, Int128.MaxValue), above = below;
        long minJumpStart = low, maxJumpStart = high;
        Int128 jump = 0, natural = ((Int128)zeroPoint << right) + ((Int128)1 << (right - 1));
        for (int step = minimum + 1; step <= maximum; step++)
        {
            if (Exact(low) >= step) continue;
            if (Exact(high) < step) break;
            Int128 wanted = (Int128)step << right;
            long at = FirstFrom(step, (long)Int128.Clamp((wanted - natural) / Int128.Max(factor, 1), low + 1, high)), under = at - 1;
            ref (Int128 Min, Int128 Max) side = ref step <= zeroPoint ? ref below : ref above;
            side = (Int128.Max(side.Min, wanted - at * factor), Int128.Min(side.Max, wanted - under * factor - 1));
            if (step == zeroPoint) minJumpStart = at;
            if (step == zeroPoint + 1) maxJumpStart = at;
        }
        if (Int128.Max(below.Min, above.Min) > Int128.Min(below.Max, above.Max))
        {
            // The ranges have no offset in common, so there are steps on both sides of the zero point and a jump is needed.
            jump = (Int128)1 << JumpBit;
            natural -= jump / 2;
            above = (above.Min - jump, above.Max - jump);
        }
        Int128 min = Int128.Max(below.Min, above.Min), max = Int128.Min(below.Max, above.Max);
        if (min > max) return null;
        Int128 offset = natural < min ? min : natural > max ? max : natural;
        Int128 first = low * factor + offset, last = high * factor + offset + jump;
        // Results outside the output's range need not be exact, because they are clamped. But nothing may overflow.
        if (first < long.MinValue || last > long.MaxValue || offset < long.MinValue || offset > long.MaxValue) return null;
        long bottom = (long)(first >> right), top = (long)(last >> right);
        if (bottom < int.MinValue || top > int.MaxValue) return null;
        return new RequantizeStep((long)factor, (long)offset, right, (int)bottom, (int)top, zeroPoint, (long)jump, minJumpStart,
            maxJumpStart);
    }

    /// <summary>The same requantization with factor, offset and jump shifted left; null if they do not fit 63 bits.</summary>
    internal RequantizeStep? Scaled(int bits)
    {
        Int128 offset = (Int128)Offset << bits, factor = (Int128)Factor << bits, jump = (Int128)Jump << bits;
        if (Shift + bits > MaxShift || factor > long.MaxValue || jump > long.MaxValue || offset < long.MinValue
            || offset > long.MaxValue) return null;
        return this with { Factor = (long)factor, Offset = (long)offset, Shift = Shift + bits, Jump = (long)jump };
    }

    /// <summary>True if the jump may begin at an accumulator; always true without a jump.</summary>
    internal bool MayJumpAt(long sum) => Jump == 0 || (sum >= MinJumpStart && sum <= MaxJumpStart);

    /// <summary>
    /// Writes the requantization of an accumulator as a C# expression of type int.
    /// </summary>
    /// <param name="value">An expression of type long, which is the accumulator plus <paramref name="excess"/>.</param>
    /// <param name="excess">What the value is too large by.</param>
    /// <param name="indexBase">Subtracted from the result, to make an index into a clamp table; 0 for none.</param>
    /// <param name="jump">An expression of type long that is <see cref="Jump"/> for accumulators where the jump counts, or else 0. "" if
    /// there is no jump. Null to decide by the sign of the product, for which a local <c>w</c> of type long must be declared.</param>
    internal string Expression(string value, long excess, int indexBase, string? jump)
    {
        string product = $"{value} * {CodeWriter.Long(Factor)}";
        if (jump is not null || Jump == 0) return $"(int)(({product}{(string.IsNullOrEmpty(jump) ? "" : $" + {jump}")} + "
            + $"{CodeWriter.Long((long)Added(excess, indexBase))}) >> {Shift})";
        // The local is negative for accumulators below the jump.
        Int128 rest = ((Int128)(ZeroPoint - indexBase) << Shift) + Jump;
        return $"(int)(((w = {product} + {CodeWriter.Long((long)Added(excess, ZeroPoint))}) + (w >> 63 << {JumpBit}) + "
            + $"{CodeWriter.Long((long)rest)}) >> {Shift})";
    }

    /// <summary>The constant that the expression adds to the product.</summary>
    internal Int128 Added(long excess, int indexBase) => Offset - (Int128)excess * Factor - ((Int128)indexBase << Shift);

    /// <summary>True if the result of <see cref="Expression"/> fits 64 bits for this excess.</summary>
    internal bool Fits(long excess, int indexBase) => FitsFrom(excess, indexBase) && (Jump == 0 || FitsFrom(excess, ZeroPoint));

    // Only the sum of product and constant must fit 64 bits; intermediate results may wrap around.
    private bool FitsFrom(long excess, int indexBase)
    {
        Int128 offset = Added(excess, indexBase);
        return offset >= long.MinValue && offset <= long.MaxValue && (Int128)((long)Min - indexBase) << Shift >= long.MinValue
            && (Int128)((long)Max + 1 - indexBase) << Shift <= long.MaxValue;
    }
}
