using System.Text.Json;
using EdgeConv.NanoClr;
using EdgeConv.Tests.Training;

namespace EdgeConv.Tests.Cli;

/// <summary>Names in the pages that verbs write are text, never elements of the page.</summary>
[TestClass]
public sealed class PageTests
{
    private const string Name = "<evil a=\"'\">&";

    [TestMethod]
    public void NamesOfAModelAndABoard()
    {
        using var command = new SimulatedCommand();
        string model = Model(command), board = command.File("board.json");
        string text = File.ReadAllText(Repository.PathOf("hardware", "boards", "esp32-c3-devkitm-1.json"));
        File.WriteAllText(board, text.Replace("\"source\": \"", "\"source\": \"<evil>").Replace("\"title\": \"", "\"title\": \"<evil>")
            .Replace("\"measured\": null", "\"measured\": 100"));
        foreach (string verb in (string[])["inspect", "profile"])
        {
            command.Run([verb, model, "--board", board, "--html", command.File(verb + ".html")]).AssertDone();
            AssertText(command.File(verb + ".html"), "&lt;evil a=");
            AssertText(command.File(verb + ".html"), "&lt;evil&gt;");
        }
    }

    [TestMethod]
    public void NamesOfFramesAndTheirFile()
    {
        using var command = new SimulatedCommand();
        string frames = command.File("<evil>.csv");
        File.WriteAllText(frames, $"1,2,3,4,\"{Name.Replace("\"", "\"\"")}\"\n");
        command.Simulate("--model", Model(command), "--frames", frames).AssertDone();
        AssertText(Path.Combine(command.Out, "report.html"), "\\u003Cevil a=");
        AssertText(Path.Combine(command.Out, "report.html"), "\\u003Cevil\\u003E.csv");
    }

    [TestMethod]
    public void NamesOfChannelsAndTheirFile()
    {
        using var command = new SimulatedCommand();
        string edges = string.Concat(Enumerable.Range(0, 40).Select(i => $"#{i * 1000}\n{i % 2}!\n"));
        File.WriteAllText(command.File("<evil>.vcd"), $"$timescale 1 us $end\n$var wire 1 ! <evil>pwm $end\n$enddefinitions $end\n{edges}");
        command.Run(["measure", command.File("<evil>.vcd"), "--out", command.Out]).AssertDone();
        AssertText(Path.Combine(command.Out, "measure.html"), "&lt;evil&gt;.vcd: &lt;evil&gt;pwm");
    }

    [TestMethod]
    public void NamesOfClassesAndTheirFile()
    {
        using var command = new SimulatedCommand();
        string bars = TrainingData.Bars(command.Folder, 24), data = command.File("<evil>.csv");
        File.WriteAllText(data, File.ReadAllText(bars).Replace("upright", "<evil>up"));
        string[] brief = ["--epochs", "1", "--fine-tuning", "0", "--report", command.Out];
        command.Run(["train", "--data", data, "--out", command.File("model.json"), .. brief]).AssertDone();
        AssertText(Path.Combine(command.Out, "report.html"), "&lt;evil&gt;up");
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
