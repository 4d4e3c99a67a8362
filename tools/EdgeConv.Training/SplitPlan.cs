namespace EdgeConv.Training;

/// <summary>How `--split` divides the recordings into training and test.</summary>
/// <param name="Kind">Kind of split: stratified, first or leave-one-out.</param>
/// <param name="First">Number of recordings to train on for the kind first; else 0.</param>
public sealed record SplitPlan(string Kind, int First = 0)
{
    /// <summary>Accepted values of --split, for messages.</summary>
    public const string Form = "stratified, first:N or leave-one-out";

    /// <summary>Parses a value of --split; null if the text is not one of <see cref="Form"/>.</summary>
    public static SplitPlan? Parse(string text) => text.Split(':') switch
    {
        ["stratified"] => new("stratified"),
        ["leave-one-out"] => new("leave-one-out"),
        ["first", var count] when int.TryParse(count, NumberStyles.None, null, out int first) && first > 0 => new("first", first),
        _ => null,
    };

    /// <summary>Whether there is one training per recording, which tests with that recording and trains on all others.</summary>
    public bool IsLeaveOneOut => Kind == "leave-one-out";

    /// <summary>Splits the recordings for one training.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">Fraction for the test, 0 to 1; used by stratified only.</param>
    /// <param name="validation">Fraction of the rest for validation, 0 to 1.</param>
    /// <param name="random">Source of every random choice.</param>
    /// <exception cref="UserException">There are too few recordings for this split.</exception>
    public DataSplit Split(DataSet data, double test, double validation, Random random) =>
        Kind == "first" ? DataSplit.Contiguous(data, First, validation, random) : DataSplit.Stratified(data, test, validation, random);

    /// <summary>
    /// Returns the recordings that a training may know before its test: all but those of the test; with leave-one-out all, because each one
    /// is the test once.
    /// </summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">Fraction for the test, 0 to 1; used by stratified only.</param>
    /// <param name="validation">Fraction of the rest for validation, 0 to 1.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <exception cref="UserException">There are too few recordings for this split.</exception>
    public LabelledRecording[] Known(DataSet data, double test, double validation, int seed)
    {
        if (IsLeaveOneOut) return [.. data.Recordings];
        DataSplit split = Split(data, test, validation, new Random(seed));
        return [.. split.Train, .. split.Validation];
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == "first" ? $"first:{First}" : Kind;
}
