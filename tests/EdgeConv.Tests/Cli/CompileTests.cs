using System.Globalization;
using System.Text.RegularExpressions;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv compile` and `run --engine compiled`.</summary>
[TestClass]
public sealed class CompileTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");

    [TestMethod]
    public void WritesAClassThatTheDeviceCompilerTakes()
    {
        using var command = new SimulatedCommand();
        command.Run(["compile", s_strokes, "--out", command.File("my-strokes.cs"), "--namespace", "My.Models"]).AssertDone();
        Assert.Contains("My.Models.MyStrokes", command.Output);
        string source = File.ReadAllText(command.File("my-strokes.cs"));
        Assert.Contains("public sealed class MyStrokes : IModel", source);
        byte[] image = DesktopBuild.Compile("Strokes", [("strokes.cs", source)], DeviceLibraries.Images);
        IReadOnlyList<string> breaches = DeviceCodeRules.Violations(image, DeviceApi.Load());
        Assert.IsEmpty(breaches, string.Join('\n', breaches));
    }

    [TestMethod]
    public void RunsOnTheCompiledEngineAsOnTheReference()
    {
        using var command = new SimulatedCommand();
        byte[] frame = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))];
        File.WriteAllBytes(command.File("frame.bin"), frame);
        foreach (string engine in (string[])["reference", "packed", "compiled"])
            command.Run(["run", s_strokes, "--input", command.File("frame.bin"), "--engine", engine, "--output", command.File(engine)])
                .AssertDone();
        CollectionAssert.AreEqual(File.ReadAllBytes(command.File("reference")), File.ReadAllBytes(command.File("compiled")));
        CollectionAssert.AreEqual(File.ReadAllBytes(command.File("reference")), File.ReadAllBytes(command.File("packed")));
    }

    [TestMethod]
    [DataRow("--class", "1st", 2, "no C# name")]
    [DataRow("--class", "class", 2, "no C# name")]
    [DataRow("--namespace", "A..B", 2, "no C# name")]
    [DataRow("--out", "missing/model.cs", 1, "there is no folder")]
    public void RefusesInOneLine(string option, string value, int exitCode, string fragment)
    {
        using var command = new SimulatedCommand();
        string[] output = option == "--out" ? ["--out", command.File(value)] : ["--out", command.File("model.cs"), option, value];
        command.Run(["compile", s_strokes, .. output]).AssertFailed(exitCode, fragment);
        Assert.IsFalse(File.Exists(command.File("model.cs")));
    }

    [TestMethod]
    public void PartsOfAnEarlierLargerModelAreRemovedAndNothingElse()
    {
        using var command = new SimulatedCommand();
        string part = command.File("ModelPart3.cs"), another = command.File("OtherPart3.cs");
        string[] foreign = [command.File("ModelPart4.cs"), command.File("ModelParts.cs")];
        File.WriteAllText(part, "// big, part 3 of 9: about 50000 bytes of bytecode.\n"
            + "// Made by: edgeconv compile big.tflite --out model.cs --assemblies\nclass C { }\n");
        foreach (string file in foreign) File.WriteAllText(file, "// written by hand, part 4 of the work\nclass C { }\n");
        File.Copy(part, another);
        command.Run(["compile", s_strokes, "--out", command.File("model.cs"), "--class", "Model"]).AssertDone();
        Assert.Contains("removed", command.Output);
        Assert.IsFalse(File.Exists(part));
        foreach (string kept in (string[])[.. foreign, another, command.File("model.cs")]) Assert.IsTrue(File.Exists(kept), kept);
    }

    [TestMethod]
    public void AModelLargerThanAnAssemblyNeedsSeveral()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        using var command = new SimulatedCommand();
        command.Run(["compile", model, "--out", command.File("model.cs")]).AssertFailed(1, "--assemblies");
        Assert.IsFalse(File.Exists(command.File("model.cs")));
        command.Run(["compile", model, "--out", command.File("model.cs"), "--assemblies"]).AssertDone();
        Assert.Contains("class library ModelPart1", command.Output);
        // With the largest map between two layers as a whole it would be 55,296 bytes.
        string arena = Regex.Match(File.ReadAllText(command.File("model.cs")), @"of which arena (\d+)\.").Groups[1].Value;
        Assert.IsLessThan(34000, int.Parse(arena, CultureInfo.InvariantCulture));
        List<byte[]> parts = [.. DeviceLibraries.Images];
        void Add(string name) =>
            parts.Add(DesktopBuild.Compile(name, [(name + ".cs", File.ReadAllText(command.File(name + ".cs")))], [.. parts]));
        for (int part = 1; File.Exists(command.File($"ModelPart{part}.cs")); part++)
            Add($"ModelPart{part}");
        Assert.IsGreaterThan(17, parts.Count);
        Add("model");
        foreach (byte[] image in parts.Skip(1)) CompiledLimits.Check(image);
    }
}
