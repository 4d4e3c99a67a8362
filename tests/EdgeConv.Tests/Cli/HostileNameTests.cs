namespace EdgeConv.Tests.Cli;

/// <summary>Names in models, labels and paths run no code and steer no terminal.</summary>
[TestClass]
public sealed class HostileNameTests : CommandTests
{
    private const string Steering = "\u001b]0;title\u0007\u001b[2J\u009b1m\u202e\u2066\u200f\u2028\u2029\u0085\nerror: x\r";

    // Writes a file when its assembly is loaded.
    private static string Initializer(string separator, string file) =>
        $"a{separator}#if A{separator}static class Z{{[System.Runtime.CompilerServices.ModuleInitializer]internal static void I()"
        + $"{{System.IO.File.WriteAllText({JsonSerializer.Serialize(file)},\"x\");}}}}"
        + $"{separator}#else{separator}#define A{separator}#endif{separator}#pragma x";

    [TestMethod]
    public void NoCodeOfAModelRuns()
    {
        File.WriteAllText(Command.File("model.json"), Json(Initializer("\u2028", Command.File("ran"))));
        Command.Run(["compile", Command.File("model.json"), "--out", Command.File("Model.cs")]).AssertDone();
        CollectionAssert.AreEquivalent(new[] { Command.File("model.json"), Command.File("Model.cs") }, Directory.GetFiles(Command.Folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // names no file may have there
    public void TheBuiltProgramRunsNoCodeOfAFilesName()
    {
        string file = Initializer("\u0085", "ran") + ".tflite";
        File.WriteAllBytes(Command.File(file), Tflite());
        File.WriteAllBytes(Command.File("input.bin"), new byte[4]);
        string[] args = ["run", file, "--engine", "compiled", "--input", "input.bin"];
        (int code, string output, string error) = BuiltProgram.Run(Command.Folder, args);
        Assert.AreEqual(0, code, output + error);
        CollectionAssert.AreEquivalent(new[] { Command.File(file), Command.File("input.bin") }, Directory.GetFiles(Command.Folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void TheBuiltProgramPrintsNamesWithoutWhatSteersATerminal()
    {
        string model = $"{Steering}.json", missing = $"{Steering}.csv";
        File.WriteAllText(Command.File(model), Json(Steering));
        (int code, string output, string error) = BuiltProgram.Run(Command.Folder, "inspect", model, "--html", Steering + ".html");
        Assert.AreEqual(0, code, error);
        AssertPlain(output);
        Assert.Contains("written ?]0;title??[2J?1m???????error: x?.html", output);
        (code, output, error) = BuiltProgram.Run(Command.Folder, "simulate", "--model", model, "--frames", missing);
        Assert.AreEqual(1, code, output);
        AssertPlain(error);
        Assert.HasCount(2, error.Split('\n'));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void OnATerminalTheyAreAsPlain()
    {
        string folder = Steering.Replace("\n", "").Replace("\r", "");
        string? shown = BuiltProgram.OnTerminal(Command.Folder, "simulate", "--count", "2", "--out", folder);
        if (shown is null) Assert.Inconclusive("no program that makes a terminal");
        Assert.Contains("╭", shown, "a table is drawn");
        Assert.Contains("\u001b[", shown, "with codes of its own");
        Assert.Contains("?]0;title??[2J?1m???", shown);
        foreach (char steering in "\u0007\u009b\u202e\u2066\u200f\u2028\u2029\u0085") Assert.DoesNotContain(steering.ToString(), shown);
    }

    [TestMethod]
    public void EveryVerbsTextIsPlain()
    {
        File.WriteAllText(Command.File("model.json"), Json("a"));
        File.WriteAllBytes(Command.File("input.bin"), new byte[4]);
        File.WriteAllText(Command.File("labels.txt"), Steering.Replace("\n", "").Replace("\r", ""));
        string[] run = ["run", Command.File("model.json"), "--input", Command.File("input.bin")];
        Command.Run([.. run, "--labels", Command.File("labels.txt")]).AssertDone();
        AssertPlain(Command.Output);
        Command.Run([.. run, "--json"]).AssertDone();
        using (JsonDocument.Parse(Command.Output)) AssertPlain(Command.Output);
        Command.Run(["--help"]).AssertDone();
        AssertPlain(Command.Output);
        Command.Run([Steering]);
        AssertPlain(Command.Error);
        Assert.HasCount(2, Command.Error.Split('\n'));
        Assert.AreEqual(2, Command.ExitCode);
    }

    private static void AssertPlain(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
            Assert.IsTrue(rune.Value == '\n' || Printable.Is(rune), $"U+{rune.Value:X4} in {text}");
    }

    private static string Json(string name) => $$"""
        { "edgeconv": 1, "name": {{JsonSerializer.Serialize(name)}},
          "input": { "name": {{JsonSerializer.Serialize(name + 1)}}, "shape": [2, 2, 1] },
          "layers": [{ "type": "convolution", "name": {{JsonSerializer.Serialize(name + 2)}}, "filters": [[[1, 2], [3, 4]]] }] }
        """;

    private static byte[] Tflite()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]);
        model.Operator(0, [x, x], [y]);
        return model.File([x], [y]);
    }
}
