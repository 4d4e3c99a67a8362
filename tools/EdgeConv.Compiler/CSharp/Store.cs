using EdgeConv.Kernels;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes finished sums to the output: requantized and clamped, or as they are. A sum is written for every channel with the same weights.
/// </summary>
/// <param name="sums">Whose sums.</param>
/// <param name="accumulators">Store int32 sums instead of int8 activations: what benchmarks of sums alone measure.</param>
/// <param name="table">Name, first index and end of the clamp table, or null.</param>
internal sealed class Store(Sums sums, bool accumulators, (string Name, int Base, int End)? table)
{
    // Declarations of the locals that the method written last needs.
    private readonly SortedSet<string> _locals = new(StringComparer.Ordinal);

    /// <summary>Type of an output element.</summary>
    internal string ElementType => accumulators ? "int" : "sbyte";

    /// <summary>The field the table stands in, handed to a method as <c>t</c>; null without.</summary>
    internal string? Table => accumulators ? null : table?.Name;

    /// <summary>First index of the table for a channel that uses it; null for one that does not.</summary>
    internal int? TableBase(OneShift step) =>
        table is { } range && step.Min >= range.Base && step.Max < range.End ? range.Base : null;

    /// <summary>A method; the locals that its stores need are declared at its start.</summary>
    internal void Method(CodeWriter code, string name, string parameters, Action body)
    {
        _locals.Clear();
        using (code.Method(name, parameters)) code.Before(body, () => _locals);
    }

    /// <summary>2^21 - 1, the mask of a lane.</summary>
    internal string Mask => Local("long q = 2097151;", "q");

    /// <summary>What is added to a channel's lane in addition to 2^20, if one lane holds the whole sum.</summary>
    internal int Anchor(int k) => accumulators ? 0 : sums.Anchor(k);

    /// <summary>
    /// Stores one sum that stands in a lane of <paramref name="packed"/>, and those of the channels with the same weights.
    /// </summary>
    /// <param name="code">Where to.</param>
    /// <param name="place">An output's index expression.</param>
    /// <param name="leader">Output channel.</param>
    /// <param name="packed">Name of the long.</param>
    /// <param name="lane">0, 1 or 2.</param>
    /// <param name="carried">Name of an int with what was flushed before, or null.</param>
    /// <param name="biases">How often 2^20 was added to the lane, flushes included.</param>
    /// <param name="anchor">What the lane started with beside.</param>
    internal void Lane(CodeWriter code, Func<int, string> place, int leader, string packed, int lane, string? carried, int biases,
        int anchor)
    {
        foreach (int k in sums.Twins[leader])
        {
            long excess = ((long)biases << 20) + anchor - sums.Constants[k];
            if (accumulators)
            {
                string value = lane switch
                {
                    0 => $"((int){packed} & 2097151)",
                    1 => $"((int)({packed} >> 21) & 2097151)",
                    _ =>
                    $"(int)({packed} >> 42)"
                };
                Write(code, place(k), k, carried is null ? value : $"{value} + {carried}", excess, null, isInt: true);
                continue;
            }
            string wide = lane switch { 0 => $"({packed} & {Mask})", 1 => $"(({packed} >> 21) & {Mask})", _ => $"({packed} >> 42)" };
            if (carried is not null) Write(code, place(k), k, $"({wide} + {carried})", excess, null);
            else if (!Jumps(k, sums.Constants[k] - anchor)) Write(code, place(k), k, wide, excess, null);
            // The bit of a lane that tells its sign becomes the jump: as it stands where the product is at its scale.
            else if (lane == 1 && sums.Steps[k]!.Value.Scaled(41 - OneShift.JumpBit) is { } scaled
                && scaled.Fits(excess, TableBase(scaled) ?? 0)) Write(code, place(k), k, wide, excess, $"({packed} & 2199023255552L)",
                scaled);
            else if (lane < 2) Write(code, place(k), k, wide, excess, lane == 0 ? $"(({packed} & {SignBit}) << 12)"
                : $"(({packed} & 2199023255552L) >> 9)");
            // The sign of a long is -1 below the turn.
            else Write(code, place(k), k, wide, excess, $"({packed} >> 63 << {OneShift.JumpBit})",
                sums.Steps[k]!.Value with { Offset = sums.Steps[k]!.Value.Offset + sums.Steps[k]!.Value.Jump });
        }
    }

    /// <summary>
    /// Stores one sum that stands in a long local of its own, with 2^20 added, and those of the channels with the same weights.
    /// </summary>
    internal void Biased(CodeWriter code, Func<int, string> place, int leader, string local, int anchor)
    {
        foreach (int k in sums.Twins[leader])
            Write(code, place(k), k, local, (1L << 20) + anchor - sums.Constants[k], Jumps(k, sums.Constants[k] - anchor)
                ? $"(({local} & {SignBit}) << 12)" : null);
    }

    /// <summary>Stores one sum given as an int expression.</summary>
    internal void Int(CodeWriter code, string place, int k, string value) =>
        Write(code, place, k, value, -(long)sums.Constants[k], null, isInt: true);

    /// <summary>Stores the outputs of channels whose weights are all zero.</summary>
    internal void Constants(CodeWriter code, Func<int, string> place)
    {
        foreach (int k in sums.Constant)
        {
            int sum = sums.Constants[k];
            int value = accumulators ? sum
                : Math.Clamp(Requantize.Apply(sum, sums.Multipliers[k].Mantissa, sums.Multipliers[k].Shift) + sums.ZeroPoint, sums.Minimum,
                sums.Maximum);
            code.Line($"y[{place(k)}] = {(value == int.MinValue ? "int.MinValue" : value)};");
        }
    }

    private string SignBit => Local("long b = 1048576;", "b");

    private string Local(string declaration, string name)
    {
        _locals.Add(declaration);
        return name;
    }

    // Whether a sum's requantization jumps, and may at a given sum.
    private bool Jumps(int k, long at) => !accumulators && sums.Steps[k] is { Jump: > 0 } step && step.MayTurnAt(at);

    // Stores one sum given as an expression, too large by the excess.
    private void Write(CodeWriter code, string place, int k, string value, long excess, string? jump, OneShift? scaled = null,
        bool isInt = false)
    {
        // As int32 wraps, whatever the bias.
        int correction = unchecked((int)-excess);
        string corrected = correction == 0 ? "" : correction == int.MinValue ? " + int.MinValue" : correction > 0 ? $" + {correction}"
            : $" - {-correction}";
        if (accumulators)
        {
            code.Line($"y[{place}] = {value}{corrected};");
            return;
        }
        if ((scaled ?? sums.Steps[k]) is { } step && step.Fits(excess, TableBase(step) ?? 0))
        {
            if (jump is null && step.Jump > 0) Local("long w;", "w");
            string result = step.Expression(value, excess, TableBase(step) ?? 0, jump);
            if (TableBase(step) is not null) code.Line($"y[{place}] = t[{result}];");
            else if (step.Min >= sums.Minimum && step.Max <= sums.Maximum) code.Line($"y[{place}] = (sbyte){result};");
            else Clamp(code, place, result);
            return;
        }
        Clamp(code, place, $"Requantize.Apply({(isInt ? value : $"(int){value}")}{corrected}, {sums.Multipliers[k].Mantissa}, "
            + $"{sums.Multipliers[k].Shift}) + {sums.ZeroPoint}");
    }

    /// <summary>Stores an int result that may lie outside the range.</summary>
    internal void Clamp(CodeWriter code, string place, string result)
    {
        Local("int v;", "v");
        code.Line($"v = {result};");
        code.Line($"if (v < {sums.Minimum}) v = {sums.Minimum};");
        code.Line($"else if (v > {sums.Maximum}) v = {sums.Maximum};");
        code.Line($"y[{place}] = (sbyte)v;");
    }
}
