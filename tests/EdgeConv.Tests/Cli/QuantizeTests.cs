namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv quantize`.</summary>
[TestClass]
public sealed class QuantizeTests : CommandTests
{
    [TestMethod]
    public void WritesTheSameModelTwiceAndSaysWhatItCosts()
    {
        string[] arguments = ["quantize", Digits(), "--calibration", TrainingData.Digits(Command.Folder), "--scale", "0.0625",
            "--labels", "--count", "100", "--out"];
        Command.Run([.. arguments, Command.File("a.tflite")]).AssertDone();
        Console.WriteLine(Command.Output);
        foreach (string text in (string[])["SNR dB", "alone dB", "strokes", "costs most", "accuracy  float 9", "frames    100 of 1797",
            "16 of the sensor", "written"]) Assert.Contains(text, Command.Output);
        Command.Run([.. arguments, Command.File("b.tflite")]).AssertDone();
        CollectionAssert.AreEqual(File.ReadAllBytes(Command.File("a.tflite")), File.ReadAllBytes(Command.File("b.tflite")));
        Command.Run(["inspect", Command.File("a.tflite")]).AssertDone();
        Command.Run([.. arguments, Command.File("a.json")]).AssertDone();
        Command.Run(["inspect", Command.File("a.json")]).AssertDone();
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*.partial*"));
    }

    [TestMethod]
    public void TakesFramesWithoutLabels()
    {
        IEnumerable<string> rows = Enumerable.Range(1, 20).Select(k => string.Join(',', Enumerable.Range(0, 64).Select(i => i * k % 17)));
        File.WriteAllBytes(Command.File("frames.csv"), FrameFiles.Csv([.. rows]));
        Quantize("frames.csv", "--scale", "0.0625").AssertDone();
        Assert.DoesNotContain("accuracy", Command.Output);
    }

    [TestMethod]
    public void FramesAloneNeedNoLabels()
    {
        TrainingData.Recordings(Command.File("boards"), 8, 8);
        Directory.Delete(Command.File("boards/left"), recursive: true); // one class is left
        Directory.CreateDirectory(Command.File("plain"));
        File.Copy(Command.File("boards/right/right_0.npy"), Command.File("plain/recorded.npy"));
        foreach ((string folder, int frames) in ((string, int)[])[("boards", 24), ("plain", 6)])
        {
            Quantize(folder, "--scale", "0.01").AssertDone();
            Assert.Contains($"frames    {frames} of {frames} in {folder}", Command.Output);
        }
        Quantize("boards", "--labels").AssertFailed(1, "one class only");
        Quantize("plain", "--labels").AssertFailed(1, "no label in its name");
    }

    [TestMethod]
    [DataRow("--out", "a.bin", 2, "name a .tflite or .json")]
    [DataRow("--scale", "0", 2, "not 0")]
    [DataRow("--scale", "1,x", 2, "numbers with commas")]
    [DataRow("--mean", "1", 2, "go together")]
    [DataRow("--ranges", "wide", 2, "wide")]
    [DataRow("--count", "0", 2, "from 1 to 10000")]
    [DataRow("--scale", "1,2", 1, "the model's input has 1 channel")]
    public void RefusesOptions(string option, string value, int exitCode, string text)
    {
        string[] rest = option == "--out" ? [] : ["--out", Command.File("a.tflite")];
        string data = TrainingData.Digits(Command.Folder);
        Command.Run(["quantize", Digits(), "--calibration", data, option, value, .. rest]).AssertFailed(exitCode, text);
        Assert.IsFalse(File.Exists(Command.File("a.tflite")));
    }

    [TestMethod]
    public void RefusesWhatIsNotThere()
    {
        Quantize("none").AssertFailed(1, "no such file or folder");
        string[] to = ["--out", Command.File("a.tflite"), "--calibration"];
        Command.Run(["quantize", Command.File("none.onnx"), .. to, Digits()]).AssertFailed(1, "none.onnx: no such file");
        File.WriteAllBytes(Command.File("row.csv"), FrameFiles.Csv("1,2,3"));
        Quantize("row.csv").AssertFailed(1, "row.csv, row 1");
        File.WriteAllBytes(Command.File("bad.onnx"), TrainedOnnx.Plain[..500]);
        Command.Run(["quantize", Command.File("bad.onnx"), .. to, Command.File("row.csv")]).AssertFailed(1, "bad.onnx: ");
    }

    private SimulatedCommand Quantize(string frames, params string[] options) =>
        Command.Run(["quantize", Digits(), "--calibration", Command.File(frames), .. options, "--out", Command.File("a.tflite")]);

    private string Digits()
    {
        File.WriteAllBytes(Command.File("digits.onnx"), TrainedOnnx.Plain);
        return Command.File("digits.onnx");
    }
}
