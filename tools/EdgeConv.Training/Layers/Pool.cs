using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>Base of the poolings: each output is computed from a window of its channel; cells outside the map are skipped.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="window">Size, stride and padding of the window.</param>
public abstract class Pool(string name, Maps input, Window window)
    : Layer(name, input, new Maps(input.Channels, window.OutHeight, window.OutWidth))
{
    /// <summary>Size, stride and padding of the window.</summary>
    public Window Window => window;

    /// <summary>
    /// Calls <paramref name="work"/> with each output's index, the index of its window's first cell, and the window's rows and columns.
    /// </summary>
    private protected void ForEachWindow(Action<int, int, int, int> work) => Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
    {
        int output = c * Output.Row;
        for (int plane = c * Input.Row; plane < (c + 1) * Input.Row; plane += Input.Plane)
            for (int y = -window.PadTop; y < window.OutHeight * window.StrideY - window.PadTop; y += window.StrideY)
                for (int x = -window.PadLeft; x < window.OutWidth * window.StrideX - window.PadLeft; x += window.StrideX)
                {
                    int top = Math.Max(0, y), left = Math.Max(0, x);
                    int rows = Math.Min(Input.Height, y + window.Rows) - top, columns = Math.Min(Input.Width, x + window.Columns) - left;
                    work(output++, plane + top * Input.Width + left, rows, columns);
                }
    });
}

/// <summary>Average pooling.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="window">Size, stride and padding of the window.</param>
public sealed class AveragePool(string name, Maps input, Window window) : Pool(name, input, window)
{
    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        ForEachWindow((output, first, rows, columns) =>
        {
            float sum = 0;
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) sum += Input.Values[first + row * Input.Width + column];
            Output.Values[output] = sum / (rows * columns);
        });
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Input.AllGradients.Clear();
        ForEachWindow((output, first, rows, columns) =>
        {
            float share = Output.Gradients[output] / (rows * columns);
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) Input.Gradients[first + row * Input.Width + column] += share;
        });
    }
}

/// <summary>Maximum or minimum pooling. The gradient goes to the first cell that was the extreme.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="window">Size, stride and padding of the window.</param>
/// <param name="isMinimum">True for the minimum.</param>
public sealed class ExtremePool(string name, Maps input, Window window, bool isMinimum) : Pool(name, input, window)
{
    private int[] _chosen = []; // for each output: index of the input cell that it was copied from

    /// <summary>True for the minimum, false for the maximum.</summary>
    public bool IsMinimum => isMinimum;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        if (_chosen.Length < Output.All.Length) _chosen = new int[Output.All.Length];
        float sign = isMinimum ? -1 : 1;
        float[] values = Input.Values;
        ForEachWindow((output, first, rows, columns) =>
        {
            int best = first;
            for (int row = 0; row < rows; row++)
                for (int i = first + row * Input.Width; i < first + row * Input.Width + columns; i++)
                    if (sign * values[i] > sign * values[best]) best = i;
            _chosen[output] = best;
            Output.Values[output] = values[best];
        });
    }

    /// <inheritdoc/>
    public override void Backward() => Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
    {
        Input.GradientsOf(c).Clear();
        for (int i = c * Output.Row; i < (c + 1) * Output.Row; i++) Input.Gradients[_chosen[i]] += Output.Gradients[i];
    });
}
