namespace EdgeConv.Tests.Projects;

/// <summary>`edgeconv new`: what it refuses, in one line and with nothing written; and a model of the user's own.</summary>
[TestClass]
public sealed class NewCommandTests : CommandTests
{
    [TestMethod]
    [DataRow("NAME 1st: a name has at most 40 letters", 1, "new", "1st")]
    [DataRow("NAME a/b: a name has", 1, "new", "a/b")]
    [DataRow("NAME Settings: Settings has another meaning", 1, "new", "Settings")]
    [DataRow("NAME: the name is empty", 2, "new", "")]
    [DataRow("--board esp64: it must be", 2, "new", "blinker", "--board", "esp64")]
    [DataRow("--sensor eye: it must be amg88xx or mpu6050 or mlx90640 or arducam-mega or none", 2, "new", "blinker", "--sensor", "eye")]
    [DataRow("--sensor arducam-mega: an ESP32-CAM has no four free pins for SPI; take another board or sensor", 1, "new", "blinker",
        "--sensor", "arducam-mega", "--board", "esp32-cam")]
    [DataRow("--output lamp: it must be led or servo or motor", 2, "new", "blinker", "--output", "lamp")]
    [DataRow("gone.json", 1, "new", "blinker", "--model", "gone.json")]
    [DataRow("gone.json", 1, "new", "blinker", "--board", "gone.json")]
    public void ARefusalIsOneLineAndNothingIsWritten(string fragment, int code, params string[] args)
    {
        Command.Run(args).AssertFailed(code, fragment);
        Assert.IsEmpty(Directory.GetFileSystemEntries(Command.Folder));
    }

    [TestMethod]
    public void AFolderThatIsNotEmptyStaysAsItIs()
    {
        Command.Put("blinker/mine.txt", "mine");
        Command.Run(["new", "blinker"]).AssertFailed(1, "blinker is not empty; name a new folder with --out");
        Command.AssertHolds("blinker", "mine.txt");
        Command.Put("file", "");
        Command.Run(["new", "blinker", "--out", "file"]).AssertFailed(1, "file");
    }

    [TestMethod]
    public void AModelThatDoesNotFitTheSensorIsRefused()
    {
        PutModel("small", "x", "y");
        Command.Run(["new", "blinker", "--sensor", "mpu6050", "--model", "model.json"])
            .AssertFailed(1, "model.json does not take the frames of --sensor mpu6050: ");
        Command.AssertHolds(".", "model.json");
    }

    [TestMethod]
    public void AModelThatDoesNotFitTheBoardIsRefused()
    {
        // Its output of 8 x 8 x 2000 needs more than the heap of a board without PSRAM.
        Command.Put("big.json", $$"""
            { "edgeconv": 1, "name": "big", "input": { "shape": [8, 8, 1] },
              "layers": [{ "type": "convolution", "filters": [{{string.Join(", ", Enumerable.Repeat("[[1]]", 2000))}}] }] }
            """);
        Command.Run(["new", "blinker", "--model", "big.json"]).AssertFailed(1, "big.json does not fit esp32: lacks ");
        Command.AssertHolds(".", "big.json");
    }

    [TestMethod]
    public void AModelOfOnesOwnIsCompiledAndCopied()
    {
        PutModel("small", "x", "y");
        Directory.CreateDirectory(Command.File("empty"));
        Command.Run(["new", "my-blinker", "--model", "model.json", "--out", "empty"])
            .AssertDone("project  my-blinker: AMG88xx to an LED on ESP32-DevKitC, model model.json", "written  empty");
        Assert.Contains("namespace my_blinker\n{", Command.Text("empty/firmware/Models/Model.cs"));
        CollectionAssert.AreEqual(Command.Bytes("model.json"), Command.Bytes("empty/model/model.json"));
        Assert.Contains("new Model()", Command.Text("empty/firmware/Loop.cs"));
        Assert.IsTrue(File.Exists(Command.File("empty/my-blinker.sln")));
        // The command that the README gives makes the same file.
        string code = Command.Text("empty/firmware/Models/Model.cs");
        string made = Regex.Match(code, "// Made by: edgeconv (.*)").Groups[1].Value;
        Assert.Contains("edgeconv " + made, Command.Text("empty/README.md"));
        Command.Run([.. made.Replace("model/", "empty/model/").Replace("firmware/", "empty/firmware/").Split(' ')]).AssertDone();
        static string Code(string text) => text[text.IndexOf("using System;")..];
        Assert.AreEqual(Code(code), Code(Command.Text("empty/firmware/Models/Model.cs")));
    }

    [TestMethod]
    public void AModelThatIsTooLargeForOneAssemblyGetsSeveral()
    {
        // 4 x 48 x 48 x 3 x 3 weights: 83 KB.
        string wide = string.Join(", ", Enumerable.Range(1, 48).Select(o => $"[{Rows(o, 48)}]"));
        string layer = $$"""{ "type": "convolution", "padding": "same", "filters": [{{wide}}] }""";
        string first = string.Join(", ", Enumerable.Range(1, 48).Select(o => $"[{Rows(o, 1)}]"));
        Command.Put("deep.json", $$"""
            { "edgeconv": 1, "name": "deep", "input": { "shape": [8, 8, 1] }, "layers": [
              { "type": "convolution", "padding": "same", "filters": [{{first}}] }, {{layer}}, {{layer}}, {{layer}}, {{layer}},
              { "type": "averagePool", "window": [8, 8] }] }
            """);
        Command.Run(["new", "deep", "--model", "deep.json"]).AssertDone("model deep.json");
        Assert.Contains("DeepModelPart2.cs\"", Command.Text("deep/firmware/deep.nfproj"));
        Assert.Contains("part 2 of ", Command.Text("deep/firmware/Models/DeepModelPart2.cs"));
        Assert.Contains("class library of each file `firmware/Models/DeepModelPart*.cs`", Command.Text("deep/README.md"));
        Assert.Contains("--class DeepModel --assemblies", Command.Text("deep/README.md"));

        static string Rows(int filter, int channels) => string.Join(", ", Enumerable.Range(0, 3).Select(row => "[" + string.Join(", ",
            Enumerable.Range(0, 3).Select(column => "[" + string.Join(", ", Enumerable.Range(0, channels)
                .Select(channel => (filter * 31 + row * 17 + column * 7 + channel * 13) % 119 - 59)) + "]")) + "]"));
    }
}
