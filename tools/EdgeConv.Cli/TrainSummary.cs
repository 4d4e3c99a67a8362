using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Report;

namespace EdgeConv.Cli;

/// <summary>What a training comes to, for the terminal.</summary>
internal static class TrainSummary
{
    private const int MaxEpochs = 10;
    private const int MaxMistakes = 10;
    private const int MaxNotes = 20;

    /// <summary>The file with the names of the classes, beside a model: what `run --labels` takes.</summary>
    public static string LabelsOf(string model) => Path.ChangeExtension(model, ".labels.txt");

    public static void Print(TrainingReport report, string model, string folder)
    {
        DataSet data = report.Data;
        foreach (string note in data.Notes.Take(MaxNotes)) Console.WriteLine($"note     {Printable.Text(note, 200)}");
        if (data.Notes.Count > 0) Console.WriteLine($"notes    {Amount.Of(data.Notes.Count, "file")} not used, or in part");
        Console.WriteLine($"data     {Amount.Of(data.FrameCount, "frame")} of {data.Shape} in " +
            $"{Amount.Of(data.Recordings.Count, "recording")} of {Amount.Of(data.Classes.Count, "class", "classes")}: " +
            $"{Printable.Text(string.Join(", ", data.Classes), 200)}");
        DataSplit split = report.Model.Split;
        Console.WriteLine($"split    {split.Name}: {Amount.Of(split.Train.Length, "recording")} to learn, {split.Validation.Length} for " +
            $"validation, {split.Test.Length} to test");
        Console.WriteLine();
        PrintEpochs(report.Model.History);
        PrintResults(report);
        PrintConfusion(report);
        PrintMistakes(report);
        PrintCost(report);
        Console.WriteLine($"input    {report.Input}");
        Console.WriteLine($"written  {model}, {LabelsOf(model)}, {Path.Combine(folder, "report.html")}");
    }

    private static void PrintEpochs(IReadOnlyList<Epoch> history)
    {
        TextTable table = new(("epoch", true), ("loss", true), ("accuracy", true), ("validation", true), ("", false));
        int step = Math.Max(1, (history.Count + MaxEpochs - 1) / MaxEpochs);
        foreach (Epoch epoch in history.Where((epoch, i) => i % step == step - 1 || i == history.Count - 1))
            table.Add($"{epoch.Number}", $"{epoch.Loss:0.000}", TrainingReport.Percent(epoch.Accuracy),
                epoch.Validation is { } right ? TrainingReport.Percent(right) : "", epoch.IsFineTuning ? "int8" : "");
        table.Print("learning");
    }

    private static void PrintResults(TrainingReport report)
    {
        TextTable table = new(("split", false), ("seed", true), ("test frames", true), ("float", true), ("int8", true),
            ("lost points", true));
        foreach ((SplitPlan plan, int seed, TestResult test) in report.Results)
            table.Add(plan.ToString(), $"{seed}", $"{test.Samples.Length}", TrainingReport.Percent(test.FloatAccuracy),
                TrainingReport.Percent(test.Int8Accuracy), $"{test.LostPoints:0.0}");
        if (report.Results.Count > 1)
            foreach ((SplitPlan plan, double rounded, double real) in report.Medians())
                table.Add(plan.ToString(), "median", "", TrainingReport.Percent(real), TrainingReport.Percent(rounded),
                    $"{100 * (real - rounded):0.0}");
        table.Print("accuracy");
    }

    private static void PrintConfusion(TrainingReport report)
    {
        int classes = report.Data.Classes.Count;
        if (classes > 20) return; // too wide for a terminal; the page has it
        int[,] counts = report.Test.Confusion(classes);
        string[] names = [.. report.Data.Classes.Select(name => Printable.Text(name, 10))];
        TextTable table = new([("class, predicted", false), .. names.Select(name => (name, true))]);
        for (int k = 0; k < classes; k++)
            table.Add([names[k], .. Enumerable.Range(0, classes).Select(given => counts[k, given] == 0 ? "" : $"{counts[k, given]}")]);
        table.Print("confusion, int8");
    }

    private static void PrintMistakes(TrainingReport report)
    {
        int[] wrong = report.Test.Wrong();
        if (wrong.Length == 0) return;
        TextTable table = new(("frame", false), ("class", false), ("predicted", false));
        foreach (int i in wrong.Take(MaxMistakes))
        {
            Sample sample = report.Test.Samples[i];
            string at = report.Data.Kind == FrameKind.Window ? $", from sample {sample.Offset / report.Data.Shape.Channels}" : "";
            table.Add(Printable.Text(sample.Recording.Name) + at, Printable.Text(report.Data.Classes[sample.Recording.Label], 20),
                Printable.Text(report.Data.Classes[report.Test.Int8[i]], 20));
        }
        table.Print("misclassified: " +
            $"{wrong.Length}{(wrong.Length > MaxMistakes ? $", {MaxMistakes} shown, the others in the report" : "")}");
    }

    private static void PrintCost(TrainingReport report)
    {
        TextTable table = new(("", false), ("", true));
        table.Add("parameters", InspectCommand.Number(report.Parameters));
        table.Add("MACs", InspectCommand.Number(report.Macs));
        if (report.Profile is { } profile)
        {
            table.Add($"IL instructions, {profile.Engine} engine", InspectCommand.Number(profile.Total.Instructions));
            table.Add("bytes of RAM", InspectCommand.Number(profile.Total.RamBytes));
            table.Add("bytes of flash", InspectCommand.Number(profile.Total.FlashBytes));
            foreach ((IReadOnlyList<string> boards, BoardSpeed speed) in ProfileText.Groups(BoardSpeed.All))
                table.Add($"ms on {string.Join(", ", boards)}{(speed.Nanoseconds is null ? ", computed" : "")}",
                    ProfileText.Time(speed, profile.Total.Instructions));
        }
        table.Print($"{Printable.Text(report.Model.Graph.Name)}: what an inference costs");
    }
}
