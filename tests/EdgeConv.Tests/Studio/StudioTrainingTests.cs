namespace EdgeConv.Tests.Studio;

/// <summary>Trainings of the page: the model of `edgeconv train`, one at a time, which can be stopped.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class StudioTrainingTests : CommandTests
{
    private static readonly byte[] s_network = """
        { "edgeconv": 1, "layers": [
          { "type": "convolution", "filters": 4, "size": 3, "activation": "relu" }, { "type": "maxPool", "window": 2 },
          { "type": "fullyConnected", "outputs": "classes" } ] }
        """u8.ToArray();

    private string Data => Command.File("hands");

    [TestMethod]
    [DataRow(false, null, null, 3, 1), DataRow(false, "small-32x32", null, 1, 5), DataRow(true, null, "8x8x1", 2, 2)]
    [DataRow(false, null, "12x12x3", 2, 9)]
    public async Task TheModelIsThatOfTheCommandLine(bool isOwn, string? network, string? shape, int epochs, int seed)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(12);
        int job = await studio.Train(network, shape, epochs, seed, isOwn ? s_network : null);
        JsonNode state = await studio.Ended();
        Assert.AreEqual("done", (string)state["state"]!, (string?)state["failure"]);
        Command.Put("network.json", s_network);
        foreach (string ending in (string[])[".json", ".tflite", ".labels.txt"])
        {
            if (ending != ".labels.txt")
                Command.Run(["train", "--data", Data, "--out", "model" + ending, "--epochs", $"{epochs}", "--seed", $"{seed}",
                    .. isOwn ? ["--network", "network.json"] : network is null ? (string[])[] : ["--network", network],
                    .. shape is null ? (string[])[] : ["--shape", shape]]).AssertDone();
            JsonNode file = await studio.Ask($"/api/train/file?job={job}&ending={ending}");
            Assert.AreEqual("hands" + ending, (string)file["name"]!);
            CollectionAssert.AreEqual(Command.Bytes("model" + ending), Convert.FromBase64String((string)file["data"]!), ending);
        }
        await studio.Ask("/api/train/save", new { job });
        foreach (string name in (string[])["model.json", "model.tflite", "model.labels.txt"])
            CollectionAssert.AreEqual(Command.Bytes(name), Command.Bytes("hands/" + name), name);
        // The page shows the command, and it names the same options.
        foreach (string part in (string[])[$"--data {Data}", $"--epochs {epochs}", $"--seed {seed}"])
            Assert.Contains(part, (string)state["command"]!);
    }

    [TestMethod]
    public async Task ASensorsFramesGiveTheModelOfTheCommandLineToo()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        Xorshift random = new(11);
        foreach (string name in (string[])["warm", "cold"])
        {
            await studio.AddClass(name);
            await studio.Ask("/api/data/add", OwnStudio.Frames(name, 8, 8, 1, 0, 4095,
                [.. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 64).Select(_ =>
                    (short)(random.Range(700, 900) + (name == "warm" ? 400 : 0))).ToArray())]));
        }
        int job = await studio.Train(epochs: 80);
        Assert.AreEqual("done", (string)(await studio.Ended())["state"]!);
        Command.Run(["train", "--data", Data, "--out", "model.json", "--epochs", "80"]).AssertDone();
        CollectionAssert.AreEqual(Command.Bytes("model.json"),
            Convert.FromBase64String((string)(await studio.Ask($"/api/train/file?job={job}&ending=.json"))["data"]!));

        // The model takes the sensor's own values, as the board gives them.
        foreach ((int value, int expected) in ((int, int)[])[(800, 0), (1200, 1)])
        {
            double[] shares = await Try(studio, job, [.. Enumerable.Repeat((short)value, 64)]);
            Assert.AreEqual(expected, Array.IndexOf(shares, shares.Max()));
            Assert.AreEqual(1, shares.Sum(), 0.05);
        }
    }

    [TestMethod]
    public async Task TheResultHoldsAccuracyConfusionMistakesAndCost()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(30);
        // Frames in the wrong class are mistakes of a model that has learned the rest.
        string[] right = [.. Directory.GetFiles(Command.File("hands/right"))];
        for (int i = 0; i < 10; i++) File.Move(right[i], Command.File($"hands/left/wrong{i}.png"));
        int job = await studio.Train(epochs: 40);
        JsonNode state = await studio.Ended();
        Assert.AreEqual("done", (string)state["state"]!, (string?)state["failure"]);
        JsonArray epochs = state["epochs"]!.AsArray();
        Assert.AreEqual((1, 50), ((int)epochs[0]!["number"]!, (int)epochs[0]!["of"]!));
        Assert.IsLessThan((double)epochs[0]!["loss"]!, (double)epochs[^1]!["loss"]!);
        Assert.HasCount(epochs.Count - 2, (await studio.Ask("/api/train?since=2"))["epochs"]!.AsArray());

        JsonNode result = await studio.Ask($"/api/train/result?job={job}");
        int[][] confusion = [.. result["confusion"]!.AsArray().Select(row => row!.AsArray().Select(count => (int)count!).ToArray())];
        int all = (int)result["testFrames"]!, wrong = confusion[0][1] + confusion[1][0];
        Assert.AreEqual(all, confusion.Sum(row => row.Sum()));
        Assert.AreEqual((double)(all - wrong) / all, (double)result["accuracy"]!, 1e-9);
        Assert.AreEqual(wrong, (int)result["mistakes"]!);
        Assert.AreEqual("left,right", string.Join(',', result["classes"]!.AsArray()));
        foreach (JsonNode? board in result["cost"]!["boards"]!.AsArray())
            Assert.IsTrue((double)board!["min"]! is > 0 and var min && (double)board["max"]! >= min);
        Assert.IsGreaterThan(1000, (long)result["cost"]!["needed"]!);

        JsonArray mistakes = (await studio.Ask($"/api/train/mistakes?job={job}&from=0&count=60"))["mistakes"]!.AsArray();
        Assert.HasCount(wrong + (int)result["learned"]!, mistakes);
        Assert.AreEqual(wrong, mistakes.Count(mistake => (bool)mistake!["isTest"]!));
        // Those in the wrong class are found, whether the network was trained on them or not.
        string[] found = [.. mistakes.Select(mistake => (string)mistake!["file"]!)];
        Assert.IsGreaterThanOrEqualTo(8, Enumerable.Range(0, 10).Count(i => found.Contains($"wrong{i}.png")));
        JsonNode first = mistakes[0]!;
        Assert.AreEqual(64, Convert.FromBase64String((string)first["picture"]!["data"]!).Length);
        string[] classes = ["left", "right"];
        string from = classes[(int)first["label"]!], to = classes[(int)first["predicted"]!], file = (string)first["file"]!;
        await studio.Ask("/api/data/move", new { project = "", @class = from, files = new[] { file }, to });
        Assert.IsTrue(File.Exists(Command.File($"hands/{to}/{file}")) && !File.Exists(Command.File($"hands/{from}/{file}")));
        Assert.IsNull((await studio.Ask($"/api/train/mistakes?job={job}&from=0&count=1"))["mistakes"]![0]!["picture"]);
    }

    [TestMethod]
    public async Task OneTrainingAtATimeIsStoppedSoonAndTheNextOneRuns()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(100, 32);
        int job = await studio.Train(epochs: 10_000);
        Assert.Contains("a training is running", await studio.Refusal("/api/train", OwnStudio.Training()));
        while ((await studio.Ask("/api/train?since=0"))["epochs"]!.AsArray().Count == 0) await Task.Delay(20);
        var time = Stopwatch.StartNew();
        await studio.Ask("/api/train/stop", new { job });
        Assert.AreEqual("stopped", (string)(await studio.Ask("/api/train?since=0"))["state"]!);
        Assert.Contains("no result", await studio.Refusal($"/api/train/result?job={job}"));
        // The next one begins when the thread of the first has ended.
        int next = await studio.Train(epochs: 1);
        while ((string)(await studio.Ask("/api/train?since=0"))["state"]! == "reading") await Task.Delay(5);
        Assert.IsLessThan(LongRun.Limit(5), time.Elapsed.TotalSeconds);
        await studio.Ask("/api/train/stop", new { job }); // an old page stops nothing
        Assert.AreEqual("done", (string)(await studio.Ended())["state"]!);
        Assert.AreEqual(job + 1, next);
    }

    [TestMethod]
    public async Task WhatCannotBeTrainedGetsASentenceThatSaysWhatToDo()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        Task<string> Refused() => studio.Refusal("/api/train", OwnStudio.Training());
        Assert.Contains("Add two classes or more", await Refused());
        await studio.AddClass("a");
        Assert.Contains("Class 'a' has no frames. Record some, or delete the class.", await Refused());
        await studio.Add("a", 2, 2, 1, new short[4], new short[4]);
        Assert.Contains("There is only one class, 'a'. Add another", await Refused());
        await studio.AddClass("b");
        await studio.Add("b", 2, 2, 1, new short[4]);
        Assert.Contains("Class 'b' has only one frame. Record at least two", await Refused());
        await studio.Add("b", 2, 2, 1, new short[4]);
        Command.Put("hands/b/other.npy", NpyFile.Of([1, 2, 2, 1], [new short[4]]));
        Assert.Contains("mix pictures and recordings", await Refused());
        File.Delete(Command.File("hands/b/other.npy"));
        Command.Put("hands/b/larger.png", File.ReadAllBytes(Repository.PathOf("docs", "images", "terminal.png")));
        await studio.Train(epochs: 1);
        JsonNode state = await studio.Ended();
        Assert.AreEqual("failed", (string)state["state"]!);
        Assert.Contains("images of different sizes", (string)state["failure"]!);
        File.Delete(Command.File("hands/b/larger.png"));
        foreach ((object request, string fragment) in ((object, string)[])[
            (OwnStudio.Training(network: "magic"), "network must be one of"), (OwnStudio.Training(shape: "0x0"), "must be HxWxC"),
            (OwnStudio.Training(shape: "4096x4096x64"), "must be HxWxC"), (OwnStudio.Training(epochs: 0), "epochs must be 1 to 10,000"),
            (OwnStudio.Training(seed: -1), "seed must be"), (OwnStudio.Training(project: "../x"), "there is no project")])
            Assert.Contains(fragment, await studio.Refusal("/api/train", request));
        await studio.Train(epochs: 1, file: "{}"u8.ToArray());
        Assert.Contains("network.json", (string)(await studio.Ended())["failure"]!);
    }

    [TestMethod]
    public async Task AFrameOfAnotherSizeIsNotTried()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(5);
        int job = await studio.Train(epochs: 1);
        await studio.Ended();
        foreach (int bytes in (int[])[0, 1, 126, 130, 127])
            Assert.Contains("but the model takes 64", await studio.Refusal("/api/train/try", new { job, values = new byte[bytes] }));
        Assert.HasCount(2, await Try(studio, job, new short[64]));
        Assert.HasCount(2, await Try(studio, job, [.. Enumerable.Repeat(short.MinValue, 64)]));
        foreach (int other in (int[])[0, job + 1, -1])
            Assert.Contains("no result", await studio.Refusal("/api/train/try", new { job = other, values = new byte[128] }));
        Assert.Contains("ending must be", await studio.Refusal($"/api/train/file?job={job}&ending=/../x"));
    }

    private static async Task<double[]> Try(OwnStudio studio, int job, short[] values) =>
        [.. (await studio.Ask("/api/train/try", new { job, values = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() }))["shares"]!
            .AsArray().Select(share => (double)share!)];
}
