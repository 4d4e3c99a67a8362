namespace EdgeConv.Measurement.Meter;

/// <summary>
/// The duty over time in a fixed number of columns, each with minimum, mean and maximum. A plot of it has the same size for a capture of
/// any length.
/// </summary>
/// <param name="start">Tick at which the first column begins.</param>
/// <param name="end">Tick at which the last column ends, after <paramref name="start"/>.</param>
public sealed class DutyTimeline(long start, long end)
{
    /// <summary>Number of columns.</summary>
    public const int Columns = 1200;

    private readonly double[] _sums = new double[Columns];
    private readonly double[] _times = new double[Columns];
    private readonly double[] _min = [.. Enumerable.Repeat(double.PositiveInfinity, Columns)];
    private readonly double[] _max = [.. Enumerable.Repeat(double.NegativeInfinity, Columns)];

    /// <summary>Adds a duty, 0 to 1, from one tick to another.</summary>
    internal void Add(double from, double to, double duty)
    {
        double width = (double)(end - start) / Columns;
        int first = Math.Clamp((int)((from - start) / width), 0, Columns - 1),
            last = Math.Clamp((int)((to - start) / width), first, Columns - 1);
        for (int i = first; i <= last; i++)
        {
            double time = Math.Min(to, start + (i + 1) * width) - Math.Max(from, start + i * width);
            if (time <= 0) continue;
            _sums[i] += duty * time;
            _times[i] += time;
            _min[i] = Math.Min(_min[i], duty);
            _max[i] = Math.Max(_max[i], duty);
        }
    }

    /// <summary>Returns minimum, mean and maximum duty of a column, each 0 to 1; null if none was measured.</summary>
    /// <param name="index">Index of the column, 0 to <see cref="Columns"/> - 1.</param>
    public (double Min, double Mean, double Max)? Column(int index) =>
        _times[index] == 0 ? null : (_min[index], _sums[index] / _times[index], _max[index]);
}
