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
    /// Returns a split of the recordings that a training may know before its test: all but those of the test; with leave-one-out all,
    /// because each one is the test once. A quarter of them is this split's test, chosen in the same way: neighbors for the kind first,
    /// since its test has other neighbors; else some of each class.
    /// </summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">Fraction for the test, 0 to 1; used by stratified only.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="fold">Number of the split, from 0: each keeps other recordings aside.</param>
    /// <exception cref="UserException">There are too few recordings for this split.</exception>
    public DataSplit BeforeTest(DataSet data, double test, int seed, int fold)
    {
        const int Parts = 4;
        HashSet<LabelledRecording> unknown = IsLeaveOneOut ? [] : [.. Split(data, test, 0, new Random(seed)).Test];
        LabelledRecording[] known = [.. data.Recordings.Where(recording => !unknown.Contains(recording))];
        if (Kind == "first")
        {
            int from = known.Length * (fold % Parts) / Parts, to = known.Length * (fold % Parts + 1) / Parts;
            LabelledRecording[] rest = [.. known[..from], .. known[to..]];
            if (rest.DistinctBy(recording => recording.Label).Count() == data.Classes.Count)
                return new DataSplit("neighbors", rest, [], known[from..to]);
        }
        return DataSplit.Stratified(data with { Recordings = known }, 1.0 / Parts, 0, new Random(unchecked(seed * 7919 + fold)));
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == "first" ? $"first:{First}" : Kind;
}
