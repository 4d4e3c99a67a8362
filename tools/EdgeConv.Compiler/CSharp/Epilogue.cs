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
internal sealed class Epilogue(Accumulators sums, bool storesAccumulators, (string Name, int Base, int End)? table)
{
    // Declarations of the locals that the current method needs.
    private readonly SortedSet<string> _locals = new(StringComparer.Ordinal);

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
        using (code.Method(name, parameters)) code.Before(body, () => _locals);
    }

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
                Write(code, outputIndex(k), k, carried is null ? value : $"{value} + {carried}", excess, null, isInt: true);
                continue;
            }
            string wide = lane switch { 0 => $"({packed} & {Mask})", 1 => $"(({packed} >> 21) & {Mask})", _ => $"({packed} >> 42)" };
            if (carried is not null) Write(code, outputIndex(k), k, $"({wide} + {carried})", excess, null);
            else if (!Jumps(k, sums.FoldedBiases[k] - laneOffset)) Write(code, outputIndex(k), k, wide, excess, null);
            // The sign bit of the lane becomes the jump. In lane 1 it is bit 41; if the product can be scaled so that the jump is bit 41
            // too, the bit does not need to be shifted.
            else if (lane == 1 && sums.Steps[k]!.Value.Scaled(MiddleSignBit - RequantizeStep.JumpBit) is { } scaled
                && scaled.Fits(excess, TableBase(scaled) ?? 0))
                Write(code, outputIndex(k), k, wide, excess, $"({packed} & {CodeWriter.Long(1L << MiddleSignBit)})", scaled);
            else if (lane == 0)
                Write(code, outputIndex(k), k, wide, excess, $"(({packed} & {SignBit}) << {RequantizeStep.JumpBit - LowSignBit})");
            else if (lane == 1)
                Write(code, outputIndex(k), k, wide, excess,
                    $"(({packed} & {CodeWriter.Long(1L << MiddleSignBit)}) >> {MiddleSignBit - RequantizeStep.JumpBit})");
            // In the topmost lane, a shift by 63 bits makes -1 of a negative long, that is, below the jump, and 0 above it.
            else Write(code, outputIndex(k), k, wide, excess, $"({packed} >> 63 << {RequantizeStep.JumpBit})",
                sums.Steps[k]!.Value with { Offset = sums.Steps[k]!.Value.Offset + sums.Steps[k]!.Value.Jump });
        }
    }

    /// <summary>
    /// Stores the accumulator in a local of its own, to which 2^20 was added, for a channel and for all channels with the same weights.
    /// </summary>
    internal void Biased(CodeWriter code, Func<int, string> outputIndex, int channel, string local, int laneOffset)
    {
        foreach (int k in sums.SharingChannels[channel])
            Write(code, outputIndex(k), k, local, Accumulators.LaneBias + laneOffset - sums.FoldedBiases[k],
                Jumps(k, sums.FoldedBiases[k] - laneOffset) ? $"(({local} & {SignBit}) << {RequantizeStep.JumpBit - LowSignBit})" : null);
    }

    /// <summary>Stores a sum of products that is given as an int expression.</summary>
    internal void Int(CodeWriter code, string outputIndex, int k, string value) =>
        Write(code, outputIndex, k, value, -(long)sums.FoldedBiases[k], null, isInt: true);

    /// <summary>Stores the outputs of channels whose weights are all 0.</summary>
    internal void ConstantOutputs(CodeWriter code, Func<int, string> outputIndex)
    {
        foreach (int k in sums.ConstantChannels)
        {
            int sum = sums.FoldedBiases[k];
            int value = storesAccumulators ? sum
                : Math.Clamp(Requantize.Apply(sum, sums.Multipliers[k].Mantissa, sums.Multipliers[k].Shift) + sums.ZeroPoint, sums.Minimum,
                sums.Maximum);
            code.Line($"y[{outputIndex(k)}] = {(value == int.MinValue ? "int.MinValue" : value)};");
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

    // Stores an accumulator that is given as an expression whose value is too large by the excess.
    private void Write(CodeWriter code, string outputIndex, int k, string value, long excess, string? jump, RequantizeStep? scaled = null,
        bool isInt = false)
    {
        // int32 accumulators wrap around, so any bias can be taken off.
        int correction = unchecked((int)-excess);
        string corrected = correction == 0 ? "" : correction == int.MinValue ? " + int.MinValue" : correction > 0 ? $" + {correction}"
            : $" - {-correction}";
        if (storesAccumulators)
        {
            code.Line($"y[{outputIndex}] = {value}{corrected};");
            return;
        }
        if ((scaled ?? sums.Steps[k]) is { } step && step.Fits(excess, TableBase(step) ?? 0))
        {
            if (jump is null && step.Jump > 0) Local("long w;", "w");
            string result = step.Expression(value, excess, TableBase(step) ?? 0, jump);
            if (TableBase(step) is not null) code.Line($"y[{outputIndex}] = t[{result}];");
            else if (step.Min >= sums.Minimum && step.Max <= sums.Maximum) code.Line($"y[{outputIndex}] = (sbyte){result};");
            else Clamp(code, outputIndex, result);
            return;
        }
        Clamp(code, outputIndex, $"Requantize.Apply({(isInt ? value : $"(int){value}")}{corrected}, {sums.Multipliers[k].Mantissa}, "
            + $"{sums.Multipliers[k].Shift}) + {sums.ZeroPoint}");
    }

    /// <summary>Stores an int result that may lie outside the output's range.</summary>
    internal void Clamp(CodeWriter code, string outputIndex, string result)
    {
        Local("int v;", "v");
        code.Line($"v = {result};");
        code.Line($"if (v < {sums.Minimum}) v = {sums.Minimum};");
        code.Line($"else if (v > {sums.Maximum}) v = {sums.Maximum};");
        code.Line($"y[{outputIndex}] = (sbyte)v;");
    }
}
