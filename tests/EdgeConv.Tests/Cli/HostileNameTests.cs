namespace EdgeConv.Tests.Cli;

/// <summary>Names in models, labels and paths run no code and steer no terminal.</summary>
[TestClass]
public sealed class HostileNameTests : CommandTests
{
    private const string Steering = "\u001b]0;title\u0007\u001b[2J\u009b1m\u202e\u2066\u200f\u2028\u2029\u0085\nerror: x\r";

    private static readonly string s_steeringLine = Steering.Replace("\n", "").Replace("\r", "");

    // Writes a file when its assembly is loaded.
    private static string Initializer(string separator, string file) => string.Join(separator, "a", "#if A", "static class Z"
        + "{[System.Runtime.CompilerServices.ModuleInitializer]internal static void I()"
        + $"{{System.IO.File.WriteAllText({JsonSerializer.Serialize(file)},\"x\");}}}}", "#else", "#define A", "#endif", "#pragma x");

    [TestMethod]
    public void NoCodeOfAModelRuns()
    {
        Model(Initializer("\u2028", Command.File("ran")));
        Command.Run(["compile", "model.json", "--out", "Model.cs"]).AssertDone();
        Command.AssertHolds(".", "model.json", "Model.cs");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // names no file may have there
    public void TheBuiltProgramRunsNoCodeOfAFilesName()
    {
        string file = Initializer("\u0085", "ran") + ".tflite";
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), y = model.Int8([1, 4]);
        Command.Put(file, model.Operator(0, [x, x], [y]).File([x], [y]));
        Command.Put("input.bin", new byte[4]);
        (int code, string output, string error) =
            BuiltProgram.Run(Command.Folder, "run", file, "--engine", "compiled", "--input", "input.bin");
        Assert.AreEqual(0, code, output + error);
        Command.AssertHolds(".", file, "input.bin");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void TheBuiltProgramPrintsNamesWithoutWhatSteersATerminal()
    {
        string model = $"{Steering}.json", missing = $"{Steering}.csv";
        File.Move(Model(Steering), Command.File(model));
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
        string? shown = BuiltProgram.OnTerminal(Command.Folder, "simulate", "--count", "2", "--out", s_steeringLine);
        if (shown is null) Assert.Inconclusive("no program that makes a terminal");
        Assert.Contains("\u001b[", shown, "codes of its own");
        Assert.Contains("?]0;title??[2J?1m???", shown);
        foreach (char steering in "\u0007\u009b\u202e\u2066\u200f\u2028\u2029\u0085") Assert.DoesNotContain(steering.ToString(), shown);
    }

    [TestMethod]
    public void EveryVerbsTextIsPlain()
    {
        Model("a");
        Command.Put("input.bin", new byte[4]);
        Command.Put("labels.txt", s_steeringLine);
        string[] run = ["run", "model.json", "--input", "input.bin"];
        AssertPlain(Command.Run([.. run, "--labels", "labels.txt"]).AssertDone().Output);
        AssertPlain(Command.Run([.. run, "--json"]).AssertDone().Output);
        Assert.IsNotNull(Command.Json);
        AssertPlain(Command.Run(["--help"]).AssertDone().Output);
        AssertPlain(Command.Run([Steering]).Error);
        Assert.HasCount(2, Command.Error.Split('\n'));
        Assert.AreEqual(2, Command.ExitCode);
    }

    private static void AssertPlain(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
            Assert.IsTrue(rune.Value == '\n' || Printable.Is(rune), $"U+{rune.Value:X4} in {text}");
    }

    private string Model(string name) => PutModel(name, name + 1, name + 2);
}
