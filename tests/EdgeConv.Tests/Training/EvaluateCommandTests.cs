using EdgeConv.Compiler.Reference;

namespace EdgeConv.Tests.Training;

/// <summary>`edgeconv evaluate`: the predictions are those that the reference engine gives frame by frame.</summary>
[TestClass]
public sealed class EvaluateCommandTests : CommandTests
{
    private static readonly string s_digits = Repository.PathOf("examples", "digits.json");

    [TestMethod]
    public void AllEnginesPredictWhatTheReferenceGivesFrameByFrame()
    {
        string data = TrainingData.Digits(Command.Folder);
        Graph graph = Pipeline.Run(ModelFile.Open(s_digits));
        using var lines = new StreamReader(new GZipStream(File.OpenRead(data), CompressionMode.Decompress));
        int frames = 0, right = 0;
        double loss = 0;
        int[,] confusion = new int[10, 10];
        while (lines.ReadLine() is { } line)
        {
            if (!char.IsAsciiDigit(line[0])) continue;
            int[] cells = [.. line.Split(',').Select(int.Parse)];
            Quantization input = graph.Inputs[0].Quantization!, output = graph.Outputs[0].Quantization!;
            sbyte[] frame = [.. cells[..64].Select(value =>
                (sbyte)Math.Clamp(Math.Round(value / (double)input.Scale, MidpointRounding.AwayFromZero) + input.ZeroPoint, -128, 127))];
            sbyte[] values = ReferenceEngine.Run(graph, [frame]).Int8(graph.Outputs[0]);
            int predicted = Array.IndexOf(values, values.Max());
            frames++;
            if (predicted == cells[64]) right++;
            confusion[cells[64], predicted]++;
            loss -= Math.Log(Math.Max(1.0 / 512, (values[cells[64]] - output.ZeroPoint) * (double)output.Scale));
        }
        Assert.AreEqual(1797, frames);
        Assert.IsGreaterThan(0.95 * frames, right);
        Command.Run(["pack", s_digits, "--out", "digits.ecm"]).AssertDone();
        File.Copy(Repository.PathOf("examples", "digits.labels.txt"), Command.File("digits.labels.txt"));
        string[][] runs = [[s_digits], [s_digits, "--engine", "reference"], [s_digits, "--engine", "compiled"], ["digits.ecm"]];
        foreach (string[] run in runs)
        {
            JsonNode json = Command.Run(["evaluate", .. run, "--data", data, "--json"]).AssertDone().Json;
            Assert.AreEqual((frames, right), ((int)json["frames"]!, (int)json["right"]!), string.Join(" ", run));
            Assert.AreEqual((double)right / frames, (double)json["accuracy"]!, 1e-6);
            Assert.AreEqual(loss / frames, (double)json["loss"]!, 1e-5);
            for (int i = 0; i < 100; i++) Assert.AreEqual(confusion[i / 10, i % 10], (int)json["confusion"]![i / 10]![i % 10]!);
            Assert.HasCount(frames - right, json["mistakes"]!.AsArray());
        }
        Command.Run(["evaluate", s_digits, "--data", data]).AssertDone($"{right:N0} of 1,797 frames right", "confusion", "misclassified");
    }

    [TestMethod]
    public void ClassesAreMatchedByTheirNames()
    {
        string data = TrainingData.Digits(Command.Folder);
        int Right(params string[] more) =>
            (int)Command.Run(["evaluate", s_digits, "--data", data, .. more, "--json"]).AssertDone().Json["right"]!;
        int right = Right();
        Command.Put("turned.txt", string.Join('\n', Enumerable.Range(0, 10).Select(i => (i + 1) % 10)));
        Assert.IsLessThan(right / 10, Right("--labels", "turned.txt"));
        Command.Put("words.txt", "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");
        Command.Run(["evaluate", s_digits, "--data", data, "--labels", "words.txt"]).AssertFailed(1, "has the class '0'");
    }

    [TestMethod]
    public void FramesAreConvertedAsTheModelExpects()
    {
        string data = TrainingData.Digits(Command.Folder);
        string path = Command.File("doubled.csv");
        using (var lines = new StreamReader(new GZipStream(File.OpenRead(data), CompressionMode.Decompress)))
        {
            File.WriteAllLines(path, lines.ReadToEnd().TrimEnd().Split('\n').Select(line => !char.IsAsciiDigit(line[0]) ? line.TrimEnd()
                : string.Join(',', line.TrimEnd().Split(',').Select((cell, i) => i == 64 ? cell : $"{3 * int.Parse(cell) + 5}"))));
        }
        JsonNode Run(string file, params string[] more) =>
            Command.Run(["evaluate", s_digits, "--data", file, .. more, "--json"]).AssertDone().Json;
        JsonNode plain = Run(data), converted = Run(path, "--scale", "0.3333333333333333", "--offset", "-1.6666666666666667");
        Assert.AreEqual((int)plain["right"]!, (int)converted["right"]!);
        Assert.AreNotEqual((int)plain["right"]!, (int)Run(path)["right"]!);
    }

    [TestMethod]
    public void AModelOfATrainingGivesTheAccuracyThatTheTrainingSaid()
    {
        TrainingData.Waves(Command.File("waves"));
        Command.Run(["train", "--data", "waves", "--window", "40", "--step", "20", "--out", "waves.json", "--epochs", "6", "--test",
            "0.5", "--report", "report"]).AssertDone();
        JsonNode json = Command.Run(["evaluate", "waves.json", "--data", "waves", "--step", "20", "--json"]).AssertDone().Json;
        Assert.AreEqual(40, (int)json["frames"]!);
        Assert.AreEqual("fast slow", string.Join(' ', json["classes"]!.AsArray().Select(name => (string)name!)));
    }

    [TestMethod]
    public void WhatDoesNotFitIsNamed()
    {
        string data = TrainingData.Digits(Command.Folder), bars = TrainingData.Bars(Command.Folder);
        void Refused(string fragment, params string[] args) => Command.Run(["evaluate", .. args]).AssertFailed(1, fragment);
        Refused("none.json", "none.json", "--data", data);
        Refused("none.csv", s_digits, "--data", "none.csv");
        Refused("bars.csv", s_digits, "--data", bars);
        Refused("2 classes", Repository.PathOf("examples", "hand.json"), "--data", Cut(bars));
        Command.Run(["evaluate", s_digits]).AssertFailed(2, "--data");
        Command.Run(["evaluate", s_digits, "--data", data, "--engine", "fast"]).AssertFailed(2, "--engine");
    }

    // Frames of 8x8 of two classes.
    private string Cut(string bars)
    {
        Command.Put("cut.csv", string.Join('\n', File.ReadLines(bars).Take(6).Select(line =>
            string.Join(',', Enumerable.Repeat("7", 28)) + "," + line)));
        return "cut.csv";
    }
}
