using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Report;
using EdgeConv.Training.Searching;

namespace EdgeConv.Cli;

/// <summary>Prints the result of a training.</summary>
internal static class TrainSummary
{
    private const int MaxEpochs = 10, MaxMistakes = 10, MaxNotes = 20, MaxClasses = 11;

    public static void Print(TrainingReport report, string model, string folder)
    {
        DataSet data = report.Data;
        foreach (string note in data.Notes.Take(MaxNotes)) Terminal.Row("note     ", $"{Printable.Text(note, 200)}");
        if (data.Notes.Count > 0) Terminal.Row("notes    ", $"{Amount.Of(data.Notes.Count, "file")} not used, or only in part");
        TestResult test = report.Test;
        Terminal.Row("answer   ", test.Int8Places is { } errors
            ? $"{errors} over {Amount.Of(test.Samples.Length, "test frame")} in int8"
            : $"{Amount.Of(test.Samples.Length - test.Wrong().Length)} of {Amount.Of(test.Samples.Length, "test frame")} right in int8 " +
                $"({TrainingReport.Percent(test.Int8Accuracy)})", "bold");
        Terminal.Row("data     ", $"{Amount.Of(data.FrameCount, "frame")} of {data.Shape} in " +
            $"{Amount.Of(data.Recordings.Count, "recording")} " + (data.HasPositions ? "with positions"
                : $"of {Amount.Of(data.Classes.Count, "class", "classes")}: {Printable.Text(string.Join(", ", data.Classes), 200)}"));
        DataSplit split = report.Model.Split;
        Terminal.Row("split    ", $"{split.Name}: {Amount.Of(split.Train.Length, "recording")} for training, {split.Validation.Length} " +
            $"for validation, {split.Test.Length} for the test");
        if (report.Search is { } search)
            Terminal.Row("search   ", $"{Amount.Of(search.Steps, "training")} " +
                $"{(search.Known > 0 ? $"({Amount.Of(search.Known)} of them made before) " : "")}of " +
                $"{Amount.Of(search.Networks.Count, "network")} within " +
                $"{search.Budget}; the best: {search.Best.TextFor(search.Budget)}");
        if (report.Teacher is { } teacher)
            Terminal.Row("teacher  ", Printable.Text(teacher, 60) + (report.Model.TeacherAccuracy is { } right
                ? $": {TrainingReport.Percent(right)} of the test frames right in floating point" : ""));
        if (report.Model.Pruning is { } pruning) Terminal.Row("pruned   ", $"{pruning}");
        Console.WriteLine();
        if (report.Search is not null) PrintSearch(report.Search);
        PrintEpochs(report.Model.History);
        PrintResults(report);
        if (test.Int8Places is { } places) PositionTable.PrintWorst(places);
        else
        {
            if (data.Classes.Count <= MaxClasses) PrintConfusion(report); // a larger table is too wide; the page shows it
            PrintMistakes(report);
        }
        PrintCost(report);
        Terminal.Row("input    ", $"{report.Input}");
        string labels = data.HasPositions ? "" : $"{LabelsFile.PathFor(model)}, ";
        Terminal.Row("written  ", $"{model}, {labels}{Path.Combine(folder, "report.html")}" +
            (report.Search is null ? "" : $", {Path.Combine(folder, "network.json")}"));
    }

    private static void PrintEpochs(IReadOnlyList<Epoch> history)
    {
        int step = Math.Max(1, (history.Count + MaxEpochs - 1) / MaxEpochs);
        Terminal.Table("learning", ["epoch:", "loss:", "accuracy:", "validation:", ""],
            history.Where((_, i) => i % step == step - 1 || i == history.Count - 1).Select(epoch => (string[])[$"{epoch.Number}",
                $"{epoch.Loss:0.000}", TrainingReport.Percent(epoch.Accuracy),
                epoch.Validation is { } right ? TrainingReport.Percent(right) : "", epoch.IsFineTuning ? "int8" : ""]));
    }

    private static void PrintSearch(SearchResult search) =>
        Terminal.Table("search: no other network is both cheaper and as good",
            ["network", "IL:", "RAM:", .. search.Measure.Headings.Select(heading => heading + ":")],
            search.Frontier.Select(network => (string[])[network.TextFor(search.Budget), Terminal.Number(network.Cost.Instructions),
                Terminal.Number(network.Cost.RamBytes), .. search.Measure.Cells(network.Figures)]));

    private static void PrintResults(TrainingReport report)
    {
        if (report.Data.HasPositions)
        {
            Terminal.Table("error in pixels: mean, 95 %", ["split", "seed:", "test frames:", "float:", "int8:", "added:"],
                report.Results.Select(result => (string[])[result.Plan.ToString(), $"{result.Seed}", $"{result.Test.Samples.Length}",
                    TrainingReport.Figures(result.Test).Float, TrainingReport.Figures(result.Test).Int8,
                    TrainingReport.Figures(result.Test).Lost]));
            return;
        }
        string[] Row(string split, string seed, string frames, double real, double rounded) => [split, seed, frames,
            TrainingReport.Percent(real), TrainingReport.Percent(rounded), $"{100 * (real - rounded):0.0}"];
        Terminal.Table("accuracy", ["split", "seed:", "test frames:", "float:", "int8:", "lost points:"],
        [
            .. report.Results.Select(result => Row(result.Plan.ToString(), $"{result.Seed}", $"{result.Test.Samples.Length}",
                result.Test.FloatAccuracy, result.Test.Int8Accuracy)),
            .. report.Results.Count == 1 ? []
                : report.Medians().Select(median => Row(median.Plan.ToString(), "median", "", median.Float, median.Int8)),
        ]);
    }

    private static void PrintConfusion(TrainingReport report)
    {
        int[,] counts = report.Test.Confusion(report.Data.Classes.Count);
        string[] names = [.. report.Data.Classes.Select(name => Printable.Text(name, 10))];
        Terminal.Table("confusion, int8: a row for each class, a column for each predicted class",
            ["class", .. names.Select(name => name + ":")], names.Select((name, row) =>
                (string[])[name, .. names.Select((_, column) => Terminal.Number(counts[row, column]))]));
    }

    private static void PrintMistakes(TrainingReport report)
    {
        int[] wrong = report.Test.Wrong();
        if (wrong.Length == 0) return;
        string Name(int label) => Printable.Text(report.Data.Classes[label], 20);
        string shown = wrong.Length > MaxMistakes ? $", {MaxMistakes} shown here, all in the report" : "";
        Terminal.Table($"misclassified: {wrong.Length}{shown}", ["frame", "class", "predicted"], wrong.Take(MaxMistakes).Select(i =>
        {
            Sample sample = report.Test.Samples[i];
            string at = report.Data.Kind == FrameKind.Window ? $", from sample {sample.Offset / report.Data.Shape.Channels}" : "";
            return (string[])[Printable.Text(sample.Recording.Name) + at, Name(sample.Recording.Label), Name(report.Test.Int8[i])];
        }));
    }

    private static void PrintCost(TrainingReport report)
    {
        List<string[]> rows = [["parameters", Terminal.Number(report.Parameters)], ["MACs", Terminal.Number(report.Macs)]];
        if (report.Profile is { } profile)
            rows.AddRange([
                [$"IL instructions, {profile.Engine} engine", Terminal.Number(profile.Instructions)],
                ["bytes of RAM", Terminal.Number(profile.RamBytes)],
                ["bytes of flash", Terminal.Number(profile.FlashBytes)],
                .. ProfileText.Groups(profile.Boards).Select(group => (string[])[
                    $"ms on {string.Join(", ", group.Boards)}{(group.Speed.Nanoseconds is null ? ", computed" : "")}",
                    ProfileText.Time(group.Speed)]),
            ]);
        Terminal.Table($"{Printable.Text(report.Model.Graph.Name)}: cost of an inference", ["", ":"], rows);
    }
}
