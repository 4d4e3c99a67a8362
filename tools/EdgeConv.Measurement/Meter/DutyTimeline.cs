namespace EdgeConv.Measurement.Meter;

/// <summary>
/// The duty over time in a fixed number of columns, each with the least, the greatest and the mean: what is drawn, however long the capture
/// is.
/// </summary>
/// <param name="start">Tick of the begin.</param>
/// <param name="end">Tick of the end, after it.</param>
public sealed class DutyTimeline(long start, long end)
{
    /// <summary>Number of columns.</summary>
    public const int Columns = 1200;

    private readonly double[] _sums = new double[Columns];
    private readonly double[] _times = new double[Columns];
    private readonly double[] _least = [.. Enumerable.Repeat(double.PositiveInfinity, Columns)];
    private readonly double[] _greatest = [.. Enumerable.Repeat(double.NegativeInfinity, Columns)];

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
            _least[i] = Math.Min(_least[i], duty);
            _greatest[i] = Math.Max(_greatest[i], duty);
        }
    }

    /// <summary>Least, mean and greatest duty of a column, or null where none was measured.</summary>
    public (double Min, double Mean, double Max)? Column(int index) =>
        _times[index] == 0 ? null : (_least[index], _sums[index] / _times[index], _greatest[index]);
}
