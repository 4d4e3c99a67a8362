using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// Maximum or minimum pooling; cells outside the map do not count. The gradient goes to the first cell that was the extreme.
/// </summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="window">How the window moves.</param>
/// <param name="isMinimum">The least instead of the greatest.</param>
public sealed class ExtremePool(string name, Maps input, Window window, bool isMinimum)
    : Layer(name, input, new Maps(input.Channels, window.OutHeight, window.OutWidth)), IPool
{
    private int[] _chosen = []; // per output: index into the input

    /// <inheritdoc/>
    public Window Window => window;

    /// <summary>The least instead of the greatest.</summary>
    public bool IsMinimum => isMinimum;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        if (_chosen.Length < Output.All.Length) _chosen = new int[Output.All.Length];
        float sign = isMinimum ? -1 : 1;
        float[] values = Input.Values;
        Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
        {
            int next = c * Output.Row;
            for (int plane = c * Input.Row; plane < (c + 1) * Input.Row; plane += Input.Plane)
                for (int y = 0; y < window.OutHeight; y++)
                    for (int x = 0; x < window.OutWidth; x++)
                    {
                        (int top, int bottom, int left, int right) = Pooling.Cells(window, Input, y, x);
                        int best = plane + top * Input.Width + left;
                        for (int row = top; row < bottom; row++)
                            for (int column = left; column < right; column++)
                            {
                                int i = plane + row * Input.Width + column;
                                if (sign * values[i] > sign * values[best]) best = i;
                            }
                        _chosen[next] = best;
                        Output.Values[next++] = values[best];
                    }
        });
    }

    /// <inheritdoc/>
    public override void Backward() => Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
    {
        Input.GradientsOf(c).Clear();
        for (int i = c * Output.Row; i < (c + 1) * Output.Row; i++) Input.Gradients[_chosen[i]] += Output.Gradients[i];
    });
}
