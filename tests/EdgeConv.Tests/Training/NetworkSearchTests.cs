using EdgeConv.Training.Searching;

namespace EdgeConv.Tests.Training;

/// <summary>`edgeconv train --budget-...`: a network within the budget is found, trained and written.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class NetworkSearchTests
{
    [TestMethod]
    public void TheModelIsWithinTheBudgetAndItsNetworkGivesItAgain()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--epochs", "4", "--seed", "5"];
        command.Run([.. train, "--out", "a.json", "--report", "a", "--budget-il", "9000", "--budget-ram", "6000", "--search-steps", "25"])
            .AssertDone("search   25 trainings of 1", " networks within 9,000 IL instructions, 6,000 bytes of RAM; the best: ");
        Graph graph = Pipeline.Run(ModelFile.Open(command.File("a.json")));
        ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Compiled);
        Assert.IsLessThanOrEqualTo(9000L, profile.Total.Instructions);
        Assert.IsLessThanOrEqualTo(6000L, profile.Total.RamBytes);
        Assert.DoesNotContain("SOFTMAX", string.Join(' ', graph.Operators.Select(op => op.Kind)));
        // The network that was written gives the same weights.
        command.Run([.. train, "--out", "b.json", "--report", "b", "--network", command.File("a/network.json"), "--budget-il", "9000"])
            .AssertDone();
        static string Layers(string text) => JsonNode.Parse(text)!["layers"]!.ToJsonString();
        Assert.AreEqual(Layers(command.Text("a.json")), Layers(command.Text("b.json")));
        // The search is a fixed sequence.
        command.Run([.. train, "--out", "c.json", "--report", "c", "--budget-il", "9000", "--budget-ram", "6000", "--search-steps", "25"])
            .AssertDone();
        CollectionAssert.AreEqual(command.Bytes("a/network.json"), command.Bytes("c/network.json"));
        CollectionAssert.AreEqual(command.Bytes("a.json"), command.Bytes("c.json"));
        string page = command.Text("a/report.html");
        Assert.Contains("25 trainings of 1", page);
        Assert.Contains("<circle", page);
        Assert.Contains(command.Text("a/network.json").Split('\n')[3].Trim().Replace("\"", "&quot;").TrimEnd(','), page);
    }

    [TestMethod]
    public void ABetterNetworkIsFoundThanTheCheapest()
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        TrainingOptions options = new() { Epochs = 12 };
        NetworkSearch search =
            new(data, fold => SplitPlan.Parse("first:1200")!.BeforeTest(data, 0, 1, fold), new(12_000, null, null), options);
        SearchResult found = search.Run(25, CancellationToken.None);
        Assert.AreEqual((25, SearchRung.Full), (found.Steps, found.Best.Rung));
        // Of 16 networks those are missing that training brought above the budget.
        Assert.IsInRange(12, 16, found.Networks.Count);
        Assert.HasCount(2, found.Networks.Where(network => network.Rung == SearchRung.Full));
        Assert.IsTrue(found.Networks.All(network => network.Cost.Instructions <= 12_000));
        Assert.IsGreaterThan(0.85, found.Best.Accuracy);
        Assert.AreEqual(found.Best, found.Frontier[^1]);
        // Its accuracy is the mean of three trainings, or of two if both best ones were trained again.
        Assert.IsGreaterThanOrEqualTo(2 * found.Networks[^1].Frames, found.Best.Frames);
    }

    [TestMethod]
    public void NoRecordingOfTheTestIsUsed()
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        foreach (string text in (string[])["first:1200", "stratified", "leave-one-out"])
        {
            SplitPlan plan = SplitPlan.Parse(text)!;
            LabelledRecording[] test = plan.IsLeaveOneOut ? [] : plan.Split(data, 0.2, 0.1, new Random(3)).Test;
            HashSet<LabelledRecording> kept = [];
            for (int fold = 0; fold < 4; fold++)
            {
                DataSplit split = plan.BeforeTest(data, 0.2, 3, fold);
                LabelledRecording[] all = [.. split.Train, .. split.Test];
                Assert.HasCount(data.Recordings.Count - test.Length, all.Distinct(), text);
                Assert.IsEmpty(all.Intersect(test), text);
                Assert.AreEqual(all.Length / 4.0, split.Test.Length, 5, text);
                kept.UnionWith(split.Test);
            }
            // Neighbors come in four parts; others are drawn anew.
            if (text.StartsWith("first")) Assert.HasCount(1200, kept);
            else Assert.IsGreaterThan(data.Recordings.Count / 2, kept.Count);
        }
    }

    [TestMethod]
    public void AnInterruptedSearchGoesOn()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--epochs", "3", "--budget-il", "9000"];
        command.Run([.. train, "--out", "a.json", "--report", "a", "--search-steps", "23"]).AssertDone();
        command.Run([.. train, "--out", "b.json", "--report", "b", "--search-steps", "10", "--resume", "search.txt"]).AssertDone();
        // The last line was cut off while it was written.
        string journal = command.Text("search.txt");
        Assert.HasCount(1 + 10, journal.TrimEnd('\n').Split('\n'));
        File.WriteAllText(command.File("search.txt"), journal[..^3]);
        command.Run([.. train, "--out", "c.json", "--report", "c", "--search-steps", "23", "--resume", "search.txt"])
            .AssertDone("search   23 trainings (9 of them made before) of ");
        CollectionAssert.AreEqual(command.Bytes("a.json"), command.Bytes("c.json"));
        CollectionAssert.AreEqual(command.Bytes("a/report.html"), command.Bytes("c/report.html"));
        // Everything is known now.
        command.Run([.. train, "--out", "d.json", "--report", "d", "--search-steps", "23", "--resume", "search.txt"])
            .AssertDone("search   23 trainings (23 of them made before)");
        CollectionAssert.AreEqual(command.Bytes("a.json"), command.Bytes("d.json"));

        string whole = command.Text("search.txt");
        void AssertRefused(string content, string fragment, params string[] options)
        {
            File.WriteAllText(command.File("search.txt"), content);
            command.Run([.. train, "--out", "e.json", "--report", "e", "--search-steps", "23", "--resume", "search.txt", .. options])
                .AssertFailed(1, fragment);
            Assert.AreEqual(content, command.Text("search.txt"));
            Assert.IsFalse(File.Exists(command.File("e.json")));
        }
        AssertRefused(whole, "search.txt is of a search with other data, options or another budget; name a new file", "--seed", "2");
        AssertRefused(whole, "search.txt is of a search with other data", "--budget-ram", "5000");
        AssertRefused("p0,p1\n1,2\n", "search.txt is no file of a search; name a new file");
        string[] lines = whole.Split('\n');
        AssertRefused(string.Join('\n', [lines[0], lines[1], "0123 0.5 many 1 2 3", .. lines[3..]]),
            "search.txt: line 3 is damaged; delete it and all lines after it");
        AssertRefused(string.Join('\n', [lines[0], "0123 2 1 1 2 3", .. lines[2..]]), "line 2 is damaged");
        AssertRefused(string.Join('\n', [lines[0], lines[2], .. lines[2..]]), "is of another version of edgeconv");
    }

    [TestMethod]
    public void OnlyOneSearchUsesAFile()
    {
        using SimulatedCommand command = new();
        string digits = TrainingData.Digits(command.Folder);
        string[] train = ["train", "--data", digits, "--epochs", "2", "--budget-il", "9000", "--search-steps", "4", "--resume", "search.txt"];
        command.Run([.. train, "--out", "a.json", "--report", "a"]).AssertDone();
        string journal = command.Text("search.txt");
        // Another process: the system knows no other owner of a lock than the handle.
        using (new FileStream(command.File("search.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            command.Run([.. train, "--out", "b.json", "--report", "b"]).AssertFailed(1, "--resume search.txt is in use by another search");
        Assert.IsFalse(File.Exists(command.File("b.json")));
        // A search holds its file, whether it goes on or ends with an error; afterwards the file is free.
        DataSet data = DataReader.Read(digits, new DataOptions());
        using (new SearchJournal("--resume", command.File("other.txt"), data, "first"))
            Assert.Contains("is in use", Refused("first"));
        Assert.Contains("is of a search with other data", Refused("second"));
        Assert.Contains("is of a search with other data", Refused("third"));
        Assert.AreEqual(journal, command.Text("search.txt"));
        command.Run([.. train, "--out", "b.json", "--report", "b"]).AssertDone("(4 of them made before)");

        string Refused(string choices) => Assert.ThrowsExactly<UserException>(
            () => new SearchJournal("--resume", command.File("other.txt"), data, choices)).Message;
    }

    [TestMethod]
    public void TimeCutsTheSearch()
    {
        using TestFolder folder = new();
        DataSet data = DataReader.Read(TrainingData.Digits(folder.Folder), new DataOptions());
        SplitPlan plan = SplitPlan.Parse("leave-one-out")!;
        NetworkSearch search = new(data, fold => plan.BeforeTest(data, 0, 1, fold), new(20_000, null, null), new TrainingOptions());
        using CancellationTokenSource limit = new();
        search.OnStep = (done, _) =>
        {
            if (done == 2) limit.Cancel();
        };
        Assert.AreEqual(2, search.Run(null, limit.Token).Steps);
    }

    [TestMethod]
    [DataRow("within 100 IL instructions; the smallest needs 1,", "--budget-il", "100")]
    [DataRow("--budget-ms needs --board", "--budget-ms", "10")]
    [DataRow("--search-steps needs a budget: --budget-il", "--search-steps", "10")]
    [DataRow("--board needs a budget", "--board", "esp32")]
    [DataRow("--resume needs a budget", "--resume", "search.txt")]
    [DataRow("within 10 bytes of RAM", "--budget-ram", "10")]
    public void WhatCannotBeIsRefusedInOneLine(string fragment, params string[] options)
    {
        using SimulatedCommand command = new();
        command.Run(["train", "--data", TrainingData.Digits(command.Folder), "--out", "model.json", .. options]).AssertFailed(1, fragment);
        Assert.IsFalse(File.Exists(command.File("model.json")));
    }

    [TestMethod, DataRow("1e4"), DataRow("0"), DataRow("2.5"), DataRow("-1")]
    public void ABudgetIsAnInteger(string budget)
    {
        using SimulatedCommand command = new();
        command.Run(["train", "--data", "data.csv", "--out", "model.json", "--budget-il", budget])
            .AssertFailed(2, $"--budget-il {budget}: it must be an integer from 1 to 1000000000000");
    }

    [TestMethod]
    public void PositionsHaveNoSearch()
    {
        using SimulatedCommand command = new();
        command.Run(["train", "--data", "synthetic:line", "--out", "model.json", "--budget-il", "90000"])
            .AssertFailed(1, "the search finds networks for classes, but the labels are positions");
    }

    [TestMethod]
    public void AModelAboveTheBudgetGivesWayToTheNextNetwork()
    {
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", "strokes.json")));
        NetworkCost cost = NetworkSearch.CostOf(graph);
        SearchedNetwork Network(int filters) =>
            new(new NetworkForm([new Stage(filters, 3, 1, false, false, 1)], false, false), cost, cost, SearchRung.Full, 0.9, 100, 1);
        SearchResult found = new(new(cost.Instructions, null, null), 2, [Network(3), Network(6)]);
        Assert.AreSame(found, found.WithoutBestIfAbove(graph));
        SearchResult less = (found with { Budget = new(cost.Instructions - 1, null, null) }).WithoutBestIfAbove(graph);
        Assert.AreEqual(6, less.Best.Form.Stages[0].Filters);
        Assert.Contains("the only network", Assert.ThrowsExactly<UserException>(() => less.WithoutBestIfAbove(graph)).Message);
    }

    [TestMethod]
    public void ATextNamesEachStage()
    {
        NetworkForm form = new([new Stage(12, 3, 1, true, false, 2), new Stage(30, 5, 2, false, true, 1)], true, false);
        Assert.AreEqual("conv 12 of 3x3, same, pool 2; depthwise 30 of 5x5, stride 2; mean", form.Text);
        Assert.AreEqual("conv 12 of 1x3, same, pool 2; depthwise 30 of 1x5, stride 2; mean", (form with { IsLine = true }).Text);
        Assert.AreEqual(form, new([new Stage(12, 3, 1, true, false, 2), new Stage(30, 5, 2, false, true, 1)], true, false));
    }
}
