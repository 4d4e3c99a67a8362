namespace EdgeConv.Tests.Cli;

/// <summary>Names in the pages that verbs write are text, never elements of the page.</summary>
[TestClass]
public sealed class PageTests : CommandTests
{
    private const string Name = "<evil a=\"'\">&";

    [TestMethod]
    public void NamesOfAModelAndABoard()
    {
        string text = Repository.Text("hardware", "boards", "esp32-c3-devkitm-1.json").Replace("\"measured\": null", "\"measured\": 100");
        Command.Put("board.json", text.Replace("\"source\": \"", "\"source\": \"<evil>").Replace("\"title\": \"", "\"title\": \"<evil>"));
        foreach (string verb in (string[])["inspect", "profile"])
        {
            Command.Run([verb, Model(), "--board", "board.json", "--html", "page.html"]).AssertDone();
            AssertText("page.html", "&lt;evil a=", "&lt;evil&gt;");
        }
    }

    [TestMethod]
    public void NamesOfFramesAndTheirFile()
    {
        Command.Put("<evil>.csv", $"1,2,3,4,\"{Name.Replace("\"", "\"\"")}\"\n");
        Command.Simulate("--model", Model(), "--frames", "<evil>.csv").AssertDone();
        AssertText("out/report.html", "\\u003Cevil a=", "\\u003Cevil\\u003E.csv");
    }

    [TestMethod]
    public void NamesOfChannelsAndTheirFile()
    {
        string edges = string.Concat(Enumerable.Range(0, 40).Select(i => $"#{i * 1000}\n{i % 2}!\n"));
        Command.Put("<evil>.vcd", $"$timescale 1 us $end\n$var wire 1 ! <evil>pwm $end\n$enddefinitions $end\n{edges}");
        Command.Run(["measure", "<evil>.vcd", "--out", "out"]).AssertDone();
        AssertText("out/measure.html", "&lt;evil&gt;.vcd: &lt;evil&gt;pwm");
    }

    [TestMethod]
    public void NamesOfClassesAndTheirFile()
    {
        string bars = TrainingData.Bars(Command.Folder, 24);
        Command.Put("<evil>.csv", File.ReadAllText(bars).Replace("upright", "<evil>up"));
        string[] brief = ["--epochs", "1", "--fine-tuning", "0", "--report", "out"];
        Command.Run(["train", "--data", "<evil>.csv", "--out", "model.json", .. brief]).AssertDone();
        AssertText("out/report.html", "&lt;evil&gt;up");
    }

    private string Model() => PutModel(Name, Name, Name + 1);

    private void AssertText(string page, params string[] escaped)
    {
        foreach (string name in escaped) Assert.Contains(name, Command.Text(page));
        Assert.DoesNotContain("<evil", Command.Text(page));
    }
}
