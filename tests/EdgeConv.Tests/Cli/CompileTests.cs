namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv compile` and `run --engine compiled`.</summary>
[TestClass]
public sealed class CompileTests : CommandTests
{
    [TestMethod]
    public void WritesAClassThatTheDeviceCompilerTakes()
    {
        Command.Run(["compile", Strokes, "--out", Command.File("my-strokes.cs"), "--namespace", "My.Models"]).AssertDone();
        Assert.Contains("My.Models.MyStrokes", Command.Output);
        string source = File.ReadAllText(Command.File("my-strokes.cs"));
        Assert.Contains("public sealed class MyStrokes : IModel", source);
        byte[] image = DesktopBuild.Compile("Strokes", [("strokes.cs", source)], DeviceLibraries.Images);
        IReadOnlyList<string> breaches = DeviceCodeRules.Violations(image, DeviceApi.Load());
        Assert.IsEmpty(breaches, string.Join('\n', breaches));
    }

    [TestMethod]
    public void RunsOnTheCompiledEngineAsOnTheReference()
    {
        byte[] frame = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))];
        File.WriteAllBytes(Command.File("frame.bin"), frame);
        foreach (string engine in (string[])["reference", "packed", "compiled"])
            Command.Run(["run", Strokes, "--input", Command.File("frame.bin"), "--engine", engine, "--output", Command.File(engine)])
                .AssertDone();
        CollectionAssert.AreEqual(File.ReadAllBytes(Command.File("reference")), File.ReadAllBytes(Command.File("compiled")));
        CollectionAssert.AreEqual(File.ReadAllBytes(Command.File("reference")), File.ReadAllBytes(Command.File("packed")));
    }

    [TestMethod]
    [DataRow("--class", "1st", 2, "no C# name")]
    [DataRow("--class", "class", 2, "no C# name")]
    [DataRow("--namespace", "A..B", 2, "no C# name")]
    [DataRow("--out", "missing/model.cs", 1, "there is no folder")]
    public void RefusesInOneLine(string option, string value, int exitCode, string fragment)
    {
        string[] output = option == "--out" ? ["--out", Command.File(value)] : ["--out", Command.File("model.cs"), option, value];
        Command.Run(["compile", Strokes, .. output]).AssertFailed(exitCode, fragment);
        Assert.IsFalse(File.Exists(Command.File("model.cs")));
    }

    [TestMethod]
    public void PartsOfAnEarlierLargerModelAreRemovedAndNothingElse()
    {
        string part = Command.File("ModelPart3.cs"), another = Command.File("OtherPart3.cs");
        string[] foreign = [Command.File("ModelPart4.cs"), Command.File("ModelParts.cs")];
        File.WriteAllText(part, "// big, part 3 of 9: about 50000 bytes of bytecode.\n"
            + "// Made by: edgeconv compile big.tflite --out model.cs --assemblies\nclass C { }\n");
        foreach (string file in foreign) File.WriteAllText(file, "// written by hand, part 4 of the work\nclass C { }\n");
        File.Copy(part, another);
        Command.Run(["compile", Strokes, "--out", Command.File("model.cs"), "--class", "Model"]).AssertDone();
        Assert.Contains("removed", Command.Output);
        Assert.IsFalse(File.Exists(part));
        foreach (string kept in (string[])[.. foreign, another, Command.File("model.cs")]) Assert.IsTrue(File.Exists(kept), kept);
    }

    [TestMethod]
    public void AModelLargerThanAnAssemblyNeedsSeveral()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        Command.Run(["compile", model, "--out", Command.File("model.cs")]).AssertFailed(1, "--assemblies");
        Assert.IsFalse(File.Exists(Command.File("model.cs")));
        Command.Run(["compile", model, "--out", Command.File("model.cs"), "--assemblies"]).AssertDone();
        Assert.Contains("class library ModelPart1", Command.Output);
        // With the largest map between two layers as a whole it would be 55,296 bytes.
        string arena = Regex.Match(File.ReadAllText(Command.File("model.cs")), @"of which arena (\d+)\.").Groups[1].Value;
        Assert.IsLessThan(34000, int.Parse(arena, CultureInfo.InvariantCulture));
        List<byte[]> parts = [.. DeviceLibraries.Images];
        void Add(string name) =>
            parts.Add(DesktopBuild.Compile(name, [(name + ".cs", File.ReadAllText(Command.File(name + ".cs")))], [.. parts]));
        for (int part = 1; File.Exists(Command.File($"ModelPart{part}.cs")); part++)
            Add($"ModelPart{part}");
        Assert.IsGreaterThan(17, parts.Count);
        Add("model");
        foreach (byte[] image in parts.Skip(1)) CompiledLimits.Check(image);
    }
}
