namespace EdgeConv.Tests.Training;

/// <summary>The networks of examples/networks/, each briefly trained, and pruned if its figures in docs/performance.md are.</summary>
internal static class ExampleNetworks
{
    // Budgets at which training prunes.
    private static readonly Dictionary<string, long?> s_budgets = new()
    {
        ["digits-12000"] = 9_000, ["gestures-36000"] = null, ["line-32000"] = 31_500, ["line-64500"] = 64_500,
        ["mnist-80000"] = 80_000, ["mnist-250000"] = null, ["mnist-651000"] = null, ["mnist-700000"] = 700_000, ["places-723000"] = null,
    };

    /// <summary>Names of the files without .json; teachers are left out, because no board runs them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Repository.PathOf("examples", "networks"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => !name.EndsWith("-teacher")).Order(StringComparer.Ordinal)];

    /// <summary>Budget of IL instructions that a network is trained for; null for none.</summary>
    public static long? BudgetOf(string name) => s_budgets[name];

    /// <summary>Trains a network on frames of its kind: those of the documented command, or generated ones.</summary>
    public static TrainedModel Train(string name)
    {
        using TestFolder folder = new();
        DataSet data = Data(name.Split('-')[0], folder.Folder);
        Random random = new(1);
        TrainingOptions options = new()
        {
            Epochs = data.HasPositions ? 1 : 6, FineTuning = 1, Augmentation = Augmentation.For(data.Kind),
            MaxInstructions = s_budgets[name],
        };
        byte[] file = File.ReadAllBytes(Repository.PathOf("examples", "networks", name + ".json"));
        return TrainedModel.Train(data, DataSplit.Stratified(data, 0.2, 0, random), file, name, options, random);
    }

    private static DataSet Data(string kind, string folder)
    {
        switch (kind)
        {
            case "digits": return DataReader.Read(TrainingData.Digits(folder), new DataOptions());
            case "gestures":
                TrainingData.Waves(folder);
                return DataReader.Read(OutsideData.PathOf("gestures") ?? folder, new DataOptions { Window = 100 });
            case "line": return DataReader.Read("synthetic:line", new DataOptions());
            case "places": return DataReader.Read(Write(folder, Squares()), new DataOptions());
            default: return DataReader.Read(Write(folder, Brightness()), new DataOptions());
        }
    }

    // Ten classes, as MNIST has: how bright the image is.
    private static IEnumerable<string> Brightness()
    {
        Random random = new(3);
        return Enumerable.Range(0, 60).Select(i =>
            string.Join(',', Enumerable.Range(0, 784).Select(_ => random.Next(i % 10 * 20, i % 10 * 20 + 60))) + $",{i % 10}");
    }

    // Frames of 26x26 with a bright square of 5x5 somewhere.
    private static IEnumerable<string> Squares()
    {
        const int Side = 26, Square = 5;
        Random random = new(3);
        return Enumerable.Range(0, 200).Select(_ =>
        {
            (int top, int left) = (random.Next(Side - Square), random.Next(Side - Square));
            return string.Join(',', Enumerable.Range(0, Side * Side).Select(at =>
                random.Next(60) + ((uint)(at / Side - top) < Square && (uint)(at % Side - left) < Square ? 150 : 0))) +
                $",{left + Square / 2},{top + Square / 2}";
        }).Prepend(string.Join(',', Enumerable.Range(0, Side * Side).Select(at => $"p{at}")) + ",x,y");
    }

    private static string Write(string folder, IEnumerable<string> rows)
    {
        string path = Path.Combine(folder, "frames.csv");
        File.WriteAllLines(path, rows);
        return path;
    }
}
