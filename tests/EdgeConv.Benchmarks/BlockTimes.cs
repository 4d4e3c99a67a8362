namespace EdgeConv.Benchmarks;

/// <summary>
/// Processor time of the blocks that device/Program.cs marks, the minimum of each variant. A loaded machine makes a program wait, which its
/// processor time leaves out; a mark that was read too late, when the program ran on already, counts for neither of the two blocks beside
/// it.
/// </summary>
public sealed class BlockTimes
{
    private readonly Dictionary<(int Case, int Variant), double> _min = [];
    private readonly HashSet<(int Case, int Variant)> _marked = [];
    private double? _before;

    /// <summary>Takes a line of the program.</summary>
    /// <param name="line">Any line; others than marks are passed over.</param>
    /// <param name="processorNanoseconds">Reads the processor time of the program.</param>
    /// <param name="ticks">Reads the clock, in units of 100 ns, once the processor time was read.</param>
    public void Take(string line, Func<double> processorNanoseconds, Func<long> ticks)
    {
        if (line.Split(' ') is not ["mark", var number, var variant, var count, var until]) return;
        double now = processorNanoseconds();
        bool isInTime = ticks() < long.Parse(until);
        int runs = int.Parse(count);
        if (runs > 0)
        {
            (int, int) key = (int.Parse(number), int.Parse(variant));
            _marked.Add(key);
            double min = _min.GetValueOrDefault(key, double.MaxValue);
            if (isInTime && _before is { } before) _min[key] = Math.Min(min, (now - before) / runs);
        }
        _before = isInTime ? now : null;
    }

    /// <summary>Nanoseconds of one run of each variant that was marked.</summary>
    /// <exception cref="ToolException">The machine was so busy that all marks of a variant were read too late.</exception>
    public IReadOnlyDictionary<(int Case, int Variant), double> Min()
    {
        int missing = _marked.Count(key => !_min.ContainsKey(key));
        return missing == 0 ? _min : throw new ToolException(
            $"the machine is too busy: {missing} of {_marked.Count} variants could not be timed; close other programs");
    }
}
