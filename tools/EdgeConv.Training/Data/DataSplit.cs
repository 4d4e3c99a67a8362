namespace EdgeConv.Training.Data;

/// <summary>Which recordings train, which validate (they decide when to stop) and which test. A recording is in one part only.</summary>
/// <param name="Name">As the report names it.</param>
/// <param name="Train">Recordings to train on.</param>
/// <param name="Validation">Recordings whose loss decides when to stop; may be empty.</param>
/// <param name="Test">Recordings to test with; may be empty.</param>
public sealed record DataSplit(string Name, LabelledRecording[] Train, LabelledRecording[] Validation, LabelledRecording[] Test)
{
    /// <summary>Draws a fraction of each class for the test, and of the rest a fraction for validation.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">Fraction for the test, 0 to 1.</param>
    /// <param name="validation">Fraction of the rest for validation, 0 to 1.</param>
    /// <param name="random">Draws.</param>
    /// <exception cref="UserException">A class with too few recordings.</exception>
    public static DataSplit Stratified(DataSet data, double test, double validation, Random random)
    {
        List<LabelledRecording> learned = [], stopping = [], judging = [];
        for (int k = 0; k < data.Classes.Count; k++)
        {
            LabelledRecording[] all = [.. data.Recordings.Where(recording => recording.Label == k)];
            if (all.Length < 2)
                throw new UserException($"{data.Name}: too little data to split: class '{data.Classes[k]}' has " +
                    $"{(all.Length == 1 ? "one recording" : "no recording that can be used")}; each needs two or more, for training and " +
                    "test share none");
            random.Shuffle(all);
            int tests = Math.Clamp((int)Math.Round(all.Length * test), 1, all.Length - 1);
            int stops = Math.Clamp((int)Math.Round((all.Length - tests) * validation), 0, all.Length - tests - 1);
            judging.AddRange(all[..tests]);
            stopping.AddRange(all[tests..(tests + stops)]);
            learned.AddRange(all[(tests + stops)..]);
        }
        return new($"stratified, {test * 100:0.#} % test", [.. learned], [.. stopping], [.. judging]);
    }

    /// <summary>Trains on the first recordings and tests with the others.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="first">How many are learned from.</param>
    /// <param name="validation">Part of these for validation.</param>
    /// <param name="random">Draws that part.</param>
    /// <exception cref="UserException">None left for the test, or a class missing among the first.</exception>
    public static DataSplit Contiguous(DataSet data, int first, double validation, Random random)
    {
        if (first >= data.Recordings.Count) throw new UserException(
            $"--split first:{first}: {data.Name} has {Amount.Of(data.Recordings.Count, "recording")}; none are left to test");
        LabelledRecording[] head = [.. data.Recordings.Take(first)];
        for (int k = 0; k < data.Classes.Count; k++)
            if (!head.Any(recording => recording.Label == k)) throw new UserException(
                $"--split first:{first}: class '{data.Classes[k]}' is not among the first {Amount.Of(first, "recording")}");
        random.Shuffle(head);
        int stops = (int)(first * validation);
        return new($"first {first} of {data.Recordings.Count}", head[stops..], head[..stops], [.. data.Recordings.Skip(first)]);
    }

    /// <summary>One split for each recording, which alone is the test. No validation: all others are trained on.</summary>
    /// <exception cref="UserException">A class with one recording.</exception>
    public static DataSplit[] LeaveOneOut(DataSet data)
    {
        const int Max = 200;
        if (data.Recordings.Count > Max) throw new UserException("--split leave-one-out: trains once for each of " +
            $"{Amount.Of(data.Recordings.Count, "recording")}, at most {Max}; take another split");
        for (int k = 0; k < data.Classes.Count; k++)
            if (data.Recordings.Count(recording => recording.Label == k) < 2)
                throw new UserException($"{data.Name}: too little data to split: class '{data.Classes[k]}' has fewer than two " +
                    "recordings, so none would be left to learn from");
        return [.. data.Recordings.Select(one =>
            new DataSplit($"without {one.Name}", [.. data.Recordings.Where(other => other != one)], [], [one]))];
    }
}
