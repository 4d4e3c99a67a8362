using EdgeConv.Training;
using EdgeConv.Training.Report;
using Spectre.Console;

namespace EdgeConv.Cli;

/// <summary>Shows how far training is, in a terminal: epoch, loss, accuracy, time left.</summary>
internal static class TrainProgress
{
    public static TrainingReport Run(TrainingRun run, IReadOnlyList<SplitPlan> plans, int seeds,
        Func<TrainedModel, IReadOnlyList<(SplitPlan Plan, int Seed, TestResult Test)>, TrainingReport> report)
    {
        if (Console.IsOutputRedirected)
        {
            var (model, results) = run.Run(plans, seeds);
            return report(model, results);
        }
        TrainingReport? made = null;
        AnsiConsole.Progress().AutoClear(true).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
            new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            ProgressTask task = progress.AddTask("training");
            run.OnEpoch = (done, all, epoch) =>
            {
                task.MaxValue = all;
                task.Value = done + (double)epoch.Number / epoch.Of;
                task.Description = $"{(all > 1 ? $"training {done + 1} of {all}, " : "")}epoch " +
                    $"{epoch.Number}{(epoch.IsFineTuning ? " (int8)" : "")}: loss {epoch.Loss:0.000}, accuracy {100 * epoch.Accuracy:0.0} %"
                    + (epoch.Validation is { } right ? $", validation {100 * right:0.0} %" : "");
            };
            var (model, results) = run.Run(plans, seeds);
            task.Description = "counting instructions";
            made = report(model, results);
        });
        return made!;
    }
}
