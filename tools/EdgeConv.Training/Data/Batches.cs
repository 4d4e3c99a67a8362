namespace EdgeConv.Training.Data;

/// <summary>
/// Writes frames to the input of a network, rounded as int8 holds them and scaled so that the range's largest magnitude is 1.
/// </summary>
/// <param name="data">The frames.</param>
/// <param name="range">Conversion of sensor values to int8.</param>
/// <param name="augmentation">Random changes of training frames.</param>
public sealed class Batches(DataSet data, InputRange range, Augmentation augmentation)
{
    private readonly FrameShape _shape = data.Shape;
    private readonly float[] _frame = new float[data.Shape.Length];
    private Position[] _places = [];

    /// <summary>
    /// Position of each frame that <see cref="Fill"/> wrote last, in pixels of that frame, which augmentation may have moved; empty if the
    /// labels are classes.
    /// </summary>
    public ReadOnlySpan<Position> Places => _places;

    /// <summary>Shape of a frame, HWC.</summary>
    public FrameShape Shape => _shape;

    /// <summary>Whether the labels are positions.</summary>
    public bool HasPositions { get; } = data.HasPositions;

    /// <summary>Value of one int8 step of the input in the network's units, where the range's largest magnitude is 1.</summary>
    public float Step => range.Scale / range.Unit;

    /// <summary>Fills the input with frames and sets its N to their number.</summary>
    /// <param name="samples">The frames.</param>
    /// <param name="input">The network's input, [C, N, H, W].</param>
    /// <param name="random">Source of the augmentation's random choices, or null for frames without augmentation.</param>
    public void Fill(ReadOnlySpan<Sample> samples, Maps input, Random? random)
    {
        input.Resize(samples.Length);
        if (HasPositions && _places.Length != samples.Length) _places = new Position[samples.Length];
        for (int n = 0; n < samples.Length; n++)
        {
            ReadOnlySpan<float> frame = samples[n].Recording.Values.AsSpan(samples[n].Offset, _shape.Length);
            (double right, double down) = (0, 0);
            if (random is not null)
            {
                (right, down) = augmentation.Apply(samples[n], _shape, data.Kind, range, random, _frame);
                frame = _frame;
            }
            if (samples[n].Recording.Place is { } place) _places[n] = place.Moved(right, down);
            for (int i = 0; i < frame.Length; i++)
                input.Values[i % _shape.Channels * input.Row + n * input.Plane + i / _shape.Channels] =
                    (range.Quantize(frame[i]) - range.ZeroPoint) * Step;
        }
    }

    /// <summary>Returns one frame as the int8 input of the model, HWC.</summary>
    public sbyte[] Quantize(Sample sample) =>
        Array.ConvertAll(sample.Recording.Values[sample.Offset..(sample.Offset + _shape.Length)], range.Quantize);
}
