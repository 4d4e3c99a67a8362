namespace EdgeConv.Training.Layers;

/// <summary>
/// Shares rows out to the cores. Each row is worked out by one of them from the first to the last operation, so results are the same on any
/// number of cores.
/// </summary>
internal static class Rows
{
    // Below it, handing out costs more than it saves.
    private const long MinOperations = 200_000;

    /// <summary>Works out all rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="operations">Multiply-accumulates, or the like, of all.</param>
    /// <param name="work">Works out one.</param>
    public static void For(int rows, long operations, Action<int> work)
    {
        if (operations >= MinOperations) Parallel.For(0, rows, work);
        else
            for (int row = 0; row < rows; row++) work(row);
    }
}
