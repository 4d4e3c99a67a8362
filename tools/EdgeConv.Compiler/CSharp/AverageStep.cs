namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// The division of an average pooling as one multiplication, one addition and one shift: (sum * Factor + Offset) >> Shift. It rounds half
/// away from zero, as TensorFlow Lite does.
/// </summary>
/// <remarks>
/// The factor is a little larger than 2^Shift / cells. So the product of a positive tie lies above the middle between two results and that
/// of a negative tie below it, and one addition rounds both away from zero.
/// </remarks>
/// <param name="Factor">A little more than 2^Shift / cells.</param>
/// <param name="Offset">Half of 2^Shift.</param>
/// <param name="Shift">Bits of the right shift, 1 to 55.</param>
/// <param name="IsLong">True if the product needs 64 bits.</param>
internal readonly record struct AverageStep(long Factor, long Offset, int Shift, bool IsLong)
{
    /// <summary>
    /// Finds the step for the sum of so many int8 values; null if there is none. Its result is compared with the division at every sum
    /// where the result changes. Both rise steadily with the sum, so they are equal for all sums.
    /// </summary>
    /// <param name="cells">Number of values, 1 or above.</param>
    internal static AverageStep? Of(int cells)
    {
        // A sum is at most 128 * cells, so its product is at most 2^(shift + 7) and a little more.
        foreach ((int shift, bool isLong) in ((int, bool)[])[(23, false), (55, true)])
        {
            AverageStep step = new((1L << shift) / cells + 1, 1L << (shift - 1), shift, isLong);
            if (step.IsExact(cells)) return step;
        }
        return null;
    }

    /// <summary>The mean of some int8 values by TensorFlow Lite's division.</summary>
    internal static long Divide(long sum, long cells) => (sum > 0 ? sum + cells / 2 : sum - cells / 2) / cells;

    /// <summary>The result of the step, computed in as many bits as the code uses.</summary>
    internal long Apply(long sum) =>
        IsLong ? unchecked(sum * Factor + Offset) >> Shift : unchecked((int)sum * (int)Factor + (int)Offset) >> Shift;

    /// <summary>Writes the division as a C# expression of type int.</summary>
    /// <param name="sum">An expression of type int: one value, or a sum in parentheses.</param>
    internal string Expression(string sum) => IsLong
        ? $"(int)(({sum} * {CodeWriter.Long(Factor)} + {CodeWriter.Long(Offset)}) >> {Shift})"
        : $"(({sum} * {Factor} + {Offset}) >> {Shift})";

    private bool IsExact(long cells)
    {
        long low = -128 * cells, high = 127 * cells;
        // Nothing may overflow.
        Int128 first = (Int128)low * Factor + Offset, last = (Int128)high * Factor + Offset;
        if (IsLong ? first < long.MinValue || last > long.MaxValue : first < int.MinValue || last > int.MaxValue) return false;
        if (Apply(low) != -128 || Apply(high) != 127) return false;
        for (int result = -127; result <= 127; result++)
        {
            long at = FirstSum(result, cells);
            if (Apply(at) != result || Apply(at - 1) != result - 1) return false;
        }
        return true;
    }

    // The smallest sum whose mean is the result.
    private static long FirstSum(long result, long cells)
    {
        // The tie is at half of this. It rounds away from zero: up to a result above 0, down from any other.
        long doubled = cells * (2 * result - 1) + (result > 0 ? 0 : 1);
        long sum = (doubled + 1) >> 1;
        return Divide(sum, cells) == result && Divide(sum - 1, cells) == result - 1 ? sum
            : throw new InvalidOperationException($"the mean of {cells} values is not {result} from {sum} on");
    }
}
