namespace EdgeConv.Tests.NanoFramework;

/// <summary>What `edgeconv build` does up to the metadata processor, which not every machine has.</summary>
[TestClass]
public sealed class ProjectBuildTests
{
    private const string Program = "public class P { public static void Main() { System.Console.WriteLine(\"hello\"); } }";

    private readonly DeviceProject _solution = new();

    [TestCleanup]
    public void RemoveTheSolution() => _solution.Dispose();

    [TestMethod]
    public void WithoutTheMetadataProcessorItSaysHowToInstallIt()
    {
        string project = _solution.Add("App", Program);
        string message = Assert.ThrowsExactly<UserException>(() => Build(project)).Message;
        Assert.StartsWith("the metadata processor, which makes .pe files, is not installed: run `nuget install " +
            NanoTools.ProcessorPackage, message);
        Assert.IsFalse(File.Exists(_solution.File("App/bin/Release/App.exe")));
    }

    [TestMethod]
    public void ErrorsAreThoseOfTheCompilerWithFileAndLine()
    {
        string project = _solution.Add("App",
            "class P { static void Main() {\n  int a = \"\";\n  System.Collections.Generic.List<int> b; } }");
        CompileException refused = Assert.ThrowsExactly<CompileException>(() => Build(project));
        Assert.AreEqual("App does not compile for nanoFramework: 2 errors", refused.Message);
        Assert.StartsWith(_solution.File("App/App.cs") + "(2,11): error CS0029", refused.Errors[0]);
        Assert.StartsWith(_solution.File("App/App.cs") + "(3,22): error CS0234", refused.Errors[1]);
    }

    [TestMethod]
    [DataRow("static int[,] s;\nstatic void Main() { }", 0, "System.Int32[0...,0...] P::s: array of several dimensions")]
    [DataRow("static void Main() {\n  F<int>(); }\nstatic void F<T>() { }", 2, "P::Main(): use of a generic method")]
    [DataRow("static void Main() { }\nstatic int F(uint u)\n{\n  return (int)u >> 3; }", 4, "P::F(System.UInt32): (int)u >> n of a uint")]
    public void RulesOfTheInterpreterHaveFileAndLine(string code, int line, string rule)
    {
        string project = _solution.Add("App", $"class P {{ {code} }}");
        CompileException refused = Assert.ThrowsExactly<CompileException>(() => Build(project));
        string place = line == 0 ? "error: " : $"{_solution.File("App/App.cs")}({line},";
        Assert.IsTrue(refused.Errors.Any(error => error.StartsWith(place) && error.Contains(rule)), string.Join('\n', refused.Errors));
    }

    [TestMethod]
    public void AStructIsAllowedInOnesOwnCode()
    {
        string project = _solution.Add("App", "struct S { public int A; } class P { static void Main() { S s = new S(); s.A = 1; } }");
        Assert.Contains("metadata processor", Assert.ThrowsExactly<UserException>(() => Build(project)).Message);
    }

    [TestMethod]
    public void ALibraryIsBuiltBeforeTheProgramThatNeedsIt()
    {
        _solution.Add("Lib", "public class L { int a = \"\"; }", isProgram: false);
        string project = _solution.Add("App", Program, """<ProjectReference Include="..\Lib\Lib.nfproj" />""");
        string message = Assert.ThrowsExactly<CompileException>(() => Build(project)).Message;
        Assert.AreEqual("Lib does not compile for nanoFramework: 1 error", message);
    }

    [TestMethod]
    public void ACircleOfProjectsIsRefused()
    {
        _solution.Add("Lib", "", """<ProjectReference Include="..\App\App.nfproj" />""", isProgram: false);
        string project = _solution.Add("App", Program, """<ProjectReference Include="..\Lib\Lib.nfproj" />""");
        Assert.Contains("App.nfproj refers to itself", Assert.ThrowsExactly<UserException>(() => Build(project)).Message);
    }

    [TestMethod]
    public void AnAssemblyThatIsNowhereIsNamed()
    {
        string project = _solution.Add("App", Program, """<Reference Include="System.Device.Nothing" />""");
        Assert.StartsWith("System.Device.Nothing: no package of packages.config has it; give a folder",
            Assert.ThrowsExactly<UserException>(() => Build(project)).Message);
        Assert.Contains("has no such assembly with its .pe",
            Assert.ThrowsExactly<UserException>(() => Build(project, _solution.Folder)).Message);
        Assert.Contains("is not a folder", Assert.ThrowsExactly<UserException>(() => Build(project, _solution.File("no"))).Message);
    }

    [TestMethod]
    public void AnAssemblyOfTheReferencesFolderIsTakenAndSaid()
    {
        foreach (string ending in (string[])["dll", "pe"])
            File.Copy(_solution.File("packages/nanoFramework.CoreLibrary.1.17.11/lib/mscorlib." + ending),
                Path.Combine(Directory.CreateDirectory(_solution.File("refs")).FullName, "mscorlib." + ending));
        string project = _solution.Add("App", Program);
        File.WriteAllText(project, File.ReadAllText(project).Replace("CoreLibrary.1.17.11", "CoreLibrary.9.9.9"));
        List<string> said = [];
        _ = Assert.ThrowsExactly<UserException>(() => Build(project, _solution.File("refs"), said.Add));
        Assert.AreEqual($"assembly mscorlib: no package of packages.config has it; taken from {_solution.File("refs")}", said.Single());
    }

    [TestMethod]
    public void PartsOfALargeModelAreClassLibrariesByThemselves()
    {
        string Part(int part) =>
            $"// big, part {part} of 3: about 50000 bytes of bytecode.\n// Made by: edgeconv compile big.tflite --assemblies\n";
        string path = _solution.Put("App/BigPart2.cs", Part(2));
        Assert.AreEqual(new ModelPart(path, "Big", 2), ModelPart.Of(path, File.ReadAllText(path)));
        Assert.AreEqual("BigPart2", ModelPart.Of(path, Part(2))!.Name);
        Assert.IsNull(ModelPart.Of(path, Part(1)), "a copy under another name");
        Assert.IsNull(ModelPart.Of(path, "// my part 2 of 3\nclass C { }"), "written by hand");
        Assert.IsNull(ModelPart.Of("Big.cs", Part(2)));

        // Each part sees the parts before it, and the program all of them; what one part holds is internal to it.
        _solution.Put("App/BigPart1.cs", Part(1) + "public class One { internal static int I; public static int P; }");
        _solution.Put("App/BigPart2.cs", Part(2) + "public class Two { public static int P = One.P + One.I; }");
        string project = _solution.Add("App", Program);
        Assert.Contains("metadata processor", Assert.ThrowsExactly<UserException>(() => Build(project)).Message);
    }

    [TestMethod]
    public void AnImageHoldsThePesOneAfterAnother()
    {
        string first = _solution.Put("a.pe", "abcde"), second = _solution.Put("b.pe", "1234"), third = _solution.Put("c.pe", "x");
        Assert.AreEqual("abcde\0\0\01234x\0\0\0", Encoding.ASCII.GetString(DeploymentImage.Join([first, second, third])));
    }

    [TestMethod]
    [DataRow("<Project", "cannot be read as XML")]
    [DataRow("<!DOCTYPE a [<!ENTITY b \"c\">]><Project>&b;</Project>", "cannot be read as XML")]
    [DataRow("<Project><ItemGroup Condition=\"Exists('x')\"><Compile Include=\"a.cs\" /></ItemGroup></Project>", "is not of the form")]
    [DataRow("<Project><ItemGroup><Compile Include=\"gone.cs\" /></ItemGroup></Project>", "gone.cs, listed in")]
    [DataRow("<Project><Import Project=\"gone.projitems\" /></Project>", "gone.projitems does not exist")]
    public void ADamagedProjectIsRefusedInOneLine(string text, string fragment)
    {
        string path = _solution.Put("X/X.nfproj", text);
        string message = Assert.ThrowsExactly<UserException>(() => NanoProject.Load(path)).Message;
        Assert.Contains(fragment, message);
        Assert.DoesNotContain("\n", message);
    }

    [TestMethod]
    public void ConditionsAndPropertiesAreReadAsMsBuildReadsThem()
    {
        const string Text = """
            <Project>
              <PropertyGroup>
                <AssemblyName>Named</AssemblyName>
                <Network Condition="'$(Network)' == ''">false</Network>
                <DefineConstants Condition="'$(Network)' != 'true'">$(DefineConstants);NO_NETWORK</DefineConstants>
                <Other Condition="'$(X)' == '' Or '$(X)' &lt; '1'">1</Other>
              </PropertyGroup>
              <ItemGroup Condition="'$(Network)' == 'True'"><Reference Include="System.Net, Version=1" /></ItemGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)a.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)a.props')" />
            </Project>
            """;
        string path = _solution.Put("X/X.nfproj", Text);
        NanoProject without = NanoProject.Load(path), with = NanoProject.Load(path, ("Network", "true"));
        Assert.AreEqual("Named", without.AssemblyName);
        Assert.AreEqual("NO_NETWORK", without.Constants.Single());
        Assert.IsEmpty(without.References);
        Assert.IsEmpty(with.Constants);
        Assert.AreEqual(new AssemblyReference("System.Net", ""), with.References.Single());
    }

    // A user who has no nanoFramework tools at all.
    private BuiltAssembly Build(string project, string? references = null, Action<string>? say = null) =>
        new ProjectBuild("Release", [], references, new NanoTools(_solution.File("home"), _ => null), say ?? (_ => { }))
            .Build(project, CancellationToken.None);
}
