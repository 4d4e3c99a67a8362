namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv quantize`.</summary>
[TestClass]
public sealed class QuantizeTests : CommandTests
{
    [TestInitialize]
    public void WriteTheModel() => Command.Put("digits.onnx", TrainedOnnx.Plain);

    [TestMethod]
    public void WritesTheSameModelTwiceAndSaysWhatItCosts()
    {
        string[] options = ["--scale", "0.0625", "--labels", "--count", "100"];
        string[] quantize = ["quantize", "digits.onnx", "--calibration", TrainingData.Digits(Command.Folder), .. options, "--out"];
        Command.Run([.. quantize, "a.tflite"]).AssertDone("SNR dB", "alone dB", "strokes", "lose most precision", "accuracy  float 9",
            "frames    100 of 1797", "16 of the sensor", "written");
        Console.WriteLine(Command.Output);
        Command.Run([.. quantize, "b.tflite"]).AssertDone();
        CollectionAssert.AreEqual(Command.Bytes("a.tflite"), Command.Bytes("b.tflite"));
        Command.Run([.. quantize, "a.json"]).AssertDone();
        foreach (string model in (string[])["a.tflite", "a.json"]) Command.Run(["inspect", model]).AssertDone();
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*.partial*"));
    }

    [TestMethod]
    public void TakesFramesWithoutLabels()
    {
        IEnumerable<string> rows = Enumerable.Range(1, 20).Select(k => string.Join(',', Enumerable.Range(0, 64).Select(i => i * k % 17)));
        Command.Put("frames.csv", FrameFiles.Csv([.. rows]));
        Quantize("frames.csv", "--scale", "0.0625").AssertDone();
        Assert.DoesNotContain("accuracy", Command.Output);
    }

    [TestMethod]
    public void FramesAloneNeedNoLabels()
    {
        TrainingData.Recordings(Command.File("boards"), 8, 8);
        Directory.Delete(Command.File("boards/left"), recursive: true); // one class is left
        Command.Put("plain/recorded.npy", Command.Bytes("boards/right/right_0.npy"));
        foreach ((string folder, int frames) in ((string, int)[])[("boards", 24), ("plain", 6)])
            Quantize(folder, "--scale", "0.01").AssertDone($"frames    {frames} of {frames} in {folder}");
        Quantize("boards", "--labels").AssertFailed(1, "holds only one class");
        Quantize("plain", "--labels").AssertFailed(1, "the file's name holds no label");
    }

    [TestMethod]
    [DataRow("--out", "a.bin", 2, "name a .tflite or .json"), DataRow("--scale", "0", 2, "it must not hold 0")]
    [DataRow("--scale", "1,x", 2, "numbers separated by commas"), DataRow("--mean", "1", 2, "must be given together")]
    [DataRow("--ranges", "wide", 2, "wide")]
    [DataRow("--count", "0", 2, "from 1 to 10000")]
    [DataRow("--scale", "1,2", 1, "the model's input has 1 channel")]
    public void RefusesOptions(string option, string value, int exitCode, string text)
    {
        string[] rest = option == "--out" ? [] : ["--out", "a.tflite"];
        string data = TrainingData.Digits(Command.Folder);
        Command.Run(["quantize", "digits.onnx", "--calibration", data, option, value, .. rest]).AssertFailed(exitCode, text);
        Assert.IsFalse(File.Exists(Command.File("a.tflite")));
    }

    [TestMethod]
    public void RefusesWhatIsNotThere()
    {
        Quantize("none").AssertFailed(1, "no such file or folder");
        string[] to = ["--out", "a.tflite", "--calibration"];
        Command.Run(["quantize", "none.onnx", .. to, "digits.onnx"]).AssertFailed(1, "none.onnx: there is no such file");
        Command.Put("row.csv", FrameFiles.Csv("1,2,3"));
        Quantize("row.csv").AssertFailed(1, "row.csv, row 1");
        Command.Put("bad.onnx", TrainedOnnx.Plain[..500]);
        Command.Run(["quantize", "bad.onnx", .. to, "row.csv"]).AssertFailed(1, "bad.onnx: ");
    }

    private SimulatedCommand Quantize(string frames, params string[] options) =>
        Command.Run(["quantize", "digits.onnx", "--calibration", frames, .. options, "--out", "a.tflite"]);
}
