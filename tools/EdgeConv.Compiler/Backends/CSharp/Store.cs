namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>Writes finished sums to the output: requantized and clamped, or as they are.</summary>
/// <param name="sums">Whose sums.</param>
/// <param name="accumulators">Store int32 sums instead of int8 activations: what benchmarks of sums alone measure.</param>
/// <param name="table">Name and first index of the clamp table, or null.</param>
internal sealed class Store(Sums sums, bool accumulators, (string Name, int Base)? table)
{
    /// <summary>Type of an output element.</summary>
    internal string ElementType => accumulators ? "int" : "sbyte";

    /// <summary>The field the table stands in, handed to a method as <c>t</c>; null without.</summary>
    internal string? Table => accumulators ? null : table?.Name;

    /// <summary>Locals every method needs first.</summary>
    internal void Prologue(CodeWriter code)
    {
        if (!accumulators) code.Line("long q = 2097151;");
    }

    /// <summary>Stores one sum that stands in a lane of <paramref name="packed"/>.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="place">The output's index expression.</param>
    /// <param name="k">Output channel.</param>
    /// <param name="packed">Name of the long.</param>
    /// <param name="lane">0, 1 or 2.</param>
    /// <param name="carried">Name of an int with what was flushed before, or null.</param>
    /// <param name="biases">How often 2^20 was added to the lane, flushes included.</param>
    internal void Lane(CodeWriter code, string place, int k, string packed, int lane, string? carried, int biases)
    {
        if (accumulators)
        {
            string value = lane switch { 0 => $"((int){packed} & 2097151)", 1 => $"((int)({packed} >> 21) & 2097151)", _ => $"(int)({packed} >> 42)" };
            Value(code, place, k, carried is null ? value : $"{value} + {carried}", biases);
            return;
        }
        string wide = lane switch { 0 => $"({packed} & q)", 1 => $"(({packed} >> 21) & q)", _ => $"({packed} >> 42)" };
        Value(code, place, k, carried is null ? wide : $"({wide} + {carried})", biases);
    }

    /// <summary>Stores one sum given as an expression, too large by <paramref name="biases"/> * 2^20.</summary>
    internal void Value(CodeWriter code, string place, int k, string value, int biases, bool isInt = false)
    {
        long excess = ((long)biases << 20) - sums.Constants[k];
        // As int32 wraps, whatever the bias.
        int correction = unchecked((int)-excess);
        string corrected = correction == 0 ? "" : correction == int.MinValue ? " + int.MinValue" : correction > 0 ? $" + {correction}" : $" - {-correction}";
        if (accumulators)
        {
            code.Line($"y[{place}] = {value}{corrected};");
            return;
        }
        if (sums.Steps[k] is { } step && step.Fits(excess, table?.Base ?? 0))
        {
            if (table is not null)
                code.Line($"y[{place}] = t[{step.Expression(value, excess, table.Value.Base)}];");
            else if (step.Least >= sums.Minimum && step.Greatest <= sums.Maximum)
                code.Line($"y[{place}] = (sbyte){step.Expression(value, excess, 0)};");
            else
            {
                code.Line($"v = {step.Expression(value, excess, 0)};");
                Clamp(code, place);
            }
            return;
        }
        code.Line($"v = Requantize.Apply({(isInt ? value : $"(int){value}")}{corrected}, {sums.Multipliers[k].Mantissa}, {sums.Multipliers[k].Shift}) + {sums.ZeroPoint};");
        Clamp(code, place);
    }

    /// <summary>True where some channel needs the int local <c>v</c>.</summary>
    internal bool NeedsClampLocal => !accumulators && Enumerable.Range(0, sums.Outputs).Any(k =>
        sums.Steps[k] is not { } step || (table is null && (step.Least < sums.Minimum || step.Greatest > sums.Maximum))
        || !step.Fits(-(long)sums.Constants[k], table?.Base ?? 0) || !step.Fits(MostBiases - sums.Constants[k], table?.Base ?? 0));

    // A lane is flushed after 60 taps or more.
    private long MostBiases => (sums.Taps / 60 + 2L) << 20;

    private void Clamp(CodeWriter code, string place)
    {
        code.Line($"if (v < {sums.Minimum}) v = {sums.Minimum};");
        code.Line($"else if (v > {sums.Maximum}) v = {sums.Maximum};");
        code.Line($"y[{place}] = (sbyte)v;");
    }
}
