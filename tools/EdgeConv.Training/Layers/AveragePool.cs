using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>Average pooling; cells outside the map do not count.</summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="window">How the window moves.</param>
public sealed class AveragePool(string name, Maps input, Window window)
    : Layer(name, input, new Maps(input.Channels, window.OutHeight, window.OutWidth)), IPool
{
    /// <inheritdoc/>
    public Window Window => window;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
        {
            int next = c * Output.Row;
            for (int plane = c * Input.Row; plane < (c + 1) * Input.Row; plane += Input.Plane)
                for (int y = 0; y < window.OutHeight; y++)
                    for (int x = 0; x < window.OutWidth; x++)
                    {
                        (int top, int bottom, int left, int right) = Pooling.Cells(window, Input, y, x);
                        float sum = 0;
                        for (int row = top; row < bottom; row++)
                            for (int column = left; column < right; column++) sum += Input.Values[plane + row * Input.Width + column];
                        Output.Values[next++] = sum / ((bottom - top) * (right - left));
                    }
        });
    }

    /// <inheritdoc/>
    public override void Backward() => Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
    {
        Input.GradientsOf(c).Clear();
        int next = c * Output.Row;
        for (int plane = c * Input.Row; plane < (c + 1) * Input.Row; plane += Input.Plane)
            for (int y = 0; y < window.OutHeight; y++)
                for (int x = 0; x < window.OutWidth; x++)
                {
                    (int top, int bottom, int left, int right) = Pooling.Cells(window, Input, y, x);
                    float share = Output.Gradients[next++] / ((bottom - top) * (right - left));
                    for (int row = top; row < bottom; row++)
                        for (int column = left; column < right; column++) Input.Gradients[plane + row * Input.Width + column] += share;
                }
    });
}
