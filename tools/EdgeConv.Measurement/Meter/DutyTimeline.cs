namespace EdgeConv.Measurement.Meter;

/// <summary>
/// The duty over time in a fixed number of columns, each with the minimum, the maximum and the mean: what is drawn, however long the
/// capture is.
/// </summary>
/// <param name="start">Tick of the begin.</param>
/// <param name="end">Tick of the end, after it.</param>
public sealed class DutyTimeline(long start, long end)
{
    /// <summary>Number of columns.</summary>
    public const int Columns = 1200;

    private readonly double[] _sums = new double[Columns];
    private readonly double[] _times = new double[Columns];
    private readonly double[] _min = [.. Enumerable.Repeat(double.PositiveInfinity, Columns)];
    private readonly double[] _max = [.. Enumerable.Repeat(double.NegativeInfinity, Columns)];

    /// <summary>A duty, 0 to 1, from one tick to another.</summary>
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

    /// <summary>Minimum, mean and maximum duty of a column, or null where none was measured.</summary>
    public (double Min, double Mean, double Max)? Column(int index) =>
        _times[index] == 0 ? null : (_min[index], _sums[index] / _times[index], _max[index]);
}
