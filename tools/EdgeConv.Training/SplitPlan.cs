namespace EdgeConv.Training;

/// <summary>How `--split` divides the recordings into training and test.</summary>
/// <param name="Kind">stratified, first or leave-one-out.</param>
/// <param name="First">With first: number of recordings to train on.</param>
public sealed record SplitPlan(string Kind, int First = 0)
{
    /// <summary>How plans are written.</summary>
    public const string Form = "stratified, first:N or leave-one-out";

    /// <summary>Reads a plan, null when the text is none.</summary>
    public static SplitPlan? Parse(string text) => text.Split(':') switch
    {
        ["stratified"] => new("stratified"),
        ["leave-one-out"] => new("leave-one-out"),
        ["first", var count] when int.TryParse(count, NumberStyles.None, null, out int first) && first > 0 => new("first", first),
        _ => null,
    };

    /// <summary>True for one training per recording, each of which leaves that recording out as its test.</summary>
    public bool IsLeaveOneOut => Kind == "leave-one-out";

    /// <summary>The parts of one training.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">With stratified: the part that judges.</param>
    /// <param name="validation">Of the rest, for validation.</param>
    /// <param name="random">Draws.</param>
    /// <exception cref="UserException">Too little data.</exception>
    public DataSplit Split(DataSet data, double test, double validation, Random random) =>
        Kind == "first" ? DataSplit.Contiguous(data, First, validation, random) : DataSplit.Stratified(data, test, validation, random);

    /// <inheritdoc/>
    public override string ToString() => Kind == "first" ? $"first:{First}" : Kind;
}
