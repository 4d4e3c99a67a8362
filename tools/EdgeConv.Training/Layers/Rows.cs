namespace EdgeConv.Training.Layers;

/// <summary>
/// Distributes rows over the cores. One core computes a row from the first operation to the last, so results do not depend on the number of
/// cores.
/// </summary>
internal static class Rows
{
    // With fewer operations, distributing them costs more time than it saves.
    private const long MinOperations = 200_000;

    /// <summary>Calls <paramref name="work"/> for every row.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="operations">Approximate operations of all rows together, such as multiply-accumulates.</param>
    /// <param name="work">Computes the row with the given index.</param>
    public static void For(int rows, long operations, Action<int> work)
    {
        if (operations >= MinOperations) Parallel.For(0, rows, work);
        else
            for (int row = 0; row < rows; row++) work(row);
    }
}
