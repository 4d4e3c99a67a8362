using EdgeConv.Training.Evaluating;
using EdgeConv.Training.HeatMaps;
using EdgeConv.Training.Layers;
using EdgeConv.Training.Networks;
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
        Assert.IsGreaterThan(TimeSpan.Zero, search.LongestTraining);
        // Of 16 networks those are missing that training brought above the budget.
        Assert.IsInRange(12, 16, found.Networks.Count);
        Assert.HasCount(2, found.Networks.Where(network => network.Rung == SearchRung.Full));
        Assert.IsTrue(found.Networks.All(network => network.Cost.Instructions <= 12_000));
        Assert.IsGreaterThan(0.85, found.Best.Figures.Score);
        Assert.AreEqual(found.Best, found.Frontier[^1]);
        // Its accuracy is the mean of three trainings, or of two if both best ones were trained again.
        Assert.IsGreaterThanOrEqualTo(2 * found.Networks[^1].Figures.Frames, found.Best.Figures.Frames);
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
        AssertRefused(string.Join('\n', [lines[0], lines[1], "0123 0.5 many 0 0 0 1 2 3", .. lines[3..]]),
            "search.txt: line 3 is damaged; delete it and all lines after it");
        AssertRefused(string.Join('\n', [lines[0], "0123 2 1 0 0 0 1 2 3", .. lines[2..]]), "line 2 is damaged");
        AssertRefused(string.Join('\n', [lines[0], lines[2], .. lines[2..]]), "is of another version of edgeconv");
    }

    [TestMethod]
    public void OnlyOneSearchUsesAFile()
    {
        using SimulatedCommand command = new();
        string digits = TrainingData.Digits(command.Folder);
        string[] train =
            ["train", "--data", digits, "--epochs", "2", "--budget-il", "9000", "--search-steps", "4", "--resume", "search.txt"];
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
    [DataRow("within 100 IL instructions; the smallest needs 770 IL instructions, 860 bytes of RAM", "--budget-il", "100")]
    [DataRow("--budget-ms needs --board", "--budget-ms", "10")]
    [DataRow("--search-steps needs a budget: --budget-il", "--search-steps", "10")]
    [DataRow("--board needs a budget", "--board", "esp32")]
    [DataRow("--resume needs a budget", "--resume", "search.txt")]
    [DataRow("within 10 bytes of RAM", "--budget-ram", "10")]
    [DataRow("takes more than 870 bytes of RAM, because its weights decide how much; give a larger budget",
        "--budget-ram", "870", "--search-steps", "6", "--epochs", "2")]
    [DataRow("--any-size needs a budget", "--any-size")]
    [DataRow("--any-size is for a search, but --network names the network", "--any-size", "--network", "tiny-8x8", "--budget-il", "9000")]
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
    public void ANetworkForPositionsIsFound()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", "synthetic:line", "--epochs", "2", "--fine-tuning", "1", "--shift", "0", "--test", "0.8",
            "--budget-il", "20000", "--search-steps", "18"];
        command.Run([.. train, "--out", "a.json", "--report", "a"]).AssertDone("search   18 trainings of 1",
            " networks within 20,000 IL instructions; the best: ", "median px  95 % px  missed or false", "error in pixels: mean, 95 %");
        Assert.IsLessThanOrEqualTo(20_000L, NetworkSearch.CostOf(ModelFile.Open(command.File("a.json"))).Instructions);
        string page = command.Text("a/report.html");
        foreach (string part in (string[])["mean error of the position", "counts as 4.", " px</text>", "pixels, "])
            Assert.Contains(part, page);
        // The same search gives the same bytes, also if it is interrupted and goes on.
        string[] kept = [.. train[..^1], "9", "--resume", "search.txt"];
        command.Run([.. kept, "--out", "b.json", "--report", "b"]).AssertDone();
        kept[^3] = "18";
        command.Run([.. kept, "--out", "b.json", "--report", "b"]).AssertDone("18 trainings (9 of them made before)");
        foreach (string file in (string[])["{0}.json", "{0}/network.json"])
            CollectionAssert.AreEqual(command.Bytes(string.Format(file, "a")), command.Bytes(string.Format(file, "b")), file);
        byte[] input = new byte[16 * 32];
        new Random(3).NextBytes(input);
        command.Put("input.bin", input);
        command.AssertEnginesAgree("a.json", "input.bin");
        command.Run(["train", "--data", "synthetic:line", "--out", "c.json", "--budget-il", "100"])
            .AssertFailed(1, "no network for frames of 16x32x1 and positions is within 100 IL instructions; the smallest needs ");
    }

    [TestMethod]
    [DataRow("x", 16, 32), DataRow("x,y", 24, 32), DataRow("x", 12, 12), DataRow("x,y", 12, 12), DataRow("x", 9, 16)]
    [DataRow("x,y", 9, 15), DataRow("x", 1, 12), DataRow("x,y", 67, 34), DataRow("x", 67, 34)]
    public void EachDrawnNetworkForPositionsCoversTheFrameEvenly(string labels, int height, int width)
    {
        FrameShape shape = new(height, width, 1);
        Position place = labels == "x" ? new(3) : new(3, 0);
        DataSet data = new("spots", shape, ["position"],
            [.. Enumerable.Range(0, 8).Select(i => new LabelledRecording($"{i}", 0, new float[shape.Length], [0], place))],
            FrameKind.Readings, []);
        FormSource source = new(data, new Random(1));
        List<NetworkForm> forms = [.. source.Smallest()];
        for (int i = 0; i < 200; i++)
        {
            NetworkForm form = source.Draw();
            forms.AddRange([form, source.Change(form)]);
        }
        bool isRow = labels == "x" && height is not 67;
        int even = 0;
        foreach (NetworkForm form in forms.Where(form => form.IsEven))
        {
            Network network;
            try
            {
                network = NetworkReader.Read("spots", form.File(), shape, 0, new Random(1));
            }
            catch (ModelException)
            {
                continue; // a filter larger than the format allows, which the search leaves out too
            }
            Maps map = network.Scores;
            Assert.AreEqual(0, width % map.Width, form.Text);
            if (isRow) Assert.AreEqual(1, map.Height, form.Text);
            else Assert.AreEqual(0, height % map.Height, form.Text);
            Assert.AreEqual(1, map.Channels, form.Text);
            even++;
        }
        Assert.IsGreaterThan(10, even);
    }

    [TestMethod]
    public void LargeFramesMayBeHalvedFirst()
    {
        using TestFolder folder = new();
        TrainingData.Images(folder.File("bars"), 20, 16);
        DataSet data = DataReader.Read(folder.File("bars"), new DataOptions { Shape = new FrameShape(16, 20, 1) });
        FormSource source = new(data, new Random(1));
        NetworkForm[] drawn = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? source.Draw() : source.DrawPyramid())];
        Assert.IsInRange(5, 40, drawn.Count(form => form.IsHalved));
        Assert.IsTrue(Enumerable.Range(0, 100).Any(_ => source.Change(drawn[0]) == drawn[0] with { IsHalved = !drawn[0].IsHalved }));
        FormSource small = new(data with { Shape = new FrameShape(15, 20, 1) }, new Random(1));
        NetworkForm whole = drawn[0] with { IsHalved = false };
        Assert.IsFalse(Enumerable.Range(0, 100).Any(_ => small.Draw().IsHalved || small.Change(whole).IsHalved));

        NetworkForm form = new(data.Shape, [new Stage(6, 3, 1, false, false, 2)], false, IsHalved: true);
        Assert.AreEqual("average 2; conv 6 of 3x3, pool 2", form.Text);
        Assert.AreNotEqual(form, form with { IsHalved = false });
        DataSplit split = DataSplit.Stratified(data, 0.25, 0, new Random(1));
        TrainedModel model =
            TrainedModel.Train(data, split, form.File(), "bars", new TrainingOptions { Epochs = 3, FineTuning = 1 }, new Random(1));
        Assert.AreEqual(new Shape(1, 8, 10, 1), model.Graph.Operators[0].Output.Shape);
        Batches batches = new(data, model.Range, new(0, 0, 0));
        foreach (Sample sample in model.Test.Samples) EngineCheck.Agree(model.Graph, batches.Quantize(sample));
    }

    [TestMethod]
    [DataRow(28, 28), DataRow(20, 60), DataRow(96, 96), DataRow(120, 160)]
    public void NetworksForLargeImagesMakeTheMapSmallFirst(int height, int width)
    {
        DataSet data = new("images", new FrameShape(height, width, 1), ["a", "b"],
            [new LabelledRecording("", 0, new float[height * width], [0])], FrameKind.Image, []);
        FormSource source = new(data, new Random(1));
        NetworkForm[] drawn = [.. Enumerable.Range(0, 200).Select(_ => source.DrawPyramid())];
        Assert.IsGreaterThan(150, drawn.Distinct().Count());
        int built = 0;
        foreach (NetworkForm form in drawn)
        {
            Network network;
            try
            {
                network = NetworkReader.Read("images", form.File(), data.Shape, 2, new Random(1));
            }
            catch (ModelException)
            {
                continue; // a window is larger than its map, or there are too many weights; the search leaves such networks out too
            }
            built++;
            Stage[] shrinking = [.. form.Stages.Where(stage => stage.Stride > 1 || stage.Pool > 1)];
            CollectionAssert.AreEqual(shrinking, form.Stages.Take(shrinking.Length).ToArray(), form.Text);
            Assert.IsInRange(0, 1, form.Stages.Length - shrinking.Length, form.Text);
            Assert.IsTrue(form.Stages.Zip(form.Stages.Skip(1)).All(pair => pair.First.Filters <= pair.Second.Filters), form.Text);
            Maps map = network.Layers.OfType<Convolution>().Last().Output;
            Assert.IsLessThanOrEqualTo(15, Math.Min(map.Height, map.Width), form.Text);
        }
        Assert.IsGreaterThan(150, built);
        // Most end with a stage that has no stride; some are padded; only very large frames are made smaller by four at once.
        Assert.IsInRange(110, 170, drawn.Count(form => form.Stages[^1] is { Stride: 1, Pool: 1 }));
        Assert.IsInRange(20, 90, drawn.Count(form => form.Stages[0].IsSame));
        Assert.AreEqual(Math.Min(height, width) >= 64, drawn.Any(form => form.Stages[0].Stride == 4));
        // Networks of any form are mostly such ones too.
        Assert.IsInRange(10, 80, Enumerable.Range(0, 200).Select(_ => source.Draw()).Count(form =>
            form.Stages.Any(stage => stage.IsDepthwise)
            || !form.Stages.Zip(form.Stages.Skip(1)).All(pair => pair.First.Filters <= pair.Second.Filters)));
    }

    [TestMethod]
    public void ANetworkForFramesOfAnySizeIsFound()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--epochs", "4", "--out", "a.json", "--report", "a",
            "--budget-il", "20000", "--search-steps", "18"];
        command.Run([.. train, "--any-size"]).AssertDone("search   18 trainings of 1", "; mean");
        byte[] file = command.Bytes("a/network.json");
        foreach ((int height, int width, int channels) in new[] { (1, 1, 1), (1, 5, 3), (3, 2, 1), (8, 8, 1), (96, 96, 3) })
            Assert.AreEqual(7, NetworkReader.Read("a", file, new FrameShape(height, width, channels), 7, new Random(1)).Scores.Channels);
        command.Run([.. train, "--resume", "search.txt"]).AssertDone();
        command.Run([.. train, "--resume", "search.txt", "--any-size"])
            .AssertFailed(1, "search.txt is of a search with other data, options");
        command.Run(["train", "--data", "synthetic:line", "--out", "b.json", "--budget-il", "20000", "--any-size"])
            .AssertFailed(1, "--any-size is for labels that are classes: a heat map must cover its frames evenly; leave it out");
    }

    [TestMethod]
    [DataRow(8, 8), DataRow(1, 60), DataRow(28, 28), DataRow(96, 96)]
    public void ANetworkForFramesOfAnySizeIsLikeTheOneDrawn(int height, int width)
    {
        DataSet data = new("readings", new FrameShape(height, width, 1), ["a", "b"],
            [new LabelledRecording("", 0, new float[height * width], [0])], FrameKind.Readings, []);
        FormSource source = new(data, new Random(1));
        NetworkForm last = source.Draw();
        foreach (NetworkForm form in source.Smallest().Concat(Enumerable.Range(0, 300).Select(i =>
            i % 3 == 0 ? source.Draw() : i % 3 == 1 ? source.DrawPyramid() : source.Change(last))))
        {
            NetworkForm any = last = form.ForAnySize();
            Assert.AreEqual(any, any.ForAnySize());
            Assert.AreEqual((form.Stages.Length, form.IsClipped), (any.Stages.Length, any.IsClipped));
            foreach ((Stage before, Stage after) in form.Stages.Zip(any.Stages))
            {
                Assert.AreEqual((before.Filters, before.IsDepthwise, Math.Min(4, before.Stride * before.Pool)),
                    (after.Filters, after.IsDepthwise, after.Stride));
                Assert.IsGreaterThanOrEqualTo(after.Stride, after.Size, any.Text);
            }
            foreach (FrameShape shape in (FrameShape[])[data.Shape, new(1, 1, 1), new(1, 17, 3), new(2, 3, 1), new(40, 5, 2)])
                NetworkReader.Read("readings", any.File(), shape, 2, new Random(1));
        }
        Assert.ThrowsExactly<InvalidOperationException>(() => (last with { Heat = new HeatEnd(3, false) }).ForAnySize());
        Assert.AreEqual("conv 6 of 4x4, stride 4, same; mean",
            new NetworkForm(new(8, 8, 1), [new Stage(6, 3, 2, false, false, 2)], false, IsHalved: true).ForAnySize().Text);
    }

    [TestMethod]
    public void TheSearchTriesReLU6()
    {
        DataSet data = new("readings", new FrameShape(8, 8, 1), ["a", "b"], [new LabelledRecording("", 0, new float[64], [0])],
            FrameKind.Readings, []);
        FormSource source = new(data, new Random(1));
        NetworkForm form = new(data.Shape, [new Stage(6, 3, 1, false, false, 2)], false);
        NetworkForm clipped = form with { IsClipped = true };
        Assert.AreNotEqual(form, clipped);
        Assert.IsTrue(Enumerable.Range(0, 100).Any(_ => source.Change(form) == clipped));
        Assert.IsTrue(Enumerable.Range(0, 100).Any(_ => source.Change(clipped) == form));
        Assert.AreEqual("conv 6 of 3x3, pool 2; ReLU6", clipped.Text);
        Assert.AreEqual(6f, Limit(clipped));
        Assert.AreEqual(float.PositiveInfinity, Limit(form));

        float Limit(NetworkForm one) =>
            NetworkReader.Read("readings", one.File(), data.Shape, 2, new Random(1)).Layers.OfType<Relu>().Single().Limit;
    }

    [TestMethod]
    public void ThePositionScoreCountsErrorsAndLostFrames()
    {
        Position[] right = [new(10), new(10), new(10), new(10), Position.Nothing, Position.Nothing];
        Position[] read = [new(10.5), new(11), new(30), Position.Nothing, Position.Nothing, new(4)];
        DataSet data = new("spots", new FrameShape(16, 32, 1), ["position"],
            [.. right.Select(place => new LabelledRecording("", 0, new float[16 * 32], [0], place))], FrameKind.Readings, []);
        Sample[] samples = DataSet.Samples(data.Recordings);
        PositionErrors errors = new(samples, read);
        SearchMeasure measure = SearchMeasure.For(data);
        // An eighth of 32 columns is 4 pixels: 0.5, 1, 4 instead of 20, 4 for the missed, 0, and 4 for the invented one.
        SearchFigures figures = measure.Of(new EdgeConv.Training.TestResult(samples, [], [], null, errors), isInt8: true);
        Assert.AreEqual(1 - 13.5 / 6 / 4, figures.Score, 1e-9);
        Assert.AreEqual((6, 2, 1.0, 20.0), (figures.Frames, figures.Lost, figures.Median, figures.Percentile95));
        Assert.AreEqual("median 1.00, 95 % within 20.00 pixels, 33.3 % missed or false", measure.Text(figures));
        SearchFigures best = new(1, 6) { Median = 0, Percentile95 = 2 };
        SearchFigures both = figures.With(best);
        Assert.AreEqual((12, 2, 0.5, 11.0), (both.Frames, both.Lost, both.Median, both.Percentile95));
        Assert.AreEqual((1 + figures.Score) / 2, both.Score, 1e-9);
        Assert.IsGreaterThan(figures.Certain, both.Certain);
    }

    [TestMethod]
    public void AModelAboveTheBudgetGivesWayToTheNextNetwork()
    {
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", "strokes.json")));
        NetworkCost cost = NetworkSearch.CostOf(graph);
        SearchedNetwork Network(int filters) =>
            new(new NetworkForm(new(8, 8, 1), [new Stage(filters, 3, 1, false, false, 1)], false), cost, cost, SearchRung.Full,
                new(0.9, 100), 1);
        DataSet none = new("", new(8, 8, 1), [], [], FrameKind.Readings, []);
        SearchResult found = new(SearchMeasure.For(none), new(cost.Instructions, null, null), 2, [Network(3), Network(6)]);
        Assert.AreSame(found, found.WithoutBestIfAbove(graph));
        SearchResult less = (found with { Budget = new(cost.Instructions - 1, null, null) }).WithoutBestIfAbove(graph);
        Assert.AreEqual(6, less.Best.Form.Stages[0].Filters);
        Assert.Contains("the only network", Assert.ThrowsExactly<UserException>(() => less.WithoutBestIfAbove(graph)).Message);
    }

    [TestMethod]
    [DataRow(10.0, 0.0, 1, 10.0), DataRow(10.0, 30.0, 1, 10.0), DataRow(10.0, 60.0, 1, 9.5), DataRow(40.0, 90.0, 5, 30.833333)]
    [DataRow(10.0, 60.0, 5, 5.0), DataRow(0.5, 30.0, 1, 0.5)]
    public void TimeIsLeftForTheTrainingOfTheNetworkFound(double minutes, double longestSeconds, int trainings, double end)
    {
        TimeSpan at = SearchTime.End(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(longestSeconds), trainings);
        Assert.AreEqual(end, at.TotalMinutes, 1e-5);
    }

    [TestMethod]
    [DataRow(1, "stratified"), DataRow(2, "stratified", "first:6"), DataRow(2, "leave-one-out", "stratified")]
    [DataRow(2, "stratified", "leave-one-out")]
    public void ATrainingRunMakesAsManyTrainingsAsItCounts(int seeds, params string[] splits)
    {
        using TestFolder folder = new();
        TrainingData.Waves(folder.Folder);
        DataSet data = DataReader.Read(folder.Folder, new DataOptions { Window = 40 });
        SplitPlan[] plans = [.. splits.Select(split => SplitPlan.Parse(split)!)];
        HashSet<int> done = [];
        TrainingRun run = new(data, Preset.File("tiny-1d"), "waves", new TrainingOptions { Epochs = 1, FineTuning = 1 }, 0.25, 0)
        {
            OnEpoch = (before, all, _) =>
            {
                Assert.AreEqual(TrainingRun.CountOf(data, plans, seeds), all);
                done.Add(before);
            },
        };
        run.Run(plans, seeds);
        Assert.HasCount(TrainingRun.CountOf(data, plans, seeds), done);
    }

    [TestMethod]
    public void TheFrontierLeavesOutLuck()
    {
        DataSet none = new("", new(8, 8, 1), [], [], FrameKind.Readings, []);
        (int Instructions, double Score, int Frames)[] figures = [(9_000, 0.923, 300), (10_000, 0.963, 300), (12_000, 0.950, 1200),
            (13_000, 0.958, 1200), (14_000, 0.967, 300), (14_500, 0.964, 1500), (14_900, 0.964, 300)];
        IEnumerable<SearchedNetwork> networks = figures.Select(one => new SearchedNetwork(new(new(8, 8, 1), [], false),
            new(one.Instructions, 0, 0), new(one.Instructions, 0, 0), SearchRung.Full, new(one.Score, one.Frames), 1));
        SearchResult found =
            new(SearchMeasure.For(none), new(15_000, null, null), 7, [.. networks.Order(SearchedNetwork.BestFirst)]);
        Assert.AreEqual(14_500, found.Best.Cost.Instructions);
        double[] scores = [.. found.Frontier.Select(network => network.Figures.Score)];
        CollectionAssert.AreEqual((double[])[0.923, 0.950, 0.958, 0.964], scores);
    }

    [TestMethod]
    public void ATextNamesEachStage()
    {
        NetworkForm form = new(new(8, 8, 1), [new Stage(12, 3, 1, true, false, 2), new Stage(30, 5, 2, false, true, 1)], true);
        Assert.AreEqual("conv 12 of 3x3, same, pool 2; depthwise 30 of 5x5, stride 2; mean", form.Text);
        Assert.AreEqual("conv 12 of 1x3, same, pool 2; depthwise 30 of 1x5, stride 2; mean", (form with { Shape = new(1, 8, 1) }).Text);
        Assert.AreEqual(form, form with { Stages = [.. form.Stages] });
        form = new(new(16, 32, 1), [new Stage(6, 3, 2, true, false, 1, 4), new Stage(9, 3, 1, true, false, 2, 2)], false, new(5, true));
        Assert.AreEqual("conv 6 of 4x3, stride 4x2; conv 9 of 2x3, stride 2x1, pool 2; heat 2x5", form.Text);
        Assert.AreEqual("average 2; conv 6 of 4x3, stride 4x2; conv 9 of 2x3, stride 2x1, pool 2; heat 1x5",
            (form with { IsHalved = true }).Text);
        form = form with { Heat = new(5, false) };
        Assert.AreEqual("conv 6 of 3x3, stride 2; conv 9 of 3x3, pool 2; heat 5x5", form.Text);
    }
}
