using EdgeConv.Kernels;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Requantization as one multiply, add and shift: (sum * Factor + Offset) >> Shift, then a clamp. TensorFlow Lite rounds twice, and differs
/// from one rounding where the first lands on a tie; but over the sums a layer can reach it is a staircase of at most 256 steps, and the
/// search compares steps, so what it gives is exact. Where only results on one side of the zero point can be seen, as after a fused ReLU,
/// one offset nearly always puts every step where the staircase has it. Otherwise ties round away from the zero point on both sides, and
/// sums above it take <see cref="Jump"/> more than those below.
/// </summary>
/// <param name="Factor">Above int range, so that it is one instruction to load.</param>
/// <param name="Offset">Rounding and zero point at the scale of the product.</param>
/// <param name="Shift">1 to 62.</param>
/// <param name="Min">Smallest result before the clamp, over all sums.</param>
/// <param name="Max">Largest result before the clamp, over all sums.</param>
/// <param name="ZeroPoint">Result of the sums around 0.</param>
/// <param name="Jump">Added to the products of all sums from some sum on, the turn: a power of two, or 0 for none.</param>
/// <param name="TurnFirst">Smallest sum at which the jump may begin: the first whose result is the zero point.</param>
/// <param name="TurnLast">Largest sum at which the jump may begin: the first whose result is above the zero point.</param>
internal readonly record struct OneShift(long Factor, long Offset, int Shift, int Min, int Max, int ZeroPoint, long Jump,
    long TurnFirst, long TurnLast)
{
    /// <summary>Bit of the power of two <see cref="Jump"/> as <see cref="Find"/> gives it.</summary>
    internal const int JumpBit = 32;

    /// <summary>
    /// Finds factor, offset and jump for sums from <paramref name="low"/> to <paramref name="high"/>; null where there are none.
    /// </summary>
    internal static OneShift? Find(int mantissa, int shift, int zeroPoint, int minimum, int maximum, long low, long high)
    {
        int Exact(long sum) => Requantize.Apply((int)sum, mantissa, shift) + zeroPoint;
        // The first sum whose result reaches a step, above low and up to high: near where one rounding has it, or else halved towards.
        long FirstFrom(int step, long guess)
        {
            long under = Math.Max(low, guess - 4), at = Math.Min(high, guess + 4);
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
        // A left shift that could leave int32 has no monotone staircase.
        if (shift > 0 && Math.Max(Math.Abs(low), high) > int.MaxValue >> shift) return null;
        Int128 factor = (Int128)mantissa << 1;
        int right = 32 - shift;
        if (right > 62) return null;
        // Offsets that serve the steps up to the zero point, and those that serve the steps beyond.
        (Int128 Min, Int128 Max) below = (Int128.MinValue, Int128.MaxValue), above = below;
        long turnFirst = low, turnLast = high;
        Int128 jump = 0, natural = ((Int128)zeroPoint << right) + ((Int128)1 << (right - 1));
        for (int step = minimum + 1; step <= maximum; step++)
        {
            if (Exact(low) >= step) continue;
            if (Exact(high) < step) break;
            Int128 wanted = (Int128)step << right;
            long at = FirstFrom(step, (long)Int128.Clamp((wanted - natural) / Int128.Max(factor, 1), low + 1, high)), under = at - 1;
            ref (Int128 Min, Int128 Max) side = ref step <= zeroPoint ? ref below : ref above;
            side = (Int128.Max(side.Min, wanted - at * factor), Int128.Min(side.Max, wanted - under * factor - 1));
            if (step == zeroPoint) turnFirst = at;
            if (step == zeroPoint + 1) turnLast = at;
        }
        if (Int128.Max(below.Min, above.Min) > Int128.Min(below.Max, above.Max))
        {
            // Both sides are there, so the steps at the turn were found.
            jump = (Int128)1 << JumpBit;
            natural -= jump / 2;
            above = (above.Min - jump, above.Max - jump);
        }
        Int128 min = Int128.Max(below.Min, above.Min), max = Int128.Min(below.Max, above.Max);
        if (min > max) return null;
        Int128 offset = natural < min ? min : natural > max ? max : natural;
        Int128 first = low * factor + offset, last = high * factor + offset + jump;
        // Results below or above the range only need to stay below or above it.
        if (first < long.MinValue || last > long.MaxValue || offset < long.MinValue || offset > long.MaxValue) return null;
        long bottom = (long)(first >> right), top = (long)(last >> right);
        if (bottom < int.MinValue || top > int.MaxValue) return null;
        return new OneShift((long)factor, (long)offset, right, (int)bottom, (int)top, zeroPoint, (long)jump, turnFirst, turnLast);
    }

    /// <summary>The same at a larger scale; null where that leaves 63 bits.</summary>
    internal OneShift? Scaled(int bits)
    {
        Int128 offset = (Int128)Offset << bits, factor = (Int128)Factor << bits, jump = (Int128)Jump << bits;
        if (Shift + bits > 62 || factor > long.MaxValue || jump > long.MaxValue || offset < long.MinValue
            || offset > long.MaxValue) return null;
        return this with { Factor = (long)factor, Offset = (long)offset, Shift = Shift + bits, Jump = (long)jump };
    }

    /// <summary>True where the jump may begin at a sum; always true without a jump.</summary>
    internal bool MayTurnAt(long sum) => Jump == 0 || (sum >= TurnFirst && sum <= TurnLast);

    /// <summary>
    /// The expression for a sum that stands in <paramref name="value"/> (a long expression) and is too large by <paramref name="excess"/>.
    /// </summary>
    /// <param name="value">Long expression.</param>
    /// <param name="excess">What it is too large by.</param>
    /// <param name="indexBase">Taken from the result: first index of a table.</param>
    /// <param name="jump">A long expression that is <see cref="Jump"/> from a turn on, else 0; "" without a jump; null to find the turn by
    /// the sign of the product, in a long local <c>w</c>.</param>
    internal string Expression(string value, long excess, int indexBase, string? jump)
    {
        string product = $"{value} * {CodeWriter.Long(Factor)}";
        if (jump is not null || Jump == 0) return $"(int)(({product}{(string.IsNullOrEmpty(jump) ? "" : $" + {jump}")} + "
            + $"{CodeWriter.Long((long)Added(excess, indexBase))}) >> {Shift})";
        // The local is negative below the turn.
        Int128 rest = ((Int128)(ZeroPoint - indexBase) << Shift) + Jump;
        return $"(int)(((w = {product} + {CodeWriter.Long((long)Added(excess, ZeroPoint))}) + (w >> 63 << {JumpBit}) + "
            + $"{CodeWriter.Long((long)rest)}) >> {Shift})";
    }

    /// <summary>What an expression adds to the product.</summary>
    internal Int128 Added(long excess, int indexBase) => Offset - (Int128)excess * Factor - ((Int128)indexBase << Shift);

    /// <summary>True where <see cref="Expression"/> stays within 64 bits for that excess.</summary>
    internal bool Fits(long excess, int indexBase) => FitsFrom(excess, indexBase) && (Jump == 0 || FitsFrom(excess, ZeroPoint));

    // Only sums of products and offsets count: on the way there 64 bits may wrap.
    private bool FitsFrom(long excess, int indexBase)
    {
        Int128 offset = Added(excess, indexBase);
        return offset >= long.MinValue && offset <= long.MaxValue && (Int128)((long)Min - indexBase) << Shift >= long.MinValue
            && (Int128)((long)Max + 1 - indexBase) << Shift <= long.MaxValue;
    }
}
