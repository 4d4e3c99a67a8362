namespace EdgeConv.Measurement.Comparison;

/// <summary>Finds the shift in time that makes two duties over time agree best: first on a grid, then exactly by their changes.</summary>
internal static class DutyAlignment
{
    private const int GridPoints = 3000;
    private const int MaxCandidates = 400;

    // At least this fraction of the shorter duty must overlap the longer one.
    private const double MinOverlap = 0.5;

    // A larger shift is preferred only if it lowers the cost by more than this.
    private const double Tie = 1e-4;

    /// <summary>
    /// Returns the shift in seconds, which is the time of the first duty at which the second begins, and the mean difference at that shift.
    /// </summary>
    public static (double Shift, double Cost) Find(IReadOnlyList<DutyStep> first, IReadOnlyList<DutyStep> second)
    {
        double length = first[^1].End - first[0].Start, other = second[^1].End - second[0].Start;
        double step = Math.Max(length, other) / GridPoints;
        float[] a = Grid(first, step), b = Grid(second, step);
        // Difference between the starts of the two grids.
        double origin = first[0].Start - second[0].Start;
        int overlap = Math.Max(1, (int)(Math.Min(a.Length, b.Length) * MinOverlap));
        int best = 0;
        double minCost = double.PositiveInfinity;
        for (int gridShift = overlap - b.Length; gridShift <= a.Length - overlap; gridShift++)
        {
            int from = Math.Max(0, gridShift), to = Math.Min(a.Length, gridShift + b.Length);
            double sum = 0;
            for (int i = from; i < to; i++) sum += Math.Abs(a[i] - b[i - gridShift]);
            double cost = sum / (to - from);
            if (cost < minCost - Tie || (cost < minCost + Tie && Math.Abs(gridShift * step + origin) < Math.Abs(best * step + origin)))
                (best, minCost) = (gridShift, Math.Min(cost, minCost));
        }
        return Refine(first, second, best * step + origin, step);
    }

    /// <summary>Returns the intervals in which neither duty changes.</summary>
    /// <returns>Begin and end of each interval in the first duty's time, and the index of the step in either duty.</returns>
    public static IEnumerable<(double From, double To, int First, int Second)> Common(IReadOnlyList<DutyStep> first,
        IReadOnlyList<DutyStep> second, double shift)
    {
        for (int i = 0, j = 0; i < first.Count && j < second.Count;)
        {
            double from = Math.Max(first[i].Start, second[j].Start + shift), to = Math.Min(first[i].End, second[j].End + shift);
            if (to > from) yield return (from, to, i, j);
            if (first[i].End < second[j].End + shift) i++;
            else j++;
        }
    }

    private static (double, double) Refine(IReadOnlyList<DutyStep> first, IReadOnlyList<DutyStep> second, double near, double step)
    {
        List<double> candidates = [near];
        int j = 0;
        foreach (DutyStep change in first)
        {
            while (j + 1 < second.Count && second[j].Start + near < change.Start - step) j++;
            for (int k = j; k < second.Count && second[k].Start + near <= change.Start + step && candidates.Count < MaxCandidates; k++)
                candidates.Add(change.Start - second[k].Start);
        }
        double best = near, minCost = double.PositiveInfinity;
        foreach (double shift in candidates)
        {
            double sum = 0, time = 0;
            foreach ((double from, double to, int a, int b) in Common(first, second, shift))
            {
                sum += Math.Abs(first[a].Duty - second[b].Duty) * (to - from);
                time += to - from;
            }
            if (time > 0 && sum / time < minCost) (best, minCost) = (shift, sum / time);
        }
        return (best, minCost);
    }

    // Returns the duty in the middle of each grid cell.
    private static float[] Grid(IReadOnlyList<DutyStep> steps, double width)
    {
        float[] grid = new float[Math.Max(1, (int)((steps[^1].End - steps[0].Start) / width))];
        int at = 0;
        for (int i = 0; i < grid.Length; i++)
        {
            double time = steps[0].Start + (i + 0.5) * width;
            while (at + 1 < steps.Count && steps[at].End <= time) at++;
            grid[i] = (float)steps[at].Duty;
        }
        return grid;
    }
}
