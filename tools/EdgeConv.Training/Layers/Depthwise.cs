using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// Depthwise convolution: each input channel has its own filters. Output channel c * multiplier + m is filter m over input channel c.
/// </summary>
public sealed class Depthwise : WeightedLayer
{
    private readonly int _multiplier;

    /// <summary>Makes a depthwise convolution with <paramref name="multiplier"/> filters for each channel.</summary>
    public Depthwise(string name, Maps input, Window window, int multiplier)
        : base(name, input, window, input.Channels * multiplier, window.Rows * window.Columns) => _multiplier = multiplier;

    /// <inheritdoc/>
    public override int TapOf(int r, int s, int c) => r * Window.Columns + s;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Prepare();
        int row = Output.Row;
        Rows.For(Input.Channels, (long)Output.All.Length * Taps, c =>
        {
            Span<float> columns = ColumnsOf(c);
            Patches.Gather(Input.ValuesOf(c), Input.Count, columns);
            for (int k = c * _multiplier; k < (c + 1) * _multiplier; k++)
            {
                Span<float> accumulators = Output.ValuesOf(k);
                accumulators.Fill(Bias.Values[k]);
                for (int tap = 0; tap < Taps; tap++)
                    TensorPrimitives.MultiplyAdd(columns.Slice(tap * row, row), Effective[k * Taps + tap], accumulators, accumulators);
            }
        });
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int row = Output.Row;
        Rows.For(Input.Channels, (long)Output.All.Length * Taps, c =>
        {
            Span<float> columns = ColumnsOf(c), gradients = Input.GradientsOf(c);
            for (int k = c * _multiplier; k < (c + 1) * _multiplier; k++)
            {
                ReadOnlySpan<float> gradient = Output.GradientsOf(k);
                Bias.Gradients[k] = TensorPrimitives.Sum(gradient);
                for (int tap = 0; tap < Taps; tap++)
                    Weights.Gradients[k * Taps + tap] = TensorPrimitives.Dot(columns.Slice(tap * row, row), gradient);
            }
            if (!PassesGradients) return;
            columns.Clear();
            for (int k = c * _multiplier; k < (c + 1) * _multiplier; k++)
                for (int tap = 0; tap < Taps; tap++)
                    TensorPrimitives.MultiplyAdd(Output.GradientsOf(k), Effective[k * Taps + tap], columns.Slice(tap * row, row),
                        columns.Slice(tap * row, row));
            gradients.Clear();
            Patches.Scatter(columns, Input.Count, gradients);
        });
    }
}
