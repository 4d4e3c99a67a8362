namespace EdgeConv.Training.Data;

/// <summary>
/// The recordings for training, for validation (their loss decides when training stops) and for the test. No recording is in two parts.
/// </summary>
/// <param name="Name">Name of the split in the report.</param>
/// <param name="Train">Recordings to train on.</param>
/// <param name="Validation">Recordings whose loss decides when to stop; may be empty.</param>
/// <param name="Test">Recordings to test with; may be empty.</param>
public sealed record DataSplit(string Name, LabelledRecording[] Train, LabelledRecording[] Validation, LabelledRecording[] Test)
{
    /// <summary>Draws a fraction of each class for the test, and a fraction of the rest for validation.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="test">Fraction for the test, 0 to 1.</param>
    /// <param name="validation">Fraction of the rest for validation, 0 to 1.</param>
    /// <param name="random">Source of every random choice.</param>
    /// <exception cref="UserException">A class has fewer than two recordings.</exception>
    public static DataSplit Stratified(DataSet data, double test, double validation, Random random)
    {
        List<LabelledRecording> learned = [], stopping = [], judging = [];
        for (int k = 0; k < data.Classes.Count; k++)
        {
            LabelledRecording[] all = [.. data.Recordings.Where(recording => recording.Label == k)];
            if (all.Length < 2)
                throw new UserException($"{data.Name} has too little data to split: class '{data.Classes[k]}' has " +
                    $"{(all.Length == 1 ? "one recording" : "no recording that can be used")}; each class needs two or more, because " +
                    "training and test share no recording");
            random.Shuffle(all);
            int tests = Math.Clamp((int)Math.Round(all.Length * test), 1, all.Length - 1);
            int stops = Math.Clamp((int)Math.Round((all.Length - tests) * validation), 0, all.Length - tests - 1);
            judging.AddRange(all[..tests]);
            stopping.AddRange(all[tests..(tests + stops)]);
            learned.AddRange(all[(tests + stops)..]);
        }
        return new($"stratified, {test * 100:0.#} % test", [.. learned], [.. stopping], [.. judging]);
    }

    /// <summary>Splits in the order of the files: the first recordings train, all others test.</summary>
    /// <param name="data">All recordings.</param>
    /// <param name="first">Number of recordings for training and validation, at least 1.</param>
    /// <param name="validation">Fraction of these for validation, 0 to 1.</param>
    /// <param name="random">Draws the recordings for validation.</param>
    /// <exception cref="UserException">No recording is left for the test, or a class is missing among the first recordings.</exception>
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

    /// <summary>Returns one split per recording: it is the test, and all others train. There is no validation.</summary>
    /// <exception cref="UserException">A class has fewer than two recordings, or there are more than 200 recordings.</exception>
    public static DataSplit[] LeaveOneOut(DataSet data)
    {
        const int Max = 200;
        if (data.Recordings.Count > Max) throw new UserException("--split leave-one-out trains once for each recording, and there are " +
            $"{Amount.Of(data.Recordings.Count, "recording")}, more than {Max}; choose another split");
        for (int k = 0; k < data.Classes.Count; k++)
            if (data.Recordings.Count(recording => recording.Label == k) < 2)
                throw new UserException($"{data.Name} has too little data to split: class '{data.Classes[k]}' has fewer than two " +
                    "recordings, so none would be left to learn from");
        return [.. data.Recordings.Select(one =>
            new DataSplit($"without {one.Name}", [.. data.Recordings.Where(other => other != one)], [], [one]))];
    }
}
