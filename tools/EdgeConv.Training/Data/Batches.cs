namespace EdgeConv.Training.Data;

/// <summary>
/// Writes frames to the input of a network, rounded as int8 holds them and scaled so that the range's largest magnitude is 1.
/// </summary>
/// <param name="data">Whose frames.</param>
/// <param name="range">How they become int8.</param>
/// <param name="augmentation">Changes for learning.</param>
public sealed class Batches(DataSet data, InputRange range, Augmentation augmentation)
{
    private readonly FrameShape _shape = data.Shape;
    private readonly float[] _frame = new float[data.Shape.Length];

    /// <summary>Real value of one step of int8 of the input, as the network sees it.</summary>
    public float Step => range.Scale / range.Unit;

    /// <summary>Fills the input with some frames.</summary>
    /// <param name="samples">The frames.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="random">Draws changes, or null to take the frames as they are.</param>
    public void Fill(ReadOnlySpan<Sample> samples, Maps input, Random? random)
    {
        input.Resize(samples.Length);
        for (int n = 0; n < samples.Length; n++)
        {
            ReadOnlySpan<float> frame = samples[n].Recording.Values.AsSpan(samples[n].Offset, _shape.Length);
            if (random is not null)
            {
                augmentation.Apply(samples[n], _shape, data.Kind, range, random, _frame);
                frame = _frame;
            }
            for (int i = 0; i < frame.Length; i++)
                input.Values[i % _shape.Channels * input.Row + n * input.Plane + i / _shape.Channels] =
                    (range.Quantize(frame[i]) - range.ZeroPoint) * Step;
        }
    }

    /// <summary>One frame as the int8 input of the model.</summary>
    public sbyte[] Quantize(Sample sample) =>
        Array.ConvertAll(sample.Recording.Values[sample.Offset..(sample.Offset + _shape.Length)], range.Quantize);
}
