using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>What layers with filters share: weights [K, taps], a bias per output channel, and the weights as int8 will have them.</summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="window">How a filter moves.</param>
/// <param name="outputs">K.</param>
/// <param name="taps">Weights of one filter.</param>
public abstract class WeightedLayer(string name, Maps input, Window window, int outputs, int taps)
    : Layer(name, input, new Maps(outputs, window.OutHeight, window.OutWidth))
{
    private float[] _columns = []; // [C, R * S, N * cells]

    /// <summary>How a filter moves.</summary>
    public Window Window { get; } = window;

    /// <summary>Weights of one filter.</summary>
    public int Taps { get; } = taps;

    /// <summary>[K, taps].</summary>
    public Parameter Weights { get; } = new(new float[outputs * taps], Decays: true);

    /// <summary>[K].</summary>
    public Parameter Bias { get; } = new(new float[outputs], Decays: false);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weights, Bias];

    /// <summary>
    /// Whether the weights are rounded to what int8 holds before they are used; their gradients stay those of the weights used
    /// (straight-through).
    /// </summary>
    public bool QuantizesWeights { get; set; }

    /// <summary>
    /// Whether one scale holds for all filters, as a fully connected layer of TensorFlow Lite has it; else each filter has its own.
    /// </summary>
    public virtual bool HasOneScale => false;

    /// <summary>What tap sees.</summary>
    private protected Patches Patches { get; } = new(window, input.Height, input.Width);

    /// <summary>The weights in use: as they are, or rounded.</summary>
    protected float[] Effective { get; private set; } = [];

    /// <summary>What each tap sees of one input channel, [R * S, N * cells]: filled by <see cref="Layer.Forward"/>.</summary>
    private protected Span<float> ColumnsOf(int channel) =>
        _columns.AsSpan(channel * Patches.Taps * Output.Row, Patches.Taps * Output.Row);

    /// <summary>Draws the weights (He et al., Delving Deep into Rectifiers, 2015) and clears the bias.</summary>
    public void Initialize(Random random)
    {
        double deviation = Math.Sqrt(2.0 / Taps);
        for (int i = 0; i < Weights.Values.Length; i++) Weights.Values[i] = (float)(deviation * Normal.Next(random));
        Array.Clear(Bias.Values);
    }

    /// <summary>The scale of each filter's int8 weights: the greatest becomes 127.</summary>
    public float[] WeightScales()
    {
        float[] scales = new float[Output.Channels];
        for (int k = 0; k < scales.Length; k++)
        {
            float max = 0;
            foreach (float weight in HasOneScale ? Weights.Values.AsSpan() : Weights.Values.AsSpan(k * Taps, Taps))
                max = Math.Max(max, Math.Abs(weight));
            // A filter of zeros alone needs a scale too.
            scales[k] = Math.Max(max, 1e-6f) / 127;
        }
        return scales;
    }

    /// <summary>A weight as int8 has it.</summary>
    public static int Quantize(float weight, float scale) =>
        (int)Math.Clamp(MathF.Round(weight / scale, MidpointRounding.AwayFromZero), -127, 127);

    /// <summary>Index into the weights of a filter for row r, column s of channel c.</summary>
    public abstract int TapOf(int r, int s, int c);

    /// <summary>Makes the weights in use anew.</summary>
    protected void Prepare()
    {
        Output.Resize(Input.Count);
        int length = Input.Channels * Patches.Taps * Output.Row;
        if (_columns.Length < length) _columns = new float[length];
        if (!QuantizesWeights)
        {
            Effective = Weights.Values;
            return;
        }
        if (Effective.Length == 0 || Effective == Weights.Values) Effective = new float[Weights.Values.Length];
        float[] scales = WeightScales();
        for (int i = 0; i < Effective.Length; i++) Effective[i] = Quantize(Weights.Values[i], scales[i / Taps]) * scales[i / Taps];
    }
}
