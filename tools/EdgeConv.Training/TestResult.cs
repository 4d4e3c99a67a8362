using EdgeConv.Training.Evaluating;

namespace EdgeConv.Training;

/// <summary>Predictions for the test frames, on which the network was not trained.</summary>
/// <param name="Samples">The test frames.</param>
/// <param name="Float">Class of each frame that the network predicts in floating point, before any rounding.</param>
/// <param name="Int8">Class of each frame that the int8 model predicts in the reference engine.</param>
/// <param name="FloatPlaces">Errors of the positions that the network reads in floating point; null if the labels are classes.</param>
/// <param name="Int8Places">Errors of the positions that the int8 model reads in the reference engine, or null.</param>
public sealed record TestResult(
    Sample[] Samples, int[] Float, int[] Int8, PositionErrors? FloatPlaces = null, PositionErrors? Int8Places = null)
{
    /// <summary>Fraction of frames predicted correctly in floating point, 0 to 1; 0 without frames.</summary>
    public double FloatAccuracy => Share(Float);

    /// <summary>Fraction of frames predicted correctly in int8, 0 to 1; 0 without frames.</summary>
    public double Int8Accuracy => Share(Int8);

    /// <summary>Accuracy lost from floating point to int8, in percentage points; negative if int8 is better.</summary>
    public double LostPoints => 100 * (FloatAccuracy - Int8Accuracy);

    /// <summary>Combines several results into one.</summary>
    public static TestResult Of(IReadOnlyList<TestResult> results) => new([.. results.SelectMany(result => result.Samples)],
        [.. results.SelectMany(result => result.Float)], [.. results.SelectMany(result => result.Int8)],
        Joined(results, result => result.FloatPlaces), Joined(results, result => result.Int8Places));

    /// <summary>Returns the number of frames for each pair [true class, class predicted by int8].</summary>
    /// <param name="classes">Number of classes.</param>
    public int[,] Confusion(int classes)
    {
        int[,] counts = new int[classes, classes];
        for (int i = 0; i < Samples.Length; i++) counts[Samples[i].Recording.Label, Int8[i]]++;
        return counts;
    }

    /// <summary>Returns the indices of the frames that int8 misclassifies.</summary>
    public int[] Wrong() => [.. Enumerable.Range(0, Samples.Length).Where(i => Samples[i].Recording.Label != Int8[i])];

    private static PositionErrors? Joined(IReadOnlyList<TestResult> results, Func<TestResult, PositionErrors?> of) =>
        results.Count == 0 || of(results[0]) is null ? null
            : new([.. results.SelectMany(result => result.Samples)], [.. results.SelectMany(result => of(result)!.Read)]);

    private double Share(int[] given) =>
        Samples.Length == 0 ? 0 : Samples.Zip(given).Count(pair => pair.First.Recording.Label == pair.Second) / (double)Samples.Length;
}
