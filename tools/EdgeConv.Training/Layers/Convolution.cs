using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>Convolution: each output channel is a bias plus the weighted sum over the window and all input channels.</summary>
public class Convolution : WeightedLayer
{
    /// <summary>Makes a convolution with <paramref name="outputs"/> filters over a map.</summary>
    public Convolution(string name, Maps input, Window window, int outputs)
        : base(name, input, window, outputs, window.Rows * window.Columns * input.Channels)
    {
    }

    /// <inheritdoc/>
    public override int TapOf(int r, int s, int c) => c * Patches.Taps + r * Window.Columns + s;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Prepare();
        Rows.For(Input.Channels, (long)Output.All.Length * Taps, c => Patches.Gather(Input.ValuesOf(c), Input.Count, ColumnsOf(c)));
        Rows.For(Output.Channels, (long)Output.All.Length * Taps, k =>
        {
            Span<float> accumulators = Output.ValuesOf(k);
            accumulators.Fill(Bias.Values[k]);
            for (int tap = 0; tap < Taps; tap++)
                TensorPrimitives.MultiplyAdd(ColumnOf(tap), Effective[k * Taps + tap], accumulators, accumulators);
        });
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Rows.For(Output.Channels, (long)Output.All.Length * Taps, k =>
        {
            ReadOnlySpan<float> gradient = Output.GradientsOf(k);
            Bias.Gradients[k] = TensorPrimitives.Sum(gradient);
            for (int tap = 0; tap < Taps; tap++)
                Weights.Gradients[k * Taps + tap] = TensorPrimitives.Dot(ColumnOf(tap), gradient);
        });
        if (!PassesGradients) return;
        // The columns are not needed any more, so their gradients overwrite them.
        Rows.For(Input.Channels, (long)Output.All.Length * Taps, c =>
        {
            Span<float> columns = ColumnsOf(c), gradients = Input.GradientsOf(c);
            columns.Clear();
            for (int t = 0; t < Patches.Taps; t++)
            {
                Span<float> column = columns.Slice(t * Output.Row, Output.Row);
                for (int k = 0; k < Output.Channels; k++)
                    TensorPrimitives.MultiplyAdd(Output.GradientsOf(k), Effective[k * Taps + c * Patches.Taps + t], column, column);
            }
            gradients.Clear();
            Patches.Scatter(columns, Input.Count, gradients);
        });
    }

    // The taps of a filter are ordered by input channel, then by row and column of the window.
    private Span<float> ColumnOf(int tap) =>
        ColumnsOf(tap / Patches.Taps).Slice(tap % Patches.Taps * Output.Row, Output.Row);
}
