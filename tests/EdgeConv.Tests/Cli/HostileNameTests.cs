using System.Text;
using System.Text.Json;
using EdgeConv.Common;
using EdgeConv.Tests.Operators;

namespace EdgeConv.Tests.Cli;

/// <summary>Names in models, labels and paths run no code and steer no terminal.</summary>
[TestClass]
public sealed class HostileNameTests
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
        using var command = new SimulatedCommand();
        File.WriteAllText(command.File("model.json"), Json(Initializer("\u2028", command.File("ran"))));
        command.Run(["compile", command.File("model.json"), "--out", command.File("Model.cs")]).AssertDone();
        CollectionAssert.AreEquivalent(new[] { command.File("model.json"), command.File("Model.cs") }, Directory.GetFiles(command.Folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // names no file may have there
    public void TheBuiltProgramRunsNoCodeOfAFilesName()
    {
        using var command = new SimulatedCommand();
        string file = Initializer("\u0085", "ran") + ".tflite";
        File.WriteAllBytes(command.File(file), Tflite());
        File.WriteAllBytes(command.File("input.bin"), new byte[4]);
        string[] args = ["run", file, "--engine", "compiled", "--input", "input.bin"];
        (int code, string output, string error) = BuiltProgram.Run(command.Folder, args);
        Assert.AreEqual(0, code, output + error);
        CollectionAssert.AreEquivalent(new[] { command.File(file), command.File("input.bin") }, Directory.GetFiles(command.Folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void TheBuiltProgramPrintsNamesWithoutWhatSteersATerminal()
    {
        using var command = new SimulatedCommand();
        string model = $"{Steering}.json", missing = $"{Steering}.csv";
        File.WriteAllText(command.File(model), Json(Steering));
        (int code, string output, string error) = BuiltProgram.Run(command.Folder, "inspect", model, "--html", Steering + ".html");
        Assert.AreEqual(0, code, error);
        AssertPlain(output);
        Assert.Contains("written ?]0;title??[2J?1m???????error: x?.html", output);
        (code, output, error) = BuiltProgram.Run(command.Folder, "simulate", "--model", model, "--frames", missing);
        Assert.AreEqual(1, code, output);
        AssertPlain(error);
        Assert.HasCount(2, error.Split('\n'));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void OnATerminalTheyAreAsPlain()
    {
        using var command = new SimulatedCommand();
        string folder = Steering.Replace("\n", "").Replace("\r", "");
        if (BuiltProgram.OnTerminal(command.Folder, "simulate", "--count", "2", "--out", folder) is not { } shown)
        {
            Assert.Inconclusive("no program that makes a terminal");
            return;
        }
        Assert.Contains("╭", shown, "a table is drawn");
        Assert.Contains("\u001b[", shown, "with codes of its own");
        Assert.Contains("?]0;title??[2J?1m???", shown);
        foreach (char steering in "\u0007\u009b\u202e\u2066\u200f\u2028\u2029\u0085") Assert.DoesNotContain(steering.ToString(), shown);
    }

    [TestMethod]
    public void EveryVerbsTextIsPlain()
    {
        using var command = new SimulatedCommand();
        File.WriteAllText(command.File("model.json"), Json("a"));
        File.WriteAllBytes(command.File("input.bin"), new byte[4]);
        File.WriteAllText(command.File("labels.txt"), Steering.Replace("\n", "").Replace("\r", ""));
        string[] run = ["run", command.File("model.json"), "--input", command.File("input.bin")];
        command.Run([.. run, "--labels", command.File("labels.txt")]).AssertDone();
        AssertPlain(command.Output);
        command.Run([.. run, "--json"]).AssertDone();
        using (JsonDocument.Parse(command.Output)) AssertPlain(command.Output);
        command.Run(["--help"]).AssertDone();
        AssertPlain(command.Output);
        command.Run([Steering]);
        AssertPlain(command.Error);
        Assert.HasCount(2, command.Error.Split('\n'));
        Assert.AreEqual(2, command.ExitCode);
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
