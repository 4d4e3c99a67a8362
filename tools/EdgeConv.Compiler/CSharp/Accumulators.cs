namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// The accumulators of a convolution or fully connected layer, one per output channel: the weights of their products, the folded biases,
/// and the requantization to int8. An accumulator is its folded bias plus the sum of all inputs (int8 values as they are) times their
/// weights.
/// </summary>
/// <param name="outputs">K, the number of output channels.</param>
/// <param name="taps">Number of taps per output channel.</param>
/// <param name="weights">Weights [K, taps].</param>
/// <param name="constants">Folded bias per output channel: bias - input's zero point * sum of the weights.</param>
/// <param name="multipliers">Multiplier per output channel.</param>
/// <param name="zeroPoint">Zero point of the output.</param>
/// <param name="minimum">Minimum output, from the fused activation.</param>
/// <param name="maximum">Maximum output, from the fused activation.</param>
internal sealed class Accumulators(int outputs, int taps, sbyte[] weights, int[] constants, IReadOnlyList<Multiplier> multipliers,
    int zeroPoint, int minimum, int maximum)
{
    /// <summary>Bits of a lane: a long holds three accumulators in lanes of 21 bits.</summary>
    internal const int LaneBits = 21;

    /// <summary>Mask of the lowest lane.</summary>
    internal const int LaneMask = (1 << LaneBits) - 1;

    /// <summary>Added to a lane so that its content stays positive; it is also the mask of the lane's sign bit.</summary>
    internal const long LaneBias = 1L << (LaneBits - 1);

    /// <summary>
    /// Maximum sum of the magnitudes of the weights of a lane. Their products with int8 values stay within 21 bits: 128 * 8191 is below
    /// 2^20.
    /// </summary>
    internal const int LaneCapacity = 8191;

    // These are computed only when they are used, because many instances are made for which they are not.
    private RequantizeStep?[]? _steps;
    private Dictionary<int, List<int>>? _sharingChannels;
    private int[]? _computedChannels;

    /// <summary>The accumulators of some output channels that follow each other.</summary>
    internal Accumulators Slice(int first, int count) => first == 0 && count == Outputs ? this
        : new(count, Taps, weights[(first * Taps)..((first + count) * Taps)], FoldedBiases[first..(first + count)],
            [.. Multipliers.Skip(first).Take(count)], ZeroPoint, Minimum, Maximum)
        { _steps = Steps[first..(first + count)] };

    /// <summary>K.</summary>
    internal int Outputs { get; } = outputs;

    internal int Taps { get; } = taps;

    /// <summary>Number of weights other than 0.</summary>
    internal long Products => weights.Length - weights.AsSpan().Count((sbyte)0);

    /// <summary>Folded bias per output channel: bias - input's zero point * sum of the weights.</summary>
    internal int[] FoldedBiases { get; } = constants;

    internal IReadOnlyList<Multiplier> Multipliers { get; } = multipliers;

    internal int ZeroPoint { get; } = zeroPoint;

    internal int Minimum { get; } = minimum;

    internal int Maximum { get; } = maximum;

    /// <summary>Requantization per output channel as one shift; null for a channel that has no such form.</summary>
    internal RequantizeStep?[] Steps => _steps ??= FindSteps();

    /// <summary>
    /// The channels whose products are computed. Of all channels with the same weights, only the first one is in this list; channels whose
    /// weights are all 0 are not in it.
    /// </summary>
    internal IReadOnlyList<int> ComputedChannels => _computedChannels ??= [.. SharingChannels.Keys.Order()];

    /// <summary>
    /// For each channel of <see cref="ComputedChannels"/>, all channels with the same weights, the channel itself first. Their sums of
    /// products are computed only once.
    /// </summary>
    internal IReadOnlyDictionary<int, List<int>> SharingChannels =>
        _sharingChannels ??= Enumerable.Range(0, Outputs).Except(ConstantChannels)
        .GroupBy(k => Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan(k * Taps, Taps))))
        .ToDictionary(group => group.First(), group => group.ToList());

    /// <summary>The channels whose weights are all 0, so that their outputs are constants.</summary>
    internal IEnumerable<int> ConstantChannels =>
        Enumerable.Range(0, Outputs).Where(k => !weights.AsSpan(k * Taps, Taps).ContainsAnyExcept((sbyte)0));

    /// <summary>
    /// What is added to a channel's lane in addition to <see cref="LaneBias"/>, so that the lane's sign bit says on which side of the jump
    /// of its requantization an accumulator lies (<see cref="RequantizeStep.Jump"/>). 0 if there is no jump, or if the lane would overflow.
    /// </summary>
    internal int LaneOffset(int k)
    {
        if (Steps[k] is not { Jump: > 0 } step) return 0;
        // The sign bit changes where the accumulator is its folded bias minus this offset.
        long min = FoldedBiases[k] - step.MaxJumpStart, max = FoldedBiases[k] - step.MinJumpStart, laneOffset = Math.Clamp(0, min, max);
        return 128L * Magnitude(k, Enumerable.Range(0, Taps)) + Math.Abs(laneOffset) < LaneBias ? (int)laneOffset : 0;
    }

    internal int Weight(int k, int tap) => weights[k * Taps + tap];

    /// <summary>Whether a channel that is computed has a weight other than 0 at a tap; else its input need not be loaded.</summary>
    internal bool Reads(int tap) => ComputedChannels.Any(k => Weight(k, tap) != 0);

    /// <summary>The number of taps at which one of some channels has a weight other than 0: the products of the long they share.</summary>
    internal int ProductsOf(IReadOnlyList<int> group) => Enumerable.Range(0, Taps).Count(tap => group.Any(k => Weight(k, tap) != 0));

    /// <summary>The sum of the magnitudes of the weights of some taps.</summary>
    internal int Magnitude(int k, IEnumerable<int> taps) => taps.Sum(tap => Math.Abs(Weight(k, tap)));

    /// <summary>True if a lane holds all products of each channel, so that it is never flushed.</summary>
    internal bool FitLanes => ComputedChannels.All(k => Magnitude(k, Enumerable.Range(0, Taps)) <= LaneCapacity);

    /// <summary>Divides a list of taps into parts so that no channel's lane overflows within a part.</summary>
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

    private RequantizeStep?[] FindSteps()
    {
        RequantizeStep?[] steps = new RequantizeStep?[Outputs];
        // The search is slow, and thousands of channels may have the same filter, so results are reused.
        Dictionary<(Multiplier, long, long), RequantizeStep?> known = [];
        for (int k = 0; k < Outputs; k++)
        {
            long low = FoldedBiases[k], high = FoldedBiases[k];
            for (int tap = 0; tap < Taps; tap++)
            {
                int w = Weight(k, tap);
                low += Math.Min(-128 * w, 127 * w);
                high += Math.Max(-128 * w, 127 * w);
            }
            if (known.TryGetValue((Multipliers[k], low, high), out steps[k])) continue;
            steps[k] = RequantizeStep.Find(Multipliers[k].Mantissa, Multipliers[k].Shift, ZeroPoint, Minimum, Maximum, low, high);
            known.Add((Multipliers[k], low, high), steps[k]);
        }
        return steps;
    }

    /// <summary>Computes the folded biases: bias - input's zero point * sum of the weights, per output channel.</summary>
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
