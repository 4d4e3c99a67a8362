namespace EdgeConv.Training;

/// <summary>Predictions for the test frames, on which the network was not trained.</summary>
/// <param name="Samples">The frames.</param>
/// <param name="Float">Predicted class of each in floating point, before any rounding.</param>
/// <param name="Int8">Predicted class of each by the int8 model, run by the reference engine.</param>
public sealed record TestResult(Sample[] Samples, int[] Float, int[] Int8)
{
    /// <summary>Share of frames right in floating point; 0 without frames.</summary>
    public double FloatAccuracy => Share(Float);

    /// <summary>Share of frames right in int8.</summary>
    public double Int8Accuracy => Share(Int8);

    /// <summary>Points in percent lost from floating point to int8; below 0 where int8 is better.</summary>
    public double LostPoints => 100 * (FloatAccuracy - Int8Accuracy);

    /// <summary>Several results as one.</summary>
    public static TestResult Of(IReadOnlyList<TestResult> results) => new([.. results.SelectMany(result => result.Samples)],
        [.. results.SelectMany(result => result.Float)], [.. results.SelectMany(result => result.Int8)]);

    /// <summary>[class, class given by int8]: frames.</summary>
    public int[,] Confusion(int classes)
    {
        int[,] counts = new int[classes, classes];
        for (int i = 0; i < Samples.Length; i++) counts[Samples[i].Recording.Label, Int8[i]]++;
        return counts;
    }

    /// <summary>Indices of the frames that int8 misclassifies.</summary>
    public int[] Wrong() => [.. Enumerable.Range(0, Samples.Length).Where(i => Samples[i].Recording.Label != Int8[i])];

    private double Share(int[] given) =>
        Samples.Length == 0 ? 0 : Samples.Zip(given).Count(pair => pair.First.Recording.Label == pair.Second) / (double)Samples.Length;
}
