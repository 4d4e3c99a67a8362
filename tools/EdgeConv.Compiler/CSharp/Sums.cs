namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// The sums a convolution or fully connected layer makes, one per output channel: weights by tap, what is added, and how a sum becomes an
/// activation.
/// </summary>
/// <param name="outputs">K.</param>
/// <param name="taps">Taps per output channel.</param>
/// <param name="weights">[K, taps].</param>
/// <param name="constants">Per output channel, the input's zero point taken out: sum = constant + sum of activation * weight.</param>
/// <param name="multipliers">Per output channel.</param>
/// <param name="zeroPoint">Of the output.</param>
/// <param name="minimum">Smallest activation, of the fused activation's range.</param>
/// <param name="maximum">Largest activation.</param>
internal sealed class Sums(int outputs, int taps, sbyte[] weights, int[] constants, IReadOnlyList<Multiplier> multipliers, int zeroPoint,
    int minimum, int maximum)
{
    // A lane of 21 bits holds sums of int8 activations times weights whose magnitudes add up to this: 128 * 8191 < 2^20.
    internal const int LaneCapacity = 8191;

    // Found when they are asked for: sums are made often and asked little.
    private OneShift?[]? _steps;
    private Dictionary<int, List<int>>? _twins;
    private int[]? _leaders;

    /// <summary>The sums of some channels that follow each other.</summary>
    internal Sums Slice(int first, int count) => first == 0 && count == Outputs ? this
        : new(count, Taps, weights[(first * Taps)..((first + count) * Taps)], Constants[first..(first + count)],
            [.. Multipliers.Skip(first).Take(count)], ZeroPoint, Minimum, Maximum)
        { _steps = Steps[first..(first + count)] };

    /// <summary>K.</summary>
    internal int Outputs { get; } = outputs;

    /// <summary>Taps per output channel.</summary>
    internal int Taps { get; } = taps;

    /// <summary>Weights other than 0.</summary>
    internal long Products => weights.Length - weights.AsSpan().Count((sbyte)0);

    /// <summary>What is added to the sum of products.</summary>
    internal int[] Constants { get; } = constants;

    /// <summary>Per output channel.</summary>
    internal IReadOnlyList<Multiplier> Multipliers { get; } = multipliers;

    /// <summary>Of the output.</summary>
    internal int ZeroPoint { get; } = zeroPoint;

    /// <summary>Least activation.</summary>
    internal int Minimum { get; } = minimum;

    /// <summary>Greatest activation.</summary>
    internal int Maximum { get; } = maximum;

    /// <summary>Requantization in one shift, or null where there is none.</summary>
    internal OneShift?[] Steps => _steps ??= FindSteps();

    /// <summary>
    /// The channels whose sums are computed: the first of all that have the same weights; none of those whose weights are all zero.
    /// </summary>
    internal IReadOnlyList<int> Leaders => _leaders ??= [.. Twins.Keys.Order()];

    /// <summary>Per leader: all channels with the same weights, itself first. They share one sum.</summary>
    internal IReadOnlyDictionary<int, List<int>> Twins => _twins ??= Enumerable.Range(0, Outputs).Except(Constant)
        .GroupBy(k => Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan(k * Taps, Taps))))
        .ToDictionary(group => group.First(), group => group.ToList());

    /// <summary>Channels whose weights are all zero: their outputs are constants.</summary>
    internal IEnumerable<int> Constant =>
        Enumerable.Range(0, Outputs).Where(k => !weights.AsSpan(k * Taps, Taps).ContainsAnyExcept((sbyte)0));

    /// <summary>
    /// What is added to a channel's lane in addition to 2^20, so that bit 20 of the lane says on which side of the jump
    /// of its requantization a sum lies (<see cref="OneShift.Jump"/>); 0 if there is no jump, or if a lane has no room for it.
    /// </summary>
    internal int Anchor(int k)
    {
        if (Steps[k] is not { Jump: > 0 } step) return 0;
        // The lane turns at the sum constant - anchor.
        long min = Constants[k] - step.TurnLast, max = Constants[k] - step.TurnFirst, anchor = Math.Clamp(0, min, max);
        return 128L * Magnitude(k, Enumerable.Range(0, Taps)) + Math.Abs(anchor) < 1 << 20 ? (int)anchor : 0;
    }

    /// <summary>One weight.</summary>
    internal int Weight(int k, int tap) => weights[k * Taps + tap];

    /// <summary>Sum of the magnitudes of the weights of some taps.</summary>
    internal int Magnitude(int k, IEnumerable<int> taps) => taps.Sum(tap => Math.Abs(Weight(k, tap)));

    /// <summary>Cuts a list of taps so that in no part the weights of any of the channels overflow a lane.</summary>
    internal List<List<int>> Segments(IReadOnlyList<int> channels, IEnumerable<int> taps)
    {
        List<List<int>> segments = [[]];
        int[] load = new int[channels.Count];
        foreach (int tap in taps)
        {
            for (int i = 0; i < load.Length; i++) load[i] += Math.Abs(Weight(channels[i], tap));
            if (load.Any(magnitude => magnitude > LaneCapacity))
            {
                segments.Add([]);
                for (int i = 0; i < load.Length; i++) load[i] = Math.Abs(Weight(channels[i], tap));
            }
            segments[^1].Add(tap);
        }
        return segments;
    }

    private OneShift?[] FindSteps()
    {
        OneShift?[] steps = new OneShift?[Outputs];
        // One filter may stand for thousands of channels, and the search takes its time.
        Dictionary<(Multiplier, long, long), OneShift?> known = [];
        for (int k = 0; k < Outputs; k++)
        {
            long low = Constants[k], high = Constants[k];
            for (int tap = 0; tap < Taps; tap++)
            {
                int w = Weight(k, tap);
                low += Math.Min(-128 * w, 127 * w);
                high += Math.Max(-128 * w, 127 * w);
            }
            if (known.TryGetValue((Multipliers[k], low, high), out steps[k])) continue;
            steps[k] = OneShift.Find(Multipliers[k].Mantissa, Multipliers[k].Shift, ZeroPoint, Minimum, Maximum, low, high);
            known.Add((Multipliers[k], low, high), steps[k]);
        }
        return steps;
    }

    /// <summary>bias - zero point * sum of weights, per output channel.</summary>
    internal static int[] Fold(int outputs, int taps, sbyte[] weights, int[]? bias, int inputZeroPoint)
    {
        int[] folded = new int[outputs];
        for (int k = 0; k < outputs; k++)
        {
            int sum = 0;
            for (int tap = 0; tap < taps; tap++) sum += weights[k * taps + tap];
            folded[k] = (bias?[k] ?? 0) - inputZeroPoint * sum;
        }
        return folded;
    }
}
