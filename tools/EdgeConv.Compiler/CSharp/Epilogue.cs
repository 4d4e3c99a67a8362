using EdgeConv.Kernels;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes the epilogue of a layer: code that requantizes and clamps complete accumulators and stores them in the output. A sum of products
/// is used for every channel with the same weights.
/// </summary>
/// <param name="sums">The layer's accumulators.</param>
/// <param name="storesAccumulators">True to store int32 accumulators instead of int8 activations, for benchmarks.</param>
/// <param name="table">The layer's clamp table: its name, the result of its first entry, and the result behind its last entry; or
/// null.</param>
/// <param name="addsUp">True to add up the int8 activations of each channel, in a local for each, instead of storing them.</param>
/// <param name="within">The epilogue whose current method this one writes to, so that it declares its locals there; null if this one
/// begins methods itself.</param>
internal sealed class Epilogue(Accumulators sums, bool storesAccumulators, (string Name, int Base, int End)? table, bool addsUp = false,
    Epilogue? within = null)
{
    // Declarations of the locals that the current method needs.
    private readonly SortedSet<string> _locals = within?._locals ?? new(StringComparer.Ordinal);

    // The channels whose activations the current method adds up: the name of the local, or the activation itself if it is a constant.
    private readonly SortedDictionary<int, (string Value, bool IsConstant)> _totals = [];

    /// <summary>Type of an output element, as C#.</summary>
    internal string ElementType => storesAccumulators ? "int" : "sbyte";

    /// <summary>The field with the clamp table, which a method gets as the argument <c>t</c>; null if the layer has no table.</summary>
    internal string? Table => storesAccumulators ? null : table?.Name;

    /// <summary>The result of the table's first entry for a channel that uses the table; null for a channel that does not.</summary>
    internal int? TableBase(RequantizeStep step) =>
        table is { } range && step.Min >= range.Base && step.Max < range.End ? range.Base : null;

    /// <summary>Writes a method. The locals that its epilogue needs are declared at its beginning.</summary>
    internal void Method(CodeWriter code, string name, string parameters, Action body)
    {
        _locals.Clear();
        _totals.Clear();
        using (code.Method(name, parameters)) code.Before(body, () => _locals);
    }

    /// <summary>The totals of the current method, by channel: an expression, and whether it is a constant activation instead.</summary>
    internal IReadOnlyDictionary<int, (string Value, bool IsConstant)> Totals => _totals;

    /// <summary>Declares a local at the beginning of the current method.</summary>
    internal void Declare(string declaration) => _locals.Add(declaration);

    /// <summary>The local with the mask of a lane.</summary>
    internal string Mask => Local($"long q = {Accumulators.LaneMask};", "q");

    /// <summary>What is added to a channel's lane in addition to 2^20, if one lane holds the whole accumulator.</summary>
    internal int LaneOffset(int k) => storesAccumulators ? 0 : sums.LaneOffset(k);

    /// <summary>
    /// Stores the accumulator in a lane of <paramref name="packed"/> for a channel and for all channels with the same weights.
    /// </summary>
    /// <param name="code">Gets the code.</param>
    /// <param name="outputIndex">Gives the index expression of a channel's output.</param>
    /// <param name="channel">The output channel.</param>
    /// <param name="packed">Name of the long.</param>
    /// <param name="lane">The lane, 0 to 2; 0 is the lowest.</param>
    /// <param name="carried">Name of an int with what was flushed from the lane before; null if nothing was.</param>
    /// <param name="biases">How often 2^20 was added to the lane, flushes included.</param>
    /// <param name="laneOffset">What else was added to the lane at the beginning.</param>
    internal void Lane(CodeWriter code, Func<int, string> outputIndex, int channel, string packed, int lane, string? carried, int biases,
        int laneOffset)
    {
        foreach (int k in sums.SharingChannels[channel])
        {
            long excess = biases * Accumulators.LaneBias + laneOffset - sums.FoldedBiases[k];
            if (storesAccumulators)
            {
                string value = lane switch
                {
                    0 => $"((int){packed} & {Accumulators.LaneMask})",
                    1 => $"((int)({packed} >> 21) & {Accumulators.LaneMask})",
                    _ => $"(int)({packed} >> 42)",
                };
                StoreAccumulator(code, outputIndex(k), carried is null ? value : $"{value} + {carried}", excess);
                continue;
            }
            Store(code, outputIndex(k), k, LaneResult(k, packed, lane, carried, biases, laneOffset));
        }
    }

    /// <summary>Requantizes the accumulator in a lane for a channel. The parameters are those of <see cref="Lane"/>.</summary>
    internal Requantized LaneResult(int k, string packed, int lane, string? carried, int biases, int laneOffset)
    {
        long excess = biases * Accumulators.LaneBias + laneOffset - sums.FoldedBiases[k];
        string wide = lane switch { 0 => $"({packed} & {Mask})", 1 => $"(({packed} >> 21) & {Mask})", _ => $"({packed} >> 42)" };
        if (carried is not null) return Result(k, $"({wide} + {carried})", excess, null);
        if (!Jumps(k, sums.FoldedBiases[k] - laneOffset)) return Result(k, wide, excess, null);
        // The sign bit of the lane becomes the jump. In lane 1 it is bit 41; if the product can be scaled so that the jump is bit 41
        // too, the bit does not need to be shifted.
        if (lane == 1 && sums.Steps[k]!.Value.Scaled(MiddleSignBit - RequantizeStep.JumpBit) is { } scaled
            && scaled.Fits(excess, TableBase(scaled) ?? 0))
            return Result(k, wide, excess, $"({packed} & {CodeWriter.Long(1L << MiddleSignBit)})", scaled);
        if (lane == 0) return Result(k, wide, excess, $"(({packed} & {SignBit}) << {RequantizeStep.JumpBit - LowSignBit})");
        if (lane == 1)
            return Result(k, wide, excess,
                $"(({packed} & {CodeWriter.Long(1L << MiddleSignBit)}) >> {MiddleSignBit - RequantizeStep.JumpBit})");
        // In the topmost lane, a shift by 63 bits makes -1 of a negative long, that is, below the jump, and 0 above it.
        return Result(k, wide, excess, $"({packed} >> 63 << {RequantizeStep.JumpBit})",
            sums.Steps[k]!.Value with { Offset = sums.Steps[k]!.Value.Offset + sums.Steps[k]!.Value.Jump });
    }

    /// <summary>
    /// Stores the accumulator in a local of its own, to which 2^20 was added, for a channel and for all channels with the same weights.
    /// </summary>
    internal void Biased(CodeWriter code, Func<int, string> outputIndex, int channel, string local, int laneOffset)
    {
        foreach (int k in sums.SharingChannels[channel])
            Store(code, outputIndex(k), k, Result(k, local, Accumulators.LaneBias + laneOffset - sums.FoldedBiases[k],
                Jumps(k, sums.FoldedBiases[k] - laneOffset) ? $"(({local} & {SignBit}) << {RequantizeStep.JumpBit - LowSignBit})" : null));
    }

    /// <summary>Stores a sum of products that is given as an int expression.</summary>
    internal void Int(CodeWriter code, string outputIndex, int k, string value)
    {
        if (storesAccumulators) StoreAccumulator(code, outputIndex, value, -(long)sums.FoldedBiases[k]);
        else Store(code, outputIndex, k, Result(k, value, -(long)sums.FoldedBiases[k], null, isInt: true));
    }

    /// <summary>Stores the outputs of channels whose weights are all 0.</summary>
    internal void ConstantOutputs(CodeWriter code, Func<int, string> outputIndex)
    {
        foreach (int k in sums.ConstantChannels)
        {
            int sum = sums.FoldedBiases[k];
            int value = storesAccumulators ? sum
                : Math.Clamp(Requantize.Apply(sum, sums.Multipliers[k].Mantissa, sums.Multipliers[k].Shift) + sums.ZeroPoint, sums.Minimum,
                sums.Maximum);
            if (addsUp) _totals[k] = ($"{value}", true);
            else code.Line($"y[{outputIndex(k)}] = {(value == int.MinValue ? "int.MinValue" : value)};");
        }
    }

    // The sign bits of the lowest lane and of the lane above it.
    private const int LowSignBit = Accumulators.LaneBits - 1, MiddleSignBit = 2 * Accumulators.LaneBits - 1;

    private string SignBit => Local($"long b = {Accumulators.LaneBias};", "b");

    private string Local(string declaration, string name)
    {
        _locals.Add(declaration);
        return name;
    }

    // True if a channel's requantization has a jump that may begin at a given accumulator.
    private bool Jumps(int k, long at) => !storesAccumulators && sums.Steps[k] is { Jump: > 0 } step && step.MayJumpAt(at);

    private void StoreAccumulator(CodeWriter code, string outputIndex, string value, long excess) =>
        code.Line($"y[{outputIndex}] = {value}{Correction(excess)};");

    // Takes the excess off. int32 accumulators wrap around, so any bias can be taken off.
    private static string Correction(long excess) => unchecked((int)-excess) switch
    {
        0 => "",
        int.MinValue => " + int.MinValue",
        > 0 and var correction => $" + {correction}",
        var correction => $" - {-correction}",
    };

    // Requantizes an accumulator that is given as an expression whose value is too large by the excess.
    private Requantized Result(int k, string value, long excess, string? jump, RequantizeStep? scaled = null, bool isInt = false)
    {
        if ((scaled ?? sums.Steps[k]) is { } step && step.Fits(excess, TableBase(step) ?? 0))
        {
            if (jump is null && step.Jump > 0) Declare("long w;");
            string result = step.Expression(value, excess, TableBase(step) ?? 0, jump);
            return TableBase(step) is not null ? new($"t[{result}]", IsByte: true, Clamps: false)
                : new(result, IsByte: false, Clamps: step.Min < sums.Minimum || step.Max > sums.Maximum);
        }
        return new($"Requantize.Apply({(isInt ? value : $"(int){value}")}{Correction(excess)}, {sums.Multipliers[k].Mantissa}, "
            + $"{sums.Multipliers[k].Shift}) + {sums.ZeroPoint}", IsByte: false, Clamps: true);
    }

    private void Store(CodeWriter code, string outputIndex, int k, Requantized result)
    {
        if (addsUp)
        {
            Declare($"int total{k} = 0;");
            _totals[k] = ($"total{k}", false);
            AddTo(code, $"total{k} +=", result);
        }
        else if (result.Clamps) Clamp(code, outputIndex, result.Expression);
        else code.Line($"y[{outputIndex}] = {(result.IsByte ? "" : "(sbyte)")}{result.Expression};");
    }

    /// <summary>Adds a result to a local, or assigns it, after a clamp if it needs one.</summary>
    /// <param name="code">Gets the code.</param>
    /// <param name="target">The local with the operator, e.g. <c>total3 +=</c>.</param>
    /// <param name="result">The result.</param>
    internal void AddTo(CodeWriter code, string target, Requantized result)
    {
        if (result.Clamps) ClampToLocal(code, result.Expression);
        code.Line($"{target} {(result.Clamps ? "v" : result.Expression)};");
    }

    /// <summary>Stores an int result that may lie outside the output's range.</summary>
    internal void Clamp(CodeWriter code, string outputIndex, string result)
    {
        ClampToLocal(code, result);
        code.Line($"y[{outputIndex}] = (sbyte)v;");
    }

    private void ClampToLocal(CodeWriter code, string result)
    {
        Declare("int v;");
        code.Line($"v = {result};");
        code.Line($"if (v < {sums.Minimum}) v = {sums.Minimum};");
        code.Line($"else if (v > {sums.Maximum}) v = {sums.Maximum};");
    }
}

/// <summary>A requantized accumulator as a C# expression.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="IsByte">True if its type is sbyte; false if it is int.</param>
/// <param name="Clamps">True if it may lie outside the output's range, so that it must be clamped.</param>
internal readonly record struct Requantized(string Expression, bool IsByte, bool Clamps);
