namespace EdgeConv.Tests.Training;

/// <summary>`edgeconv train` on bad data, networks and options: one line, and nothing written.</summary>
[TestClass]
public sealed class TrainRefusalTests
{
    private static void Refuses(Action<SimulatedCommand> prepare, string data, int exitCode, string fragment, params string[] options)
    {
        using SimulatedCommand command = new();
        prepare(command);
        command.Run(["train", "--data", data, "--out", "model.json", "--report", "out", .. options]).AssertFailed(exitCode, fragment);
        Assert.IsFalse(File.Exists(command.File("model.json")));
        Assert.IsFalse(File.Exists(command.File("model.labels.txt")));
    }

    private static void Refuses(string table, string fragment, params string[] options) =>
        Refuses(command => command.Put("data.csv", table), "data.csv", 1, fragment, options);

    private static void RefusesNetwork(string network, string fragment) => Refuses(command =>
    {
        TrainingData.Bars(command.Folder);
        command.Put("network.json", network);
    }, "bars.csv", 1, fragment, "--network", "network.json");

    private static void RefusesFolder(string fragment, params (string Name, byte[] Content)[] files) => Refuses(command =>
    {
        foreach ((string name, byte[] content) in files) command.Put("data/" + name, content);
    }, "data", 1, fragment);

    private static byte[] Image(int width, int height, int level) => FrameFiles.Png(width, height, (_, _) => FrameFiles.Grey(level));

    [TestMethod]
    public void TablesThatCannotBeLearnedFrom()
    {
        Refuses("1,2,3,4,a\n1,2,3,5,a\n", "only one class ('a')");
        Refuses("1,2,3,4,a\n1,NaN,3,5,b\n", "data.csv, row 2, column 2: 'NaN' is not a number");
        Refuses("1,2,3,4,a\n1,,3,5,b\n", "row 2, column 2");
        Refuses("1,2,3,4,a\n1,2,3,b\n", "row 2: 4 values, but the rows above have 5");
        Refuses("1,2,3,4,a\n1,2,3,4,b\n", "too little data to split: class 'a' has one recording");
        Refuses("1,2,3,4,a\n1,1e39,3,5,b\n", "row 2, column 2: '1e39' is outside the range that training takes");
        Refuses("1,2,3,4,a\n1,2,3,5,\n", "row 2: no label in column 5");
        Refuses("1,2,3,a\n1,2,3,b\n", "3 values in a row beside the label in column 4 make no square frame");
        Refuses("1,2,3,4,a\n1,2,3,4,b\n", "a frame of 3x3x1 has 9", "--shape", "3x3x1");
        Refuses("a,b,c,d,kind\n1,2,3,4,a\n", "--label colour: no column", "--label", "colour");
        Refuses("", "holds no frames");
        Refuses("1,2,3,4,a\n1,2,3,4,a\n1,2,3,4,b\n1,2,3,4,b\n", "has 4 recordings; none are left to test", "--split", "first:4");
        Refuses("1,2,3,4,a\n1,2,3,4,a\n1,2,3,4,b\n1,2,3,4,b\n", "class 'b' is not among the first 2", "--split", "first:2");
        Refuses(_ => { }, "missing.csv", 1, "no such file or folder");
    }

    [TestMethod]
    public void FoldersThatCannotBeLearnedFrom()
    {
        Refuses(command => Directory.CreateDirectory(command.File("data")), "data", 1, "no images");
        byte[] row = "1,2,3\n"u8.ToArray();
        RefusesFolder("images of different sizes", ("a/1.png", Image(8, 8, 10)), ("b/1.png", Image(16, 8, 200)));
        RefusesFolder("mixes images and recordings", ("a/1.png", Image(8, 8, 10)), ("b/1.csv", row));
        RefusesFolder("the file's name holds no label", ("shake.csv", row));
        RefusesFolder("all recordings are shorter than a window of 200 samples", ("shake_1.csv", row), ("idle_1.csv", row));
        Refuses(command => Directory.CreateDirectory(command.File("data/a")), "data", 1, "no images");
    }

    [TestMethod]
    public void DamagedRecordingsAreNamed()
    {
        byte[] good = FrameFiles.Npy("<i2", "(50, 3)", new byte[300]);
        byte[] notANumber = [.. Enumerable.Range(0, 150).SelectMany(i => BitConverter.GetBytes(i == 75 ? float.NaN : 1f))];
        foreach ((byte[] damaged, string fragment) in ((byte[], string)[])
        [
            ([], "b_9.npy is not a .npy file"),
            ("no recording"u8.ToArray(), "b_9.npy is not a .npy file"),
            ([.. good[..8], 255, 255, .. good[10..]], "b_9.npy is damaged: its header would have 65,535 bytes"),
            (good[..128], "b_9.npy holds no values"),
            (FrameFiles.Npy("<i2", "(50, 2)", new byte[200]), "frames of different shapes"),
            (FrameFiles.Npy("<f4", "(50, 3)", notANumber), "b_9.npy, row 26 holds a value that is not a number"),
        ])
            Refuses(command =>
            {
                foreach (string name in (string[])["a_1", "a_2", "b_1", "b_2"]) command.Put($"data/{name}.npy", good);
                command.Put("data/b_9.npy", damaged);
            }, "data", 1, fragment, "--window", "20");
        Refuses(command =>
        {
            for (int i = 0; i < 4; i++) command.Put($"data/{i % 2}/{i}.csv", i == 3 ? "x,y\n1,2\n3,NaN\n" : "x,y\n1,2\n3,4\n");
        }, "data", 1, "3.csv, row 3, column 2: 'NaN' is not a number", "--window", "2");
    }

    [TestMethod]
    public void WhereNothingCanBeWrittenIsSaidBeforeDataAreRead()
    {
        foreach ((string option, string place, string fragment) in ((string, string, string)[])
        [
            ("--out", "nowhere/m.json", "there is no folder"),
            ("--out", "taken.json", "is a folder; name a file"),
            ("--out", new string('n', 252) + ".json", "cannot be written"),
            ("--report", "file", "is a file; name a folder"),
            ("--report", "file/below", "is a file; name another folder"),
            ("--report", new string('n', 256), "cannot be written"),
        ])
        {
            using SimulatedCommand command = new();
            Directory.CreateDirectory(command.File("taken.json"));
            command.Put("file", "");
            string[] others = option == "--out" ? ["--report", "report"] : ["--out", "m.json"];
            command.Run(["train", "--data", "none.csv", option, place, .. others]).AssertFailed(1, fragment);
            Assert.Contains(option, command.Error);
            IEnumerable<string?> left = Directory.GetFileSystemEntries(command.Folder).Select(Path.GetFileName);
            Assert.AreEqual("file taken.json", string.Join(' ', left.Order()));
        }
    }

    [TestMethod]
    public void AnUnreadableImageAmongGoodOnesIsNamedAndCounted()
    {
        using SimulatedCommand command = new();
        for (int i = 0; i < 8; i++)
        {
            command.Put($"data/dark/{i}.png", Image(8, 8, 10 + i));
            command.Put($"data/light/{i}.png", Image(8, 8, 200 + i));
        }
        command.Put("data/light/torn.png", "no image");
        command.Put("data/dark/short.png", Image(8, 8, 13)[..^30]);
        string[] brief = ["--epochs", "20", "--fine-tuning", "3"];
        command.Run(["train", "--data", "data", "--out", "model.json", "--report", "report", .. brief]).AssertDone("torn.png: not an image",
            "short.png is a damaged image", "2 files not used", "16 frames of 8x8x1", "100.0 %");
    }

    [TestMethod]
    public void ALossThatDivergesIsSaid() =>
        Refuses(command => TrainingData.Bars(command.Folder), "bars.csv", 1, "the loss diverges", "--rate", "1000", "--optimizer", "sgd");

    [TestMethod]
    public void TeachersAndChangesThatDoNotFitAreNamed()
    {
        RefusesBars("the teacher, epoch ", "--rate", "1000", "--optimizer", "sgd", "--teacher", "mine.json");
        // A window of 7 does not fit frames of 6x6. It is said at once, also with a search.
        RefusesBars("large.json: ", "--teacher", "large.json");
        RefusesBars("large.json: ", "--teacher", "large.json", "--budget-il", "10000");
        RefusesBars("missing.json", "--teacher", "missing.json");
        Refuses(command => TrainingData.Waves(command.File("waves")), "waves", 1, "--warp is for frames with classes", "--window", "40",
            "--warp", "0.05");

        static void RefusesBars(string fragment, params string[] options) => Refuses(command =>
        {
            TrainingData.Bars(command.Folder);
            foreach ((string name, int size) in ((string, int)[])[("mine", 3), ("large", 7)])
                command.Put($"{name}.json", $$"""
                    { "edgeconv": 1, "layers": [ { "type": "convolution", "filters": 3, "size": {{size}}, "padding": "valid" },
                        { "type": "fullyConnected", "outputs": "classes" } ] }
                    """);
        }, "bars.csv", 1, fragment, options);
    }

    [TestMethod]
    public void NetworksThatCannotBeTrained()
    {
        foreach ((string layers, string fragment) in ((string, string)[])
        [
            ("""{ "type": "maxPool", "window": 2 }""", "no layer with weights"),
            ("""{ "type": "convolution", "filters": ["sobel-x"] }""", "layers[0].size: is missing"),
            ("""{ "type": "convolution", "filters": ["sobel-x"], "size": 3 }""", "lists the weights, so there is nothing to train"),
            ("""{ "type": "fullyConnected", "outputs": 3 }""", "ends with 1x1x3 values, but the data has 2 classes"),
            ("""{ "type": "convolution", "filters": 2, "size": 9 }""", "layers[0]: a window of 9 does not fit"),
            ("""{ "type": "batchNorm" }, { "type": "fullyConnected", "outputs": "classes" }""", "batchNorm must come right after"),
            ("""{ "type": "softmax" }, { "type": "fullyConnected", "outputs": "classes" }""", "comes after softmax"),
            ("""{ "type": "flatten" }, { "type": "maxPool", "window": 2 }""", "needs a map"),
            ("""{ "type": "dropout", "rate": 1 }""", "from 0 to below 1"),
            ("""{ "type": "fullyConnected", "outputs": 4096 }, { "type": "fullyConnected", "outputs": 4096 }""",
                "above 1,048,576 weights"),
            ("""{ "type": "add", "with": "input" }""", "must be one of"),
        ])
            RefusesNetwork($$"""{ "edgeconv": 1, "layers": [ {{layers}} ] }""", fragment);
        RefusesNetwork("", "network.json: line 1, column 1: this is no valid JSON");
    }

    [TestMethod]
    public void WrongOptions()
    {
        foreach ((string option, string value) in ((string, string)[])
            [("--seeds", "0"), ("--rate", "x"), ("--split", "half"), ("--shape", "8"), ("--test", "0"), ("--noise", "-1"),
                ("--optimizer", "lion"), ("--window", "0"), ("--step", "0")])
            Refuses(command => TrainingData.Bars(command.Folder), "bars.csv", 2, option, option, value);
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Bars(command.Folder), "--out"];
        command.Run([.. train, "model.onnx"]).AssertFailed(2, "name a .json or .tflite file");
        command.Run([.. train, "m.json", "--network", "big"]).AssertFailed(1, "give tiny-1d");
        command.Run([.. train, "m.json", "--teacher", "big"]).AssertFailed(1, "--teacher big: give tiny-1d");
    }
}
