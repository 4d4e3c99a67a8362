using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>Base of the layers with filters: weights [K, taps], a bias per output channel, and the weights rounded to int8.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="window">Size, stride, dilation and padding of a filter.</param>
/// <param name="outputs">Number of output channels, K.</param>
/// <param name="taps">Number of weights in one filter.</param>
public abstract class WeightedLayer(string name, Maps input, Window window, int outputs, int taps)
    : Layer(name, input, new Maps(outputs, window.OutHeight, window.OutWidth))
{
    private float[] _columns = []; // [C, R * S, N * cells]

    /// <summary>Size, stride, dilation and padding of a filter.</summary>
    public Window Window { get; } = window;

    /// <summary>Number of weights in one filter.</summary>
    public int Taps { get; } = taps;

    /// <summary>Weights, [K, taps]; <see cref="TapOf"/> gives the order within a filter.</summary>
    public Parameter Weights { get; } = new(new float[outputs * taps], Decays: true);

    /// <summary>Bias of each output channel, [K].</summary>
    public Parameter Bias { get; } = new(new float[outputs], Decays: false);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weights, Bias];

    /// <summary>
    /// Whether the weights are rounded to the values that int8 can hold before they are used. The gradients of the rounded weights then
    /// update the unrounded ones (straight-through estimator; Jacob et al., 2018).
    /// </summary>
    public bool QuantizesWeights { get; set; }

    /// <summary>
    /// Whether all filters share one scale, as in a fully connected layer of TensorFlow Lite; else each filter has its own.
    /// </summary>
    public virtual bool HasOneScale => false;

    /// <summary>Copies the input values of each tap.</summary>
    private protected Patches Patches { get; } = new(window, input.Height, input.Width);

    /// <summary>Weights that the layer computes with, [K, taps]: rounded if <see cref="QuantizesWeights"/>.</summary>
    protected float[] Effective { get; private set; } = [];

    /// <summary>Input values of each tap over one input channel, [R * S, N * cells]; <see cref="Layer.Forward"/> fills it.</summary>
    private protected Span<float> ColumnsOf(int channel) =>
        _columns.AsSpan(channel * Patches.Taps * Output.Row, Patches.Taps * Output.Row);

    /// <summary>Draws random weights (He et al., Delving Deep into Rectifiers, 2015) and sets the bias to 0.</summary>
    public void Initialize(Random random)
    {
        double deviation = Math.Sqrt(2.0 / Taps);
        for (int i = 0; i < Weights.Values.Length; i++) Weights.Values[i] = (float)(deviation * Normal.Next(random));
        Array.Clear(Bias.Values);
    }

    /// <summary>Returns the scale of each filter's int8 weights, [K]; the weight with the largest magnitude becomes 127 or -127.</summary>
    public float[] WeightScales()
    {
        float[] scales = new float[Output.Channels];
        for (int k = 0; k < scales.Length; k++)
        {
            float max = 0;
            foreach (float weight in HasOneScale ? Weights.Values.AsSpan() : Weights.Values.AsSpan(k * Taps, Taps))
                max = Math.Max(max, Math.Abs(weight));
            // Even a filter whose weights are all 0 needs a scale, one at which its bias is no huge number.
            scales[k] = (max < 1e-6f ? 1 : max) / 127;
        }
        return scales;
    }

    /// <summary>Returns a weight in int8 steps, -127 to 127.</summary>
    public static int Quantize(float weight, float scale) =>
        (int)Math.Clamp(MathF.Round(weight / scale, MidpointRounding.AwayFromZero), -127, 127);

    /// <summary>Returns the index within a filter of the weight at row r and column s of input channel c.</summary>
    public abstract int TapOf(int r, int s, int c);

    /// <summary>
    /// Sizes output and columns for the batch and updates <see cref="Effective"/>; call it at the start of a forward pass.
    /// </summary>
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
