using EdgeConv.Tests.Quantizing;
using EdgeConv.Tests.Training;

namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv quantize`.</summary>
[TestClass]
public sealed class QuantizeTests
{
    [TestMethod]
    public void WritesTheSameModelTwiceAndSaysWhatItCosts()
    {
        using var command = new SimulatedCommand();
        string model = command.File("digits.onnx"), data = TrainingData.Digits(command.Folder);
        File.WriteAllBytes(model, TrainedOnnx.Plain);
        string[] arguments = ["quantize", model, "--calibration", data, "--scale", "0.0625", "--labels", "--count", "100", "--out"];
        command.Run([.. arguments, command.File("a.tflite")]).AssertDone();
        Console.WriteLine(command.Output);
        foreach (string text in (string[])["SNR dB", "alone dB", "strokes", "costs most", "accuracy  float 9", "frames    100 of 1797",
            "16 of the sensor", "written"]) StringAssert.Contains(command.Output, text);
        command.Run([.. arguments, command.File("b.tflite")]).AssertDone();
        CollectionAssert.AreEqual(File.ReadAllBytes(command.File("a.tflite")), File.ReadAllBytes(command.File("b.tflite")));
        command.Run(["inspect", command.File("a.tflite")]).AssertDone();
        command.Run([.. arguments, command.File("a.json")]).AssertDone();
        command.Run(["inspect", command.File("a.json")]).AssertDone();
        Assert.IsEmpty(Directory.GetFiles(command.Folder, "*.partial*"));
    }

    [TestMethod]
    public void TakesFramesWithoutLabels()
    {
        using var command = new SimulatedCommand();
        string model = command.File("digits.onnx"), frames = command.File("frames.csv");
        File.WriteAllBytes(model, TrainedOnnx.Plain);
        File.WriteAllBytes(frames,
            FrameFiles.Csv([.. Enumerable.Range(1, 20).Select(k => string.Join(',', Enumerable.Range(0, 64).Select(i => i * k % 17)))]));
        command.Run(["quantize", model, "--calibration", frames, "--scale", "0.0625", "--out", command.File("a.tflite")]).AssertDone();
        Assert.DoesNotContain("accuracy", command.Output);
    }

    [TestMethod]
    public void FramesAloneNeedNoLabels()
    {
        using var command = new SimulatedCommand();
        string model = command.File("digits.onnx");
        File.WriteAllBytes(model, TrainedOnnx.Plain);
        TrainingData.Recordings(command.File("boards"), 8, 8);
        Directory.Delete(command.File("boards/left"), recursive: true); // one class is left
        Directory.CreateDirectory(command.File("plain"));
        File.Copy(command.File("boards/right/right_0.npy"), command.File("plain/recorded.npy"));
        foreach ((string folder, int frames) in ((string, int)[])[("boards", 24), ("plain", 6)])
        {
            command.Run(["quantize", model, "--calibration", command.File(folder), "--scale", "0.01", "--out", command.File("a.tflite")])
                .AssertDone();
            Assert.Contains($"frames    {frames} of {frames} in {folder}", command.Output);
        }
        File.Delete(command.File("a.tflite"));
        command.Run(["quantize", model, "--calibration", command.File("boards"), "--labels", "--out", command.File("a.tflite")])
            .AssertFailed(1, "one class only");
        command.Run(["quantize", model, "--calibration", command.File("plain"), "--labels", "--out", command.File("a.tflite")])
            .AssertFailed(1, "no label in its name");
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
        using var command = new SimulatedCommand();
        string model = command.File("digits.onnx"), data = TrainingData.Digits(command.Folder);
        File.WriteAllBytes(model, TrainedOnnx.Plain);
        string[] rest = option == "--out" ? [] : ["--out", command.File("a.tflite")];
        command.Run(["quantize", model, "--calibration", data, option, value, .. rest]).AssertFailed(exitCode, text);
        Assert.IsFalse(File.Exists(command.File("a.tflite")));
    }

    [TestMethod]
    public void RefusesWhatIsNotThere()
    {
        using var command = new SimulatedCommand();
        string model = command.File("digits.onnx");
        File.WriteAllBytes(model, TrainedOnnx.Plain);
        command.Run(["quantize", model, "--calibration", command.File("none"), "--out", command.File("a.tflite")])
            .AssertFailed(1, "no such file or folder");
        command.Run(["quantize", command.File("none.onnx"), "--calibration", model, "--out", command.File("a.tflite")])
            .AssertFailed(1, "none.onnx: no such file");
        File.WriteAllBytes(command.File("row.csv"), FrameFiles.Csv("1,2,3"));
        command.Run(["quantize", model, "--calibration", command.File("row.csv"), "--out", command.File("a.tflite")])
            .AssertFailed(1, "row.csv, row 1");
        File.WriteAllBytes(command.File("bad.onnx"), TrainedOnnx.Plain[..500]);
        command.Run(["quantize", command.File("bad.onnx"), "--calibration", command.File("row.csv"), "--out", command.File("a.tflite")])
            .AssertFailed(1, "bad.onnx: ");
    }
}
