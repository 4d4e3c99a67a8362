namespace EdgeConv.Tests.Cli;

/// <summary>Names in the pages that verbs write are text, never elements of the page.</summary>
[TestClass]
public sealed class PageTests : CommandTests
{
    private const string Name = "<evil a=\"'\">&";

    [TestMethod]
    public void NamesOfAModelAndABoard()
    {
        string model = Model(Command), board = Command.File("board.json");
        string text = Repository.Text("hardware", "boards", "esp32-c3-devkitm-1.json");
        File.WriteAllText(board, text.Replace("\"source\": \"", "\"source\": \"<evil>").Replace("\"title\": \"", "\"title\": \"<evil>")
            .Replace("\"measured\": null", "\"measured\": 100"));
        foreach (string verb in (string[])["inspect", "profile"])
        {
            Command.Run([verb, model, "--board", board, "--html", Command.File(verb + ".html")]).AssertDone();
            AssertText(Command.File(verb + ".html"), "&lt;evil a=");
            AssertText(Command.File(verb + ".html"), "&lt;evil&gt;");
        }
    }

    [TestMethod]
    public void NamesOfFramesAndTheirFile()
    {
        string frames = Command.File("<evil>.csv");
        File.WriteAllText(frames, $"1,2,3,4,\"{Name.Replace("\"", "\"\"")}\"\n");
        Command.Simulate("--model", Model(Command), "--frames", frames).AssertDone();
        AssertText(Path.Combine(Command.Out, "report.html"), "\\u003Cevil a=");
        AssertText(Path.Combine(Command.Out, "report.html"), "\\u003Cevil\\u003E.csv");
    }

    [TestMethod]
    public void NamesOfChannelsAndTheirFile()
    {
        string edges = string.Concat(Enumerable.Range(0, 40).Select(i => $"#{i * 1000}\n{i % 2}!\n"));
        File.WriteAllText(Command.File("<evil>.vcd"), $"$timescale 1 us $end\n$var wire 1 ! <evil>pwm $end\n$enddefinitions $end\n{edges}");
        Command.Run(["measure", Command.File("<evil>.vcd"), "--out", Command.Out]).AssertDone();
        AssertText(Path.Combine(Command.Out, "measure.html"), "&lt;evil&gt;.vcd: &lt;evil&gt;pwm");
    }

    [TestMethod]
    public void NamesOfClassesAndTheirFile()
    {
        string bars = TrainingData.Bars(Command.Folder, 24), data = Command.File("<evil>.csv");
        File.WriteAllText(data, File.ReadAllText(bars).Replace("upright", "<evil>up"));
        string[] brief = ["--epochs", "1", "--fine-tuning", "0", "--report", Command.Out];
        Command.Run(["train", "--data", data, "--out", Command.File("model.json"), .. brief]).AssertDone();
        AssertText(Path.Combine(Command.Out, "report.html"), "&lt;evil&gt;up");
    }

    private static string Model(SimulatedCommand command)
    {
        string path = command.File("model.json"), name = JsonSerializer.Serialize(Name);
        File.WriteAllText(path, $$"""
            { "edgeconv": 1, "name": {{name}}, "input": { "name": {{name}}, "shape": [2, 2, 1] },
              "layers": [{ "type": "convolution", "name": {{JsonSerializer.Serialize(Name + 1)}}, "filters": [[[1, 2], [3, 4]]] }] }
            """);
        return path;
    }

    private static void AssertText(string page, string escaped)
    {
        string text = File.ReadAllText(page);
        Assert.Contains(escaped, text);
        Assert.DoesNotContain("<evil", text);
    }
}
