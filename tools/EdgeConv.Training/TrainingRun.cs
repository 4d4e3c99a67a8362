namespace EdgeConv.Training;

/// <summary>
/// Runs all trainings of one command: one for each split and seed, and for leave-one-out one per recording. The first gives the model.
/// </summary>
/// <param name="data">Labelled frames.</param>
/// <param name="network">Content of the network's .json file.</param>
/// <param name="name">Name of the model if the file gives none.</param>
/// <param name="options">Options of training.</param>
/// <param name="test">Fraction of the recordings for the test, 0 to 1.</param>
/// <param name="validation">Fraction of the rest for validation, 0 to 1.</param>
public sealed class TrainingRun(DataSet data, byte[] network, string name, TrainingOptions options, double test, double validation)
{
    /// <summary>Called after every epoch with the number of finished trainings, the number of all trainings, and the epoch.</summary>
    public Action<int, int, Epoch>? OnEpoch { get; set; }

    /// <summary>Returns the number of trainings that <see cref="Run"/> makes.</summary>
    public static int CountOf(DataSet data, IReadOnlyList<SplitPlan> plans, int seeds) =>
        seeds * plans.Sum(plan => plan.IsLeaveOneOut ? data.Recordings.Count : 1) + (plans[0].IsLeaveOneOut ? 1 : 0);

    /// <summary>Runs the trainings.</summary>
    /// <param name="plans">Splits, at least one.</param>
    /// <param name="seeds">Number of seeds for each split, at least 1; they count up from the options' seed.</param>
    /// <param name="cancellation">Ends the trainings within one step of the optimizer.</param>
    /// <returns>The model, and the test result of each split and seed.</returns>
    /// <exception cref="ModelException">The file holds no network that such frames can train.</exception>
    /// <exception cref="UserException">A split needs more recordings, or the loss diverges.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public (TrainedModel Model, IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> Results) Run(IReadOnlyList<SplitPlan> plans,
        int seeds, CancellationToken cancellation = default)
    {
        // Tries every split first, so that an impossible one is refused before the others take minutes.
        foreach (SplitPlan plan in plans)
            _ = plan.IsLeaveOneOut ? 0 : plan.Split(data, test, validation, new Random(options.Seed)).Test.Length;
        DataSplit[] folds = plans.Any(plan => plan.IsLeaveOneOut) ? DataSplit.LeaveOneOut(data) : [];
        int all = CountOf(data, plans, seeds), done = 0;
        TrainedModel? model = null;
        if (plans[0].IsLeaveOneOut) model = Train(new DataSplit("all recordings", [.. data.Recordings], [], []), new Random(options.Seed));
        List<(SplitPlan, int, TestResult)> results = [];
        foreach (SplitPlan plan in plans)
            for (int seed = options.Seed; seed < options.Seed + seeds; seed++)
            {
                if (plan.IsLeaveOneOut)
                {
                    results.Add((plan, seed, TestResult.Of([.. folds.Select(fold => Train(fold, new Random(seed)).Test)])));
                    continue;
                }
                Random random = new(seed);
                TrainedModel trained = Train(plan.Split(data, test, validation, random), random);
                model ??= trained;
                results.Add((plan, seed, trained.Test));
            }
        return (model!, results);

        TrainedModel Train(DataSplit split, Random random)
        {
            int before = done++;
            return TrainedModel.Train(data, split, network, name, options, random, epoch => OnEpoch?.Invoke(before, all, epoch),
                cancellation);
        }
    }
}
