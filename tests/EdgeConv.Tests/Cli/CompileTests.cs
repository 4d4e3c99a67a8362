namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv compile` and `run --engine compiled`.</summary>
[TestClass]
public sealed class CompileTests : CommandTests
{
    [TestMethod]
    public void WritesAClassThatTheDeviceCompilerTakes()
    {
        Command.Run(["compile", Strokes, "--out", "my-strokes.cs", "--namespace", "My.Models"]).AssertDone("My.Models.MyStrokes");
        string source = Command.Text("my-strokes.cs");
        Assert.Contains("public sealed class MyStrokes : IModel", source);
        byte[] image = DesktopBuild.Compile("Strokes", [("strokes.cs", source)], DeviceLibraries.Images);
        Assert.AreEqual("", string.Join('\n', DeviceApi.Load().Violations(image)));
    }

    [TestMethod]
    public void RunsOnTheCompiledEngineAsOnTheReference()
    {
        Command.Put("frame.bin", [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))]);
        Command.AssertEnginesAgree(Strokes, "frame.bin");
    }

    [TestMethod]
    [DataRow("--class", "1st", 2, "it must be a C# name"), DataRow("--class", "class", 2, "it must be a C# name")]
    [DataRow("--namespace", "A..B", 2, "it must be a C# name")]
    [DataRow("--class", "Array", 1, "if it uses a type of that name, use another name")]
    [DataRow("--out", "missing/model.cs", 1, "there is no folder")]
    public void RefusesInOneLine(string option, string value, int exitCode, string fragment)
    {
        string[] output = option == "--out" ? [] : ["--out", "model.cs"];
        Command.Run(["compile", Strokes, .. output, option, value]).AssertFailed(exitCode, fragment);
        Assert.IsFalse(File.Exists(Command.File("model.cs")));
    }

    [TestMethod]
    public void PartsOfAnEarlierLargerModelAreRemovedAndNothingElse()
    {
        const string Part = """
            // big, part 3 of 9: about 50000 bytes of bytecode.
            // Made by: edgeconv compile big.tflite --out model.cs --assemblies
            class C { }
            """;
        string part = Command.Put("ModelPart3.cs", Part), another = Command.Put("OtherPart3.cs", Part);
        string[] foreign = ["ModelPart4.cs", "ModelParts.cs"];
        foreach (string file in foreign) Command.Put(file, "// written by hand, part 4 of the work\nclass C { }\n");
        Command.Run(["compile", Strokes, "--out", "model.cs", "--class", "Model"]).AssertDone("removed");
        Assert.IsFalse(File.Exists(part));
        foreach (string kept in (string[])[.. foreign, another, "model.cs"]) Assert.IsTrue(File.Exists(Command.File(kept)), kept);
    }

    [TestMethod]
    public void AModelLargerThanAnAssemblyNeedsSeveral()
    {
        string[] compile = ["compile", OutsideData.Model("person_detect"), "--out", "model.cs"];
        Command.Run(compile).AssertFailed(1, "--assemblies");
        Assert.IsFalse(File.Exists(Command.File("model.cs")));
        Command.Run([.. compile, "--assemblies"]).AssertDone("class library ModelPart1");
        // With the largest map between two layers as a whole it would be 55,296 bytes.
        string arena = Regex.Match(Command.Text("model.cs"), @"of which arena (\d+)\.").Groups[1].Value;
        Assert.IsLessThan(34000, int.Parse(arena));
        List<byte[]> parts = [.. DeviceLibraries.Images];
        void Add(string name) => parts.Add(DesktopBuild.Compile(name, [(name + ".cs", Command.Text(name + ".cs"))], [.. parts]));
        for (int part = 1; File.Exists(Command.File($"ModelPart{part}.cs")); part++) Add($"ModelPart{part}");
        Assert.IsGreaterThan(17, parts.Count);
        Add("model");
        foreach (byte[] image in parts.Skip(1)) CompiledLimits.Check(image);
    }
}
