namespace EdgeConv.Tests.Simulation;

/// <summary>simulate answers first: the class it read and how many are right, or else the readout and what the output does.</summary>
[TestClass]
public sealed class RunAnswerTests : CommandTests
{
    // The output is the brightness of two pixels: the brighter one is the class.
    private const string Brighter = """
        { "edgeconv": 1, "input": { "shape": [1, 2, 1], "scale": 1, "zeroPoint": -128 }, "layers": [{ "type": "flatten" }] }
        """;

    [TestMethod]
    public void DigitsAreReadAndJudged()
    {
        Command.Simulate("--count", "54").AssertDone("answer      reads 3, 53 of 54 right (frame 53 reads 3, is 8)");
        Assert.AreEqual("53 of 54 right", (string?)Command.Report["total"]);
        Assert.AreEqual("reads 7", (string?)Command.Report["frames"]![0]!["answer"]);
        Assert.IsFalse((bool)Command.Report["frames"]![53]!["right"]!);
        Assert.MatchesRegex("<p class=\"big\"[^>]*>reads 3, 53 of 54 right", Command.Text("out/report.html"));
    }

    [TestMethod]
    public void WithoutClassesTheValueAndTheOutputAreTheAnswer()
    {
        Command.Simulate("--example", "hand").AssertDone("answer      how warm the warmest spot is: 113, fan at 61.94 %");
        Assert.IsNull(Command.Report["total"]);
        Assert.IsNull(Command.Report["frames"]![0]!["right"]);
    }

    [TestMethod]
    public void AFrameThatTheNetworkDidNotSeeHasNoAnswer()
    {
        Command.Simulate("--count", "10", "--fault", "fail@7-9").AssertDone("answer      no answer: safe (sensor failed), 7 of 7 right");
        Assert.IsNull(Command.Report["frames"]![8]!["right"]);
    }

    [TestMethod]
    [DataRow("left\nright\n", "0,9,right|9,0,left", "reads left, 2 of 2 right")]
    [DataRow("left\nright\n", "0,9,left|9,0,left", "reads left, 1 of 2 right (frame 0 reads right, is left)")]
    [DataRow("left\nright\n", "0,9,right_7|9,0,left_12", "reads left, 2 of 2 right")]
    [DataRow("left\nright\n", "0,9,right|9,0,elsewhere", "reads left")]
    [DataRow("left\n\u001b[2Jright\n", "0,9,x|0,9,x", "reads ?[2Jright")]
    [DataRow(null, "0,9,right|9,0,left", "element 0 of the output: 9, servo at 1,036 µs (5.18 %)")]
    [DataRow("left\n", "0,9,right|9,0,left", "element 0 of the output: 9, servo at")]
    public void NamesBesideTheModelJudgeFramesOfTheseClasses(string? labels, string rows, string answer)
    {
        Command.Put("model.json", Brighter);
        if (labels is not null) Command.Put("model.labels.txt", labels);
        Command.Put("frames.csv", rows.Replace('|', '\n'));
        Command.Simulate("--model", "model.json", "--frames", "frames.csv").AssertDone("answer      " + answer);
        bool isDamaged = labels is not null && labels.Count(c => c == '\n') != 2;
        Assert.AreEqual(isDamaged, Command.Output.Contains("class names are not shown: model.labels.txt holds 1 name"), Command.Output);
        if (!answer.Contains("of 2")) Assert.DoesNotContain("of 2 right", Command.Output);
    }

    [TestMethod]
    public void ARecordingOfAnotherSizeIsSaidToBeScaled()
    {
        Command.Put("photo.png", FrameFiles.Png(40, 20, (x, y) => FrameFiles.Grey(x * y % 256)));
        Command.Simulate("--frames", "photo.png").AssertDone("each frame was scaled from 20x40 to the model's 8x8 (rows x columns)");
        Assert.Contains("this changed the ratio", (string)Command.Report["fitted"]!);
        Command.Put("square.png", FrameFiles.Png(40, 40, (x, y) => FrameFiles.Grey(x * y % 256)));
        Command.Simulate("--frames", "square.png").AssertDone("scaled from 40x40");
        Assert.DoesNotContain("ratio", Command.Output);
        Command.Put("same.png", FrameFiles.Png(8, 8, (x, y) => FrameFiles.Grey(x * y)));
        Command.Simulate("--frames", "same.png").AssertDone();
        Assert.DoesNotContain("scaled", Command.Output);
        Command.Put("long.npy", FrameFiles.Npy("<i2", "(150, 3)", [.. Enumerable.Range(0, 900).Select(i => (byte)(i % 50))]));
        Command.Simulate("--example", "gesture", "--frames", "long.npy")
            .AssertDone("cut into windows of the model's 64 samples; the last 22 samples fill no window and were left out");
    }
}
