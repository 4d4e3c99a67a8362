namespace EdgeConv.Training;

/// <summary>
/// All trainings of one command: several splits, several seeds, or one for each recording left out. The first gives the model.
/// </summary>
/// <param name="data">Labelled frames.</param>
/// <param name="network">The .json file of the network.</param>
/// <param name="name">What to call the model where the file gives no name.</param>
/// <param name="options">How to train.</param>
/// <param name="test">Part of the recordings that judges.</param>
/// <param name="validation">Part of the rest that tells when to stop.</param>
public sealed class TrainingRun(DataSet data, byte[] network, string name, TrainingOptions options, double test, double validation)
{
    /// <summary>Told after every epoch: how many trainings are done, how many there are, and the epoch.</summary>
    public Action<int, int, Epoch>? OnEpoch { get; set; }

    /// <summary>Trains.</summary>
    /// <param name="plans">Splits, one at least.</param>
    /// <param name="seeds">Seeds for each, from the options' one on.</param>
    /// <returns>The model, and what each training came to.</returns>
    public (TrainedModel Model, IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)> Results) Run(IReadOnlyList<SplitPlan> plans,
        int seeds)
    {
        // A split that cannot be made is refused before minutes are spent on others.
        foreach (SplitPlan plan in plans)
            _ = plan.IsLeaveOneOut ? 0 : plan.Split(data, test, validation, new Random(options.Seed)).Test.Length;
        DataSplit[] folds = plans.Any(plan => plan.IsLeaveOneOut) ? DataSplit.LeaveOneOut(data) : [];
        int all = seeds * plans.Sum(plan => plan.IsLeaveOneOut ? folds.Length : 1) + (plans[0].IsLeaveOneOut ? 1 : 0), done = 0;
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
            return TrainedModel.Train(data, split, network, name, options, random, epoch => OnEpoch?.Invoke(before, all, epoch));
        }
    }
}
