using EdgeConv.Common;

namespace EdgeConv.Simulation.Pwm;

/// <summary>
/// Writes the signal as a value change dump (IEEE 1364-2005, 18.2) that PulseView, sigrok and GTKWave open. It has one wire named pwm and a
/// time unit of 10 ns.
/// </summary>
public static class PwmVcd
{
    /// <summary>Writes all edges up to <paramref name="endMicroseconds"/>.</summary>
    public static void Write(TextWriter text, PwmModel pwm, long endMicroseconds)
    {
        string actual = pwm.ActualHz.ToString("0.####");
        text.Write($"$comment EdgeConv, PWM of {pwm.FrequencyHz} Hz ({actual} Hz by the timer's divider), {Amount.Of(pwm.Bits, "bit")} " +
            "$end\n$timescale 10 ns $end\n");
        text.Write("$scope module edgeconv $end\n$var wire 1 ! pwm $end\n$upscope $end\n$enddefinitions $end\n");
        text.Write("#0\n$dumpvars\n");
        bool high = false;
        long end = endMicroseconds * PwmModel.TicksPerMicrosecond;
        var edges = Edges(pwm, endMicroseconds).Where(edge => edge.Time < end).ToList();
        if (edges.Count > 0 && edges[0].Time == 0) high = edges[0].High;
        text.Write(high ? "1!\n$end\n" : "0!\n$end\n");
        foreach ((long time, bool level) in edges)
        {
            if (level == high) continue;
            high = level;
            text.Write($"#{time}\n{(level ? '1' : '0')}!\n");
        }
        text.Write($"#{end}\n");
    }

    private static IEnumerable<(long Time, bool High)> Edges(PwmModel pwm, long endMicroseconds)
    {
        foreach (PwmPeriod period in pwm.Periods(endMicroseconds))
        {
            if (period.High > 0) yield return (period.Start, true);
            if (period.High < period.Length) yield return (period.Start + period.High, false);
        }
    }
}
