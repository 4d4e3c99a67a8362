using EdgeConv.Projects;
using EdgeConv.Tests.Device;
using EdgeConv.Tests.Projects;

namespace EdgeConv.Tests.Packages;

/// <summary>
/// The device library as a package: its .nuspec fits the project, and, where the nanoFramework tools are, a package of the genuine
/// assembly.
/// </summary>
[TestClass]
public sealed class DevicePackageTests
{
    private static readonly string s_nuspec = Repository.PathOf("firmware", "EdgeConv", "EdgeConv.nuspec");

    /// <summary>What other nanoFramework libraries have in lib/: assembly, symbols, and what the device and its debugger take.</summary>
    private static readonly string[] s_kinds = ["dll", "pdb", "pdbx", "pe", "xml"];

    public static IEnumerable<object[]> Builds
    {
        get
        {
            try
            {
                return [[Toolchain.Find(out string reason) is null ? "skipped: " + reason : "built with the genuine tools"]];
            }
            catch (ToolException)
            {
                return [["built with the genuine tools"]]; // the test itself says what is wrong
            }
        }
    }

    public static string DisplayName(MethodInfo method, object[] data) => $"{method.Name}: {data[0]}";

    [TestMethod]
    public void TheNuspecNamesWhatTheProjectMakes()
    {
        XElement package = XElement.Load(s_nuspec);
        List<string> made = [];
        foreach (string name in DeviceLibraries.Names)
        {
            XElement project = XElement.Load(DeviceLibraries.Project(name).Path);
            string assembly = Value(project, "AssemblyName"), output = $@"bin\Release\{assembly}";
            Assert.AreEqual($"{output}.xml", Value(project, "DocumentationFile").Replace("$(Configuration)", "Release"));
            made.AddRange(s_kinds.Select(kind => $@"{(name == "EdgeConv" ? "" : $@"..\{name}\")}{output}.{kind} lib\{assembly}.{kind}"));
        }
        IEnumerable<string> library = Files(package).Where(f => f.Target.StartsWith(@"lib\")).Select(f => $"{f.Source} {f.Target}");
        Assert.AreEqual(string.Join("\n", made), string.Join("\n", library));
        foreach ((string source, string _) in Files(package).Where(file => !file.Source.Contains("bin")))
            Assert.IsTrue(File.Exists(Path.Combine(Path.GetDirectoryName(s_nuspec)!, source.Replace('\\', '/'))), source);
    }

    [TestMethod]
    public void TheNuspecHasTheVersionsOfTheProject()
    {
        XElement package = XElement.Load(s_nuspec);
        Assert.AreEqual("$version$", Value(package, "version"), "the one who packs gives it");
        string version = Value(XElement.Load(Repository.PathOf("Directory.Build.props")), "Version");
        string attribute = $"AssemblyInformationalVersion(\"{version}\")";
        foreach (string name in DeviceLibraries.Names)
            Assert.Contains(attribute, Repository.Text("firmware", name, "Properties", "AssemblyInfo.cs"));
        string[] stated = [.. package.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => Reference(element, "", ""))];
        XElement used = XElement.Load(Repository.PathOf("firmware", "EdgeConv", "packages.config"));
        // Exactly these: a .pe fits only the versions that it was made with.
        CollectionAssert.AreEqual(used.Elements("package").Select(package => Reference(package, "[", "]")).ToArray(), stated);

        static string Reference(XElement element, string before, string after) =>
            $"{element.Attribute("id")!.Value} {before}{element.Attribute("version")!.Value}{after}";
    }

    [TestMethod]
    public void TheNuspecSaysWhereItComesFrom()
    {
        XElement package = XElement.Load(s_nuspec), repository = package.Descendants().Single(e => e.Name.LocalName == "repository");
        Assert.AreEqual("$repositoryUrl$ git $repositoryUrl$ $commit$", string.Join(' ', Value(package, "projectUrl"),
            repository.Attribute("type")!.Value, repository.Attribute("url")!.Value, repository.Attribute("commit")!.Value));
    }

    [TestMethod]
    [TestCategory("NanoCLR")]
    [DynamicData(nameof(Builds), DynamicDataDisplayName = nameof(DisplayName))]
    public void ThePackageIsBuiltAndAProgramWithItRuns(string build)
    {
        Toolchain? tools = Toolchain.Find(out string reason);
        if (tools is null) Assert.Inconclusive(reason);
        using DeviceProject solution = new();
        // A copy, because a build writes beside the projects.
        foreach (string file in (string[])[.. Repository.Files("*", "firmware"), .. Repository.Files("*", "shared"),
            "docs/images/icon.png", "LICENSE"])
            solution.Put(file, File.ReadAllBytes(Repository.PathOf(file)));
        BuiltAssembly Build(string project, params (string, string)[] properties) => new ProjectBuild("Release", properties,
            Path.GetDirectoryName(tools.Reference("mscorlib")),
            new NanoTools("", name => name == NanoTools.ProcessorVariable ? tools.Processor : null), _ => { })
            .Build(project, CancellationToken.None);

        // The last library refers to all others.
        Build(solution.File("firmware/EdgeConv.Slots/EdgeConv.Slots.nfproj"), ("EdgeConvSigned", "true"));
        DotnetCommand.Run("dotnet", solution.Folder, "pack", "firmware/EdgeConv/EdgeConv.nuspec", "--version", NewProject.Version,
            "-p:repositoryUrl=https://example.org/edgeconv", "-p:commit=0123abc", "-o", solution.File("feed"));
        var package = new PackageFile(solution.File("feed"));
        string[] expected = ["EdgeConv.nanoFramework.nuspec", "LICENSE", "docs/README.md", "images/icon.png",
            .. DeviceLibraries.Names.SelectMany(n => s_kinds.Select(k => $"lib/{n}.{k}"))];
        CollectionAssert.AreEquivalent(expected, package.Files);
        Assert.AreEqual($"{NewProject.Version} https://example.org/edgeconv", $"{package.Field("version")} {package.Field("projectUrl")}");
        foreach (string name in DeviceLibraries.Names)
        {
            CollectionAssert.AreEqual("NFMRK"u8.ToArray(), package.Read($"lib/{name}.pe")[..5]);
            using var module = ModuleDefinition.ReadModule(new MemoryStream(package.Read($"lib/{name}.dll")));
            string references = name == "EdgeConv" ? "mscorlib"
                : name == "EdgeConv.Slots" ? "EdgeConv EdgeConv.Link EdgeConv.Packed mscorlib" : "EdgeConv mscorlib";
            Assert.AreEqual(references, string.Join(" ", module.AssemblyReferences.Select(r => r.Name).Order()));
            foreach (AssemblyNameReference reference in module.AssemblyReferences.Append(module.Assembly.Name))
                Assert.HasCount(8, reference.PublicKeyToken, $"the strong name of {reference.Name}, in {name}");
            string documentation = Encoding.UTF8.GetString(package.Read($"lib/{name}.xml"));
            foreach (TypeDefinition type in module.Types.Where(t => t.IsPublic))
                Assert.Contains($"name=\"T:{type.FullName}\"", documentation);
        }

        // A project of a user's own: what EdgeConv.Packed refuses, it refuses with code that is internal to EdgeConv.
        solution.Put("nuget.config", DotnetCommand.OnlyFeed(solution.File("feed")));
        string project = solution.Add("App", """
            using EdgeConv.Actuation;
            using EdgeConv.Kernels;
            public class P
            {
                public static void Main()
                {
                    System.Console.WriteLine("duty " + new LedMap(0, 100).Map(100 * 256).ToString());
                    try { new Prelu(new int[] { 1 }, 1000, new int[] { 1 }, 0, null); }
                    catch (System.ArgumentException e) { System.Console.WriteLine("refused " + e.Message); }
                }
            }
            """, string.Concat(DeviceLibraries.Names.Take(2).Select(name => $"""
            <Reference Include="{name}">
              <HintPath>..\packages\EdgeConv.nanoFramework.{NewProject.Version}\lib\{name}.dll</HintPath>
            </Reference>
            """)));
        string packages = Path.Combine(Path.GetDirectoryName(project)!, "packages.config");
        File.WriteAllText(packages, File.ReadAllText(packages).Replace("</packages>",
            $"""<package id="EdgeConv.nanoFramework" version="{NewProject.Version}" targetFramework="netnano1.0" /></packages>"""));
        BuiltAssembly program = Build(project);
        DeviceRun run = tools.RunFiles(program.Assemblies.Select(file => Path.ChangeExtension(file, ".pe")), TimeSpan.FromSeconds(60));
        Assert.Contains("duty 10000", run.Lines, run.Ending);
        Assert.IsTrue(run.Lines.Any(line => line.StartsWith("refused") && line.Contains("xZeroPoint: 1000 is not in -128..127")),
            string.Join('\n', run.Lines));

        // A project of `edgeconv new` that takes the package: its tests pass, and its program is built.
        using TestFolder own = new();
        own.Put("nuget.config", DotnetCommand.OnlyFeed(solution.File("feed")));
        new ProjectFiles("esp32", "amg88xx", "servo", isPackage: true).WriteTo(own);
        BuiltAssembly tests = Build(own.File("device-tests/NFUnitTest.nfproj"));
        run = tools.RunTests(new DeviceAssembly(tests.Name, tests.Path), TimeSpan.FromMinutes(2));
        IReadOnlyList<string> names = DeviceTests.Names(tests.Path);
        Assert.HasCount(4, names);
        foreach (string name in names) Assert.IsNull(DeviceTests.Failure(name, run), name);
        Assert.IsTrue(File.Exists(Build(own.File("firmware/blinker.nfproj")).Image));
    }

    private static string Value(XElement root, string name) => root.Descendants().Single(element => element.Name.LocalName == name).Value;

    private static IEnumerable<(string Source, string Target)> Files(XElement package) =>
        package.Descendants().Where(e => e.Name.LocalName == "file").Select(e => (e.Attribute("src")!.Value, e.Attribute("target")!.Value));
}
